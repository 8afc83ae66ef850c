namespace Trading.Sdk.DataFeeds;

/// <summary>What a live feed does when its sink is so slow that the backlog reaches its bound.</summary>
public enum SlowConsumerPolicy
{
    /// <summary>The backlog is given up, the books are cleared downstream and start over from snapshots. The default.</summary>
    ConflateToSnapshot = 0,

    /// <summary>The feed ends with a <see cref="MarketData.MarketDataOverflowException"/>.</summary>
    Fail = 1,
}
