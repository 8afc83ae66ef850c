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

    /// <summary>At once at the limit or better and whole, or not at all.</summary>
    FillOrKill,

    /// <summary>Like <see cref="Limit"/>, but rejected when it would take.</summary>
    PostOnly,

    /// <summary>Waits until the market reaches the stop price, then a market order.</summary>
    Stop,

    /// <summary>Waits until the market reaches the stop price, then a limit order.</summary>
    StopLimit,
}
