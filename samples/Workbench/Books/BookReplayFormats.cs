using System.Text.Json.Nodes;

namespace Trading.Sdk.Workbench.Books;

/// <summary>The formats <c>book replay</c> reads, a line a format.</summary>
internal static class BookReplayFormats
{
    public static IReadOnlyDictionary<string, Func<BookReplayRequest, CancellationToken, Task<JsonObject>>> All { get; } =
        new Dictionary<string, Func<BookReplayRequest, CancellationToken, Task<JsonObject>>>(StringComparer.Ordinal)
        {
            ["binance"] = BinanceReplay.RunAsync,
            ["l2bin"] = L2BinaryReplay.RunAsync,
            ["l3bin"] = FeedReplay.Of("l3bin"),
            ["lobster"] = FeedReplay.Of("lobster"),
            ["dbn"] = FeedReplay.Of("dbn"),
            ["tardis"] = FeedReplay.Of("tardis"),
            ["recording"] = FeedReplay.Of("recording"),
            ["bitstamp"] = FeedReplay.Of("bitstamp"),
            ["kraken"] = FeedReplay.Of("kraken"),
            ["coinbase"] = FeedReplay.Of("coinbase"),
            ["deribit"] = FeedReplay.Of("deribit"),
            ["bitmex"] = FeedReplay.Of("bitmex"),
            ["independent-reserve"] = FeedReplay.Of("independent-reserve"),
            ["taq"] = FeedReplay.Of("taq"),
        };
}
