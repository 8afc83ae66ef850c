namespace Trading.Sdk.Execution;

/// <summary>Life of an order. It moves only downwards in this list.</summary>
public enum OrderState
{
    /// <summary>On the way to the venue.</summary>
    Sent = 0,

    /// <summary>A stop that the market has not reached yet.</summary>
    Armed,

    /// <summary>In the book.</summary>
    Open,

    /// <summary>In the book, partly filled.</summary>
    PartiallyFilled,

    /// <summary>Filled completely.</summary>
    Filled,

    /// <summary>Cancelled, by its owner or because nothing was left to take.</summary>
    Cancelled,

    /// <summary>Refused; see <see cref="OrderRejection"/>.</summary>
    Rejected,
}
