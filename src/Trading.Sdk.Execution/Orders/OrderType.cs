namespace Trading.Sdk.Execution;

/// <summary>How an order wants to be filled.</summary>
public enum OrderType
{
    /// <summary>At once, at any price; what the book cannot fill is cancelled.</summary>
    Market = 0,

    /// <summary>At the limit or better; the rest stays in the book.</summary>
    Limit,

    /// <summary>At once at the limit or better; the rest is cancelled.</summary>
    ImmediateOrCancel,
}
