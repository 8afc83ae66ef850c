using System.Globalization;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Workbench.Books;

/// <summary>Opens files of any known format as a feed.</summary>
internal static class BookFeeds
{
    /// <summary>Formats that <see cref="Open"/> knows, beside which <c>book replay</c> has its own readers of binance and l2bin.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["binance", "l2bin", "l3bin", "lobster", "dbn", "tardis", "recording", "bitstamp", "kraken", "coinbase", "deribit", "bitmex", "independent-reserve", "taq"];

    public static IMarketDataFeed Open(string format, BookReplayRequest request)
    {
        string first = request.Files[0];
        if (request.Files.Count > (format switch { "binance" or "recording" => int.MaxValue, "lobster" => 2, _ => 1 }))
        {
            throw new UsageException($"--format {format} takes {(format == "lobster" ? "a message file and at most one order book file" : "one file")}.");
        }

        foreach (string file in request.Files)
        {
            if (!File.Exists(file) && !(format == "recording" && Directory.Exists(file)))
            {
                throw new FileNotFoundException($"{file}: there is no such {(format == "recording" ? "recording" : "file")}", file);
            }
        }

        return format switch
        {
            "binance" when IsCapture(first) => BinanceReplay.OpenCapture(request),
            "binance" => BinanceRecordingFeed.Open(BinanceReplay.Options(request), [.. request.Files]),
            "l2bin" => new GeneratedStreamFeed(first, orders: false, request.Symbol),
            "l3bin" => new GeneratedStreamFeed(first, orders: true, request.Symbol),
            "lobster" => LobsterFeed.Open(first, request.Files.ElementAtOrDefault(1), new LobsterOptions { Symbol = request.Symbol, Date = request.Date ?? DayWithoutName(first) }),
            "dbn" => DatabentoFeed.Open(first),
            "tardis" => TardisCsvFeed.Open(first),
            "recording" => RecordingFeed.Open(null, [.. request.Files]),
            "bitstamp" => StartsAsObject(first) ? VenueCaptureFeed.Open(CaptureVenue.Bitstamp, first) : BitstampOrderLogFeed.Open(first),
            "kraken" => VenueCaptureFeed.Open(CaptureVenue.Kraken, first),
            "coinbase" => VenueCaptureFeed.Open(CaptureVenue.Coinbase, first),
            "deribit" => VenueCaptureFeed.Open(CaptureVenue.Deribit, first),
            "bitmex" => VenueCaptureFeed.Open(CaptureVenue.Bitmex, first),
            "independent-reserve" => VenueCaptureFeed.Open(CaptureVenue.IndependentReserve, first),
            "taq" => TaqCsvFeed.Open(first),
            _ => throw new UsageException($"Unknown format '{format}'; known: {string.Join(", ", Formats)}."),
        };
    }

    /// <summary>What the importers counted; null for feeds that count otherwise.</summary>
    public static ImportCounters? Counters(IMarketDataFeed feed) => feed switch
    {
        VenueCaptureFeed f => f.Counters,
        BitstampOrderLogFeed f => f.Counters,
        DatabentoFeed f => f.Counters,
        TardisCsvFeed f => f.Counters,
        TaqCsvFeed f => f.Counters,
        LobsterFeed f => f.Counters,
        _ => null,
    };

    /// <summary>LOBSTER names its files SYMBOL_YYYY-MM-DD_…; for one named otherwise times count from the beginning of 1970.</summary>
    private static DateOnly? DayWithoutName(string path) =>
        Path.GetFileName(path).Split('_') is [_, var day, ..] && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : new DateOnly(1970, 1, 1);

    /// <summary>Whether a file is a captured session (a JSON object a line that names its type first).</summary>
    public static bool IsCapture(string path)
    {
        using Utf8LineReader reader = Utf8LineReader.Open(path);
        return reader.TryRead(out ReadOnlySpan<byte> line) && line.StartsWith("{\"t\":\""u8);
    }

    private static bool StartsAsObject(string path)
    {
        using Utf8LineReader reader = Utf8LineReader.Open(path);
        return reader.TryRead(out ReadOnlySpan<byte> line) && line is [(byte)'{', ..];
    }
}
