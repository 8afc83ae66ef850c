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
}
