using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>From exact decimals to the whole numbers of an instrument, without allocation.</summary>
internal static class TwsTicks
{
    /// <exception cref="MarketDataFormatException">Off the grid under <see cref="OffGridPolicy.Reject"/>, negative size, or more than 64 bits.</exception>
    public static long Convert(decimal value, DecimalIncrement increment, OffGridPolicy policy, Instrument instrument, string what)
    {
        if (what == "size" && value < 0)
        {
            throw new MarketDataFormatException($"{instrument}: a size of {value}");
        }

        Span<byte> text = stackalloc byte[48];
        value.TryFormat(text, out int written, default, System.Globalization.CultureInfo.InvariantCulture);
        DecimalParse result = increment.Parse(text[..written], out long units, policy);
        return result == DecimalParse.Ok ? units : throw new MarketDataFormatException($"{instrument}: {what} {increment.Failure(result, text[..written]).Message}");
    }
}
