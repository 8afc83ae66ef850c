namespace Trading.Sdk.Execution;

/// <summary>Why a fill happened.</summary>
public enum FillReason
{
    /// <summary>The order took resting quantity when it arrived.</summary>
    TookLiquidity = 0,

    /// <summary>A trade at the order's price went beyond the queue in front of it.</summary>
    QueueReached,

    /// <summary>The market traded or quoted through the order's price.</summary>
    PriceCrossed,

    /// <summary>A stop was reached and took what the book held then; the price may lie beyond the stop.</summary>
    StopReached,

    /// <summary>The open of the next bar.</summary>
    BarOpen,

    /// <summary>A price within a bar.</summary>
    WithinBar,
}
