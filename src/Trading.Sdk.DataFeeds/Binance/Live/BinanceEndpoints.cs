using System.Globalization;

namespace Trading.Sdk.DataFeeds;

/// <summary>Addresses, paths, weights and limits of the three markets, as Binance documents them.</summary>
internal static class BinanceEndpoints
{
    public static Uri WebSocket(BinanceVenue venue) => new(venue switch
    {
        BinanceVenue.Spot => "wss://stream.binance.com:9443",
        BinanceVenue.UsdMFutures => "wss://fstream.binance.com",
        _ => "wss://dstream.binance.com",
    });

    public static Uri Rest(BinanceVenue venue) => new(venue switch
    {
        BinanceVenue.Spot => "https://api.binance.com",
        BinanceVenue.UsdMFutures => "https://fapi.binance.com",
        _ => "https://dapi.binance.com",
    });

    public static string Prefix(BinanceVenue venue) => venue switch
    {
        BinanceVenue.Spot => "/api/v3/",
        BinanceVenue.UsdMFutures => "/fapi/v1/",
        _ => "/dapi/v1/",
    };

    /// <summary>Weight units per minute and address (REQUEST_WEIGHT of exchangeInfo at the time of writing).</summary>
    public static int WeightPerMinute(BinanceVenue venue) => venue == BinanceVenue.Spot ? 6000 : 2400;

    public static int DepthWeight(BinanceVenue venue, int limit) => venue == BinanceVenue.Spot
        ? limit switch { <= 100 => 5, <= 500 => 25, <= 1000 => 50, _ => 250 }
        : limit switch { <= 50 => 2, <= 100 => 5, <= 500 => 10, _ => 20 };

    public static int ExchangeInfoWeight(BinanceVenue venue) => venue == BinanceVenue.Spot ? 20 : 1;

    /// <summary>Spot takes any limit up to 5,000, futures these only.</summary>
    public static bool IsDepthLimit(BinanceVenue venue, int limit) =>
        venue == BinanceVenue.Spot ? limit is >= 1 and <= 5000 : limit is 5 or 10 or 20 or 50 or 100 or 500 or 1000;

    /// <summary>
    /// Pause between two JSON messages to the server: spot allows 5 messages a second, futures 10, and pings and pongs count; two
    /// a second are left to them.
    /// </summary>
    public static TimeSpan MessagePause(BinanceVenue venue) => TimeSpan.FromMilliseconds(venue == BinanceVenue.Spot ? 350 : 130);

    public static IEnumerable<string> StreamNames(string symbol, BinanceStreams streams, int depthMilliseconds, BinanceFeedOptions options)
    {
        string name = symbol.ToLowerInvariant();
        string speed = DepthSpeed(options.Venue, depthMilliseconds);
        if (streams.HasFlag(BinanceStreams.Depth))
        {
            yield return $"{name}@depth{speed}";
        }

        if (streams.HasFlag(BinanceStreams.PartialDepth))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{name}@depth{options.PartialDepthLevels}{speed}");
        }

        if (streams.HasFlag(BinanceStreams.Trade))
        {
            yield return name + "@trade";
        }

        if (streams.HasFlag(BinanceStreams.AggregateTrade))
        {
            yield return name + "@aggTrade";
        }

        if (streams.HasFlag(BinanceStreams.BookTicker))
        {
            yield return name + "@bookTicker";
        }

        if (streams.HasFlag(BinanceStreams.Kline))
        {
            yield return $"{name}@kline_{options.KlineInterval}";
        }

        if (streams.HasFlag(BinanceStreams.MarkPrice))
        {
            yield return name + "@markPrice@1s";
        }

        if (streams.HasFlag(BinanceStreams.Liquidation))
        {
            yield return name + "@forceOrder";
        }
    }

    /// <summary>The interval of a depth stream whose name states none.</summary>
    public static int StandardDepthMilliseconds(BinanceVenue venue) => venue == BinanceVenue.Spot ? 1000 : 250;

    public static bool IsDepthSpeed(BinanceVenue venue, int milliseconds) =>
        venue == BinanceVenue.Spot ? milliseconds is 100 or 1000 : milliseconds is 0 or 100 or 250 or 500;

    /// <summary>The combined-stream address: a base that already ends with /ws or /stream is taken for its root.</summary>
    public static Uri Combined(Uri root, IEnumerable<string> streams)
    {
        string path = root.AbsolutePath.TrimEnd('/');
        foreach (string ending in (ReadOnlySpan<string>)["/ws", "/stream"])
        {
            path = path.EndsWith(ending, StringComparison.Ordinal) ? path[..^ending.Length] : path;
        }

        // Symbols may be any UTF-8; '@' and '/' stand as the documentation writes them.
        string names = string.Join('/', streams.Select(s => Uri.EscapeDataString(s).Replace("%40", "@", StringComparison.Ordinal)));
        return new UriBuilder(root) { Path = path + "/stream", Query = names.Length == 0 ? string.Empty : "streams=" + names }.Uri;
    }

    private static string DepthSpeed(BinanceVenue venue, int milliseconds)
    {
        return milliseconds == StandardDepthMilliseconds(venue) ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"@{milliseconds}ms");
    }
}
