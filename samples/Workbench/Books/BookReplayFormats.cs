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
        };
}
