namespace Trading.Sdk.DataFeeds;

/// <summary>The streams of one instrument that a feed subscribes to.</summary>
[Flags]
public enum BinanceStreams
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Changes of the whole book, joined to a REST snapshot: the exact book.</summary>
    Depth = 1,

    /// <summary>The top 5, 10 or 20 levels as a whole (<see cref="BinanceFeedOptions.PartialDepthLevels"/>); excludes <see cref="Depth"/>.</summary>
    PartialDepth = 2,

    /// <summary>Trades, one by one.</summary>
    Trade = 4,

    /// <summary>Trades of one taker order at one price, as one.</summary>
    AggregateTrade = 8,

    /// <summary>Best bid and ask, at each change.</summary>
    BookTicker = 16,

    /// <summary>Candles (<see cref="BinanceFeedOptions.KlineInterval"/>), passed on when they close.</summary>
    Kline = 32,

    /// <summary>Mark price, index price and funding rate (perpetuals).</summary>
    MarkPrice = 64,

    /// <summary>Forced orders (futures); the venue sends at most one a second and symbol.</summary>
    Liquidation = 128,

    /// <summary>Open interest (futures), asked for over REST at <see cref="BinanceFeedOptions.OpenInterestEvery"/>.</summary>
    OpenInterest = 256,
}
