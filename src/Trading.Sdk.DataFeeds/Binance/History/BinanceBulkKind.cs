namespace Trading.Sdk.DataFeeds;

/// <summary>What a file of Binance's bulk history holds.</summary>
public enum BinanceBulkKind
{
    /// <summary>Trades, one by one.</summary>
    Trades = 0,

    /// <summary>Aggregate trades.</summary>
    AggregateTrades = 1,

    /// <summary>Candles.</summary>
    Klines = 2,
}
