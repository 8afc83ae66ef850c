namespace Trading.Sdk.MarketData;

/// <summary>What a bounded queue does when its reader is too slow.</summary>
public enum OverflowPolicy
{
    /// <summary>The writer waits: back-pressure reaches the source, nothing is lost.</summary>
    Wait = 0,

    /// <summary>
    /// Whole messages are dropped and counted until there is room; the next event delivered carries
    /// <see cref="MarketEventFlags.AfterGap"/>. For readers that sample (displays, statistics), not for books.
    /// </summary>
    DropNewest = 1,

    /// <summary>The queue fails: the reader gets a <see cref="MarketDataOverflowException"/> after what was queued before.</summary>
    Fail = 2,
}
