using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;

namespace Trading.Sdk.Workbench.Features;

/// <summary>
/// The session that a verb measures: raw Binance recordings, or a simulated session named <c>simulation:SEED:SECONDS</c>. Venue and increments
/// that are not stated are read off the first lines of the recording.
/// </summary>
internal static partial class RecordedSession
{
    private const int LinesToLookAt = 4000;

    public static IMarketDataFeed Open(string[] input, string? venue, decimal? tick, decimal? lot, string? symbol)
    {
        if (input.Length == 1 && input[0].StartsWith("simulation:", StringComparison.Ordinal))
        {
            string[] parts = input[0].Split(':');
            return parts.Length == 3 && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
                ? new SimulatedFeed(new SimulationOptions { Seed = seed }, TimeSpan.FromSeconds(seconds))
                : throw new UsageException("A simulated session is simulation:SEED:SECONDS.");
        }

        if (tick <= 0 || lot <= 0)
        {
            throw new UsageException("--tick and --lot are greater than 0.");
        }

        if (venue is not (null or "spot" or "usdm" or "coinm"))
        {
            throw new UsageException("--venue must be one of spot, usdm, coinm.");
        }

        if (!File.Exists(input[0]))
        {
            throw new FileNotFoundException($"{input[0]}: there is no such file");
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
