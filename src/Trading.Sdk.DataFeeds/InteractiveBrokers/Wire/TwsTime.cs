using System.Globalization;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Times on the wire.</summary>
internal static class TwsTime
{
    /// <exception cref="TwsProtocolException">The time is outside 1677…2262.</exception>
    public static long FromSeconds(long seconds) =>
        seconds is > -9_000_000_000 and < 9_000_000_000 ? Timestamp.FromSeconds(seconds) : throw new TwsProtocolException($"{seconds} is no time in seconds since 1970");

    /// <summary>The form that every server reads without knowing our zone: <c>yyyyMMdd-HH:mm:ss</c> in UTC.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture);
}
