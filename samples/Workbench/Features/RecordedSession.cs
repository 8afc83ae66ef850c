using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;
using Trading.Sdk.Workbench.Books;

namespace Trading.Sdk.Workbench.Features;

/// <summary>
/// The session that a verb measures and the instrument in it: raw Binance recordings, a recording of events (a folder), files of another format that
/// <see cref="BookFeeds"/> knows, or a simulated session named <c>simulation:SEED:SECONDS</c>. Venue and increments of Binance files that are not stated are read
/// off the first lines.
/// </summary>
internal sealed partial class RecordedSession : IDisposable
{
    private const int LinesToLookAt = 4000;

    private readonly IMarketDataFeed _feed;

    private RecordedSession(IMarketDataFeed feed, Instrument instrument)
    {
        _feed = feed;
        Instrument = instrument;
    }

    public Instrument Instrument { get; }

    public static RecordedSession Open(string[] input, string? format, string? venue, decimal? tick, decimal? lot, string? symbol)
    {
        if (tick <= 0 || lot <= 0)
        {
            throw new UsageException("--tick and --lot are greater than 0.");
        }

        if (venue is not (null or "spot" or "usdm" or "coinm"))
        {
            throw new UsageException("--venue must be one of spot, usdm, coinm.");
        }

        if (format is not null && !BookFeeds.Formats.Contains(format))
        {
            throw new UsageException($"--format must be one of {string.Join(", ", BookFeeds.Formats)}.");
        }

        IMarketDataFeed feed = OpenFeed(input, format, venue, tick, lot, symbol);
        try
        {
            return new RecordedSession(feed, Choose(feed.Instruments, format is "l2bin" or "l3bin" or "lobster" ? null : symbol));
        }
        catch
        {
            (feed as IDisposable)?.Dispose();
            throw;
        }
    }

    public Task RunAsync(IMarketEventSink sink, CancellationToken cancellation) => _feed.RunAsync(new InstrumentFilter(Instrument.Id, sink), cancellation);

    public void Dispose() => (_feed as IDisposable)?.Dispose();

    private static IMarketDataFeed OpenFeed(string[] input, string? format, string? venue, decimal? tick, decimal? lot, string? symbol)
    {
        if (input.Length == 1 && input[0].StartsWith("simulation:", StringComparison.Ordinal))
        {
            string[] parts = input[0].Split(':');
            return parts.Length == 3 && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0
                ? new SimulatedFeed(new SimulationOptions { Seed = seed }, TimeSpan.FromSeconds(seconds))
                : throw new UsageException("A simulated session is simulation:SEED:SECONDS.");
        }

        format ??= Directory.Exists(input[0]) ? "recording" : "binance";
        if (format != "binance")
        {
            return BookFeeds.Open(format, new BookReplayRequest { Files = input, Venue = venue, Tick = tick, Lot = lot, Symbol = symbol });
        }

        foreach (string file in input)
        {
            if (!File.Exists(file))
            {
                throw new FileNotFoundException($"{file}: there is no such file");
            }
        }

        (string guessedVenue, decimal guessedTick, decimal guessedLot) = venue is null || tick is null || lot is null ? Guess(input[0]) : (venue, 0, 0);
        return BinanceRecordingFeed.Open(
            new BinanceRecordingOptions
            {
                Venue = (venue ?? guessedVenue) switch { "usdm" => BinanceVenue.UsdMFutures, "coinm" => BinanceVenue.CoinMFutures, _ => BinanceVenue.Spot },
                Tick = tick ?? guessedTick,
                Lot = lot ?? guessedLot,
                Symbol = symbol,
            },
            input);
    }

    private static Instrument Choose(InstrumentTable instruments, string? symbol)
    {
        string known = string.Join(", ", instruments.Select(i => i.Symbol));
        return symbol is null
            ? instruments.Count == 1 ? instruments.Single() : throw new UsageException(instruments.Count == 0 ? "The input holds no instrument." : $"--symbol must be one of {known}.")
            : instruments.FirstOrDefault(i => string.Equals(i.Symbol, symbol, StringComparison.OrdinalIgnoreCase)) ?? throw new UsageException($"There is no symbol '{symbol}'; the input has {known}.");
    }

    // Futures chain their depth messages by "pu" and coin-margined ones name the pair in "ps". The increments are the digits that occur.
    private static (string Venue, decimal Tick, decimal Lot) Guess(string file)
    {
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(file), CompressionMode.Decompress) : File.OpenRead(file));
        string venue = "spot";
        int priceDigits = 0, quantityDigits = 0, levels = 0;
        for (int i = 0; i < LinesToLookAt && reader.ReadLine() is { } line; i++)
        {
            if (line.Contains("\"depthUpdate\"", StringComparison.Ordinal))
            {
                venue = line.Contains("\"ps\":", StringComparison.Ordinal) ? "coinm" : line.Contains("\"pu\":", StringComparison.Ordinal) && venue != "coinm" ? "usdm" : venue;
            }

            foreach (Match level in Level().Matches(line))
            {
                priceDigits = Math.Max(priceDigits, Digits(level.Groups["price"].ValueSpan));
                quantityDigits = Math.Max(quantityDigits, Digits(level.Groups["quantity"].ValueSpan));
                levels++;
            }
        }

        return levels > 0
            ? (venue, Step(priceDigits), Step(quantityDigits))
            : throw new MarketDataFormatException($"{file}: no depth levels in the first {LinesToLookAt} lines; state --venue, --tick and --lot");
    }

    private static int Digits(ReadOnlySpan<char> number)
    {
        int point = number.IndexOf('.');
        return point < 0 ? 0 : number[(point + 1)..].TrimEnd('0').Length;
    }

    private static decimal Step(int digits) => new(1, 0, 0, isNegative: false, (byte)digits);

    [GeneratedRegex("""\["(?<price>[0-9.]+)","(?<quantity>[0-9.]+)"\]""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Level();
}
