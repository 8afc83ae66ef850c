namespace Trading.Sdk.DataFeeds;

/// <summary>What a message of Binance's streams or a depth answer of its REST interface is.</summary>
public enum BinanceMessageKind
{
    /// <summary>Well-formed, but of a type that carries no market data of ours (statistics of other streams).</summary>
    Other = 0,

    /// <summary>A change of the book.</summary>
    DepthUpdate,

    /// <summary>A depth answer of the REST interface.</summary>
    DepthSnapshot,

    /// <summary>The top 5, 10 or 20 levels of a partial depth stream.</summary>
    PartialDepth,

    /// <summary>Best bid and ask.</summary>
    BookTicker,

    /// <summary>One trade.</summary>
    Trade,

    /// <summary>One aggregate trade.</summary>
    AggregateTrade,

    /// <summary>The server will shut down: reconnect now.</summary>
    ServerShutdown,

    /// <summary>The answer to a control message.</summary>
    ControlAnswer,

    /// <summary>A candle; <see cref="BinanceMessage.Bar"/> is set when it has closed.</summary>
    Kline,

    /// <summary>Mark price, index price and funding rate of a perpetual.</summary>
    MarkPrice,

    /// <summary>A forced order.</summary>
    Liquidation,

    /// <summary>Open interest of a contract, an answer of the REST interface.</summary>
    OpenInterest,
}
