using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Binance's times: milliseconds, or microseconds where the stream was asked for them, 16 digits against 13.</summary>
internal static class BinanceTime
{
    // Times that are one or the other without doubt, and fit into 64 bits as nanoseconds.
    private const long MillisecondsEnd = 9_000_000_000_000;
    private const long MicrosecondsStart = 100_000_000_000_000;
    private const long MicrosecondsEnd = 9_000_000_000_000_000;

    public static bool TryNanoseconds(long value, out long nanoseconds)
    {
        nanoseconds = value < MillisecondsEnd ? value * Timestamp.NanosPerMillisecond : value * Timestamp.NanosPerMicrosecond;
        return value is >= 0 and (< MillisecondsEnd or (>= MicrosecondsStart and < MicrosecondsEnd));
    }
}
