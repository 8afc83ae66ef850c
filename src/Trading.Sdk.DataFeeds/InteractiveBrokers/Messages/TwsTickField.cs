namespace Trading.Sdk.DataFeeds;

/// <summary>In which message a tick of a market-data subscription came, and so which of its properties mean something.</summary>
public enum TwsTickField
{
    /// <summary>A price, with the size that belongs to it where there is one.</summary>
    Price = 0,

    /// <summary>A size.</summary>
    Size,

    /// <summary>A text (exchanges, last time, RTVolume).</summary>
    Text,

    /// <summary>A number (halted, shortable, volatility).</summary>
    Number,

    /// <summary>Option greeks.</summary>
    Option,

    /// <summary>Which market data type the ticks are of: <see cref="TwsMarketDataTick.Number"/>.</summary>
    DataType,

    /// <summary>Smallest tick (<see cref="TwsMarketDataTick.Price"/>) and the key for smart components (<see cref="TwsMarketDataTick.Text"/>).</summary>
    Parameters,
}
