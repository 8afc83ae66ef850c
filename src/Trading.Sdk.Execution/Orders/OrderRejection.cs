namespace Trading.Sdk.Execution;

/// <summary>Why an order was refused.</summary>
public enum OrderRejection
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>The venue never took it (<see cref="ILatencyModel.OrderEntry"/> below 0).</summary>
    NotReached,

    /// <summary>A post-only order would have taken.</summary>
    WouldTake,

    /// <summary>A fill-or-kill order could not be filled whole.</summary>
    NotWhole,

    /// <summary>The venue was closed when it arrived.</summary>
    Closed,
}
