namespace Trading.Sdk.DataFeeds;

/// <summary>A bar of a history or of a five-second stream. Prices and volumes are exact.</summary>
/// <param name="Time">As sent: Unix seconds, yyyyMMdd of a daily bar, or a local time with its zone.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Quantity traded; null = not given.</param>
/// <param name="AveragePrice">Volume-weighted average price; null = not given.</param>
/// <param name="TradeCount">Trades; −1 = not given.</param>
public sealed record TwsBar(string Time, decimal Open, decimal High, decimal Low, decimal Close, decimal? Volume, decimal? AveragePrice, int TradeCount)
{
    /// <summary>Start of the bar when it was sent in Unix seconds, nanoseconds since 1970; else null.</summary>
    public long? UnixTime => Time.Length is 9 or 10 && long.TryParse(Time, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long seconds) ? TwsTime.FromSeconds(seconds) : null;

    /// <summary>Reads time, open, high, low, close, volume, average price, count (messages 17 and 50).</summary>
    internal static TwsBar Read(ref TwsFieldReader reader)
    {
        string time = reader.ReadString();
        decimal open = reader.ReadDecimal(), high = reader.ReadDecimal(), low = reader.ReadDecimal(), close = reader.ReadDecimal();
        decimal? volume = reader.ReadDecimalOrNull(), average = reader.ReadDecimalOrNull();
        return new TwsBar(time, open, high, low, close, volume, average, reader.ReadInt());
    }

    /// <summary>Reads the update of a bar, whose fields stand in another order (message 90).</summary>
    internal static TwsBar ReadUpdate(ref TwsFieldReader reader)
    {
        int count = reader.ReadInt();
        string time = reader.ReadString();
        decimal open = reader.ReadDecimal(), close = reader.ReadDecimal(), high = reader.ReadDecimal(), low = reader.ReadDecimal();
        decimal? average = reader.ReadDecimalOrNull();
        return new TwsBar(time, open, high, low, close, reader.ReadDecimalOrNull(), average, count);
    }
}
