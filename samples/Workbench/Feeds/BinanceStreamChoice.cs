using System.Globalization;
using Trading.Sdk.DataFeeds;

namespace Trading.Sdk.Workbench.Feeds;

/// <summary>The streams named on the command line: depth, depth5, depth10, depth20, trade, aggTrade, bookTicker, kline, kline_5m …</summary>
internal sealed class BinanceStreamChoice
{
    public const string Known = "depth, depth5, depth10, depth20, trade, aggTrade, bookTicker, kline (of 1m), kline_INTERVAL, markPrice, forceOrder, openInterest";

    private static readonly Dictionary<string, BinanceStreams> Plain = new(StringComparer.OrdinalIgnoreCase)
    {
        ["depth"] = BinanceStreams.Depth,
        ["partialDepth"] = BinanceStreams.PartialDepth,
        ["trade"] = BinanceStreams.Trade,
        ["aggTrade"] = BinanceStreams.AggregateTrade,
        ["bookTicker"] = BinanceStreams.BookTicker,
        ["kline"] = BinanceStreams.Kline,
        ["markPrice"] = BinanceStreams.MarkPrice,
        ["funding"] = BinanceStreams.MarkPrice,
        ["forceOrder"] = BinanceStreams.Liquidation,
        ["liquidation"] = BinanceStreams.Liquidation,
        ["openInterest"] = BinanceStreams.OpenInterest,
    };

    private static readonly string[] Intervals = ["1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w", "1M"];

    private int? partialLevels;
    private string? interval;

    public BinanceStreams Streams { get; private set; }

    public int PartialLevels => partialLevels ?? 20;

    public string Interval => interval ?? "1m";

    /// <exception cref="UsageException">A name is unknown, or two of them contradict each other.</exception>
    public static BinanceStreamChoice Of(IEnumerable<string> names)
    {
        var choice = new BinanceStreamChoice();
        foreach (string name in names)
        {
            choice.Add(name);
        }

        return choice;
    }

    private void Add(string name)
    {
        if (Plain.TryGetValue(name, out BinanceStreams plain))
        {
            Streams |= plain;
        }
        else if (name.StartsWith("depth", StringComparison.OrdinalIgnoreCase) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int levels) && levels is 5 or 10 or 20)
        {
            Streams |= BinanceStreams.PartialDepth;
            partialLevels = partialLevels is { } other && other != levels ? throw new UsageException($"--streams names both depth{other} and depth{levels}: one would overwrite the other.") : levels;
        }
        else if (name.StartsWith("kline_", StringComparison.OrdinalIgnoreCase) && Intervals.Contains(name[6..], StringComparer.Ordinal))
        {
            Streams |= BinanceStreams.Kline;
            interval = interval is { } other && other != name[6..] ? throw new UsageException($"--streams names candles of {other} and of {name[6..]}: one interval a recording.") : name[6..];
        }
        else
        {
            throw new UsageException($"Unknown stream '{name}'; known: {Known}.");
        }
    }
}
