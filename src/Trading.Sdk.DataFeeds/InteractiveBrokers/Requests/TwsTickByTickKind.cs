namespace Trading.Sdk.DataFeeds;

/// <summary>Which ticks a tick-by-tick subscription delivers; the numbers are those of the answers.</summary>
public enum TwsTickByTickKind
{
    /// <summary>Trades that move the last price.</summary>
    Last = 1,

    /// <summary>All trades: combinations, derivatives and average-price trades too.</summary>
    AllLast = 2,

    /// <summary>Best bid and ask.</summary>
    BidAsk = 3,

    /// <summary>Middle of best bid and ask.</summary>
    MidPoint = 4,
}
