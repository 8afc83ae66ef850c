namespace Trading.Sdk.DataFeeds;

/// <summary>Which market data the session's later requests get.</summary>
public enum TwsMarketDataType
{
    /// <summary>Live, as subscribed.</summary>
    Live = 1,

    /// <summary>The last data before the close.</summary>
    Frozen = 2,

    /// <summary>Delayed, where live data is not subscribed.</summary>
    Delayed = 3,

    /// <summary>Delayed, and frozen after the close.</summary>
    DelayedFrozen = 4,
}
