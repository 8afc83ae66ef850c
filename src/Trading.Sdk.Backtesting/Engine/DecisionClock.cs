namespace Trading.Sdk.Backtesting;

/// <summary>Whose clock a strategy decides by.</summary>
public enum DecisionClock
{
    /// <summary>The venue's: at a decision time the book holds the messages the venue had sent by then. For data without receive times.</summary>
    Venue = 0,

    /// <summary>
    /// The strategy's own: at a decision time the book holds the messages that had arrived by then, so that the latency of the feed
    /// counts. Orders and queues keep to the venue's clock. The same in a backtest and live.
    /// </summary>
    Local,
}
