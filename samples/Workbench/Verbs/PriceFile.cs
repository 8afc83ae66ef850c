using System.Globalization;
using System.IO.Compression;
using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Workbench;

/// <summary>
/// Bars of a CSV file (plain or gzip): a date column and open, high, low, close, volume in any order, or one column of closes
/// a symbol. Dates are ISO, month/day/year, with or without a time, or seconds to nanoseconds since 1970 (10, 13, 16 or 19 digits). Rows may be newest first. Lines before the header are passed over.
/// </summary>
internal static class PriceFile
{
    private static readonly string[] DateNames = ["date", "timestamp", "time", "datetime"];

    private static readonly string[] DateForms =
    [
        "yyyy-MM-dd", "M/d/yyyy", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd hh-tt", "M/d/yyyy H:mm", "yyyyMMdd",
    ];

    /// <summary>Symbol → bars, oldest first.</summary>
    public static IReadOnlyList<(string Symbol, DailyBar[] Bars)> Read(FileInfo file, string? symbol = null)
    {
        using Stream raw = file.OpenRead();
        using Stream stream = file.Extension == ".gz" ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var reader = new StreamReader(stream);
        int line = 0;
        string[]? header = null;
        while (header is null && reader.ReadLine() is { } text)
        {
            line++;
            string[] cells = text.Trim('\uFEFF').Split(',').Select(c => c.Trim()).ToArray();
            header = DateNames.Contains(cells[0].ToLowerInvariant()) ? cells : null;
            if (header is null && line > 5)
            {
                break;
            }
        }

        if (header is null)
        {
            throw new InvalidDataException($"{file.Name}: no header that begins with {string.Join(", ", DateNames)} in the first lines");
        }

        int close = Array.FindIndex(header, h => h.Equals("close", StringComparison.OrdinalIgnoreCase));
        return close >= 0
            ? [(symbol ?? NameOf(file), ReadBars(reader, file, header, close, line))]
            : ReadCloses(reader, file, header, line).Where(s => symbol is null || s.Symbol == symbol).ToList();
    }

    private static string NameOf(FileInfo file)
    {
        string name = file.Name.Split('.')[0];
        string[] parts = name.Split('-', '_');
        return parts.Length > 1 && parts[0] == "yahoofinance" ? parts[1] : parts[0];
    }

    private static DailyBar[] ReadBars(StreamReader reader, FileInfo file, string[] header, int close, int line)
    {
        int Find(string name) => Array.FindIndex(header, h => h.Equals(name, StringComparison.OrdinalIgnoreCase));
        int open = Find("open"), high = Find("high"), low = Find("low"), volume = Find("volume");
        var bars = new List<DailyBar>();
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0)
            {
                continue;
            }

            string[] cells = text.Split(',');
            if (cells.Length != header.Length)
            {
                throw new InvalidDataException($"{file.Name}: line {line} has {cells.Length} cells, the header {header.Length}");
            }

            double Cell(int column) => column < 0 || cells[column].Length == 0 ? double.NaN : Number(cells[column], file, line);
            bars.Add(new DailyBar(Date(cells[0], file, line), Cell(open), Cell(high), Cell(low), Cell(close), Cell(volume)));
        }

        return Ordered(bars, file);
    }

    private static IEnumerable<(string Symbol, DailyBar[] Bars)> ReadCloses(StreamReader reader, FileInfo file, string[] header, int line)
    {
        var bars = header.Skip(1).Select(_ => new List<DailyBar>()).ToArray();
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0)
            {
                continue;
            }

            string[] cells = text.Split(',');
            if (cells.Length != header.Length)
            {
                throw new InvalidDataException($"{file.Name}: line {line} has {cells.Length} cells, the header {header.Length}");
            }

            long time = Date(cells[0], file, line);
            for (int i = 1; i < cells.Length; i++)
            {
                if (cells[i].Length > 0)
                {
                    bars[i - 1].Add(DailyBar.FromClose(time, Number(cells[i], file, line)));
                }
            }
        }

        return header.Skip(1).Select((symbol, i) => (symbol, Ordered(bars[i], file))).ToArray();
    }

    private static DailyBar[] Ordered(List<DailyBar> bars, FileInfo file)
    {
        if (bars.Count > 1 && bars[0].TimeNanos > bars[^1].TimeNanos)
        {
            bars.Reverse();
        }

        for (int i = 0; i < bars.Count; i++)
        {
            DailyBar bar = bars[i];
            string at = $"{file.Name}: the bar of {DateTime.UnixEpoch.AddTicks(bar.TimeNanos / 100):yyyy-MM-dd HH:mm:ss}";
            if (i > 0 && bar.TimeNanos <= bars[i - 1].TimeNanos)
            {
                throw new InvalidDataException($"{at} is not later than the one before");
            }

            if (!(bar.Close > 0) || double.IsInfinity(bar.Close) || bar.Volume < 0 || double.IsInfinity(bar.Volume) || bar.High < bar.Low)
            {
                throw new InvalidDataException($"{at} has close {bar.Close}, high {bar.High}, low {bar.Low} and volume {bar.Volume}");
            }
        }

        return [.. bars];
    }

    private static double Number(string cell, FileInfo file, int line) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw new InvalidDataException($"{file.Name}: line {line}: '{cell}' is no number");

    private static long Date(string cell, FileInfo file, int line) => cell.Length is 10 or 13 or 16 or 19 && long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
        ? cell.Length switch { 10 => epoch * 1_000_000_000, 13 => epoch * 1_000_000, 16 => epoch * 1_000, _ => epoch }
        : DateTime.TryParseExact(cell, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime value)
            ? (value - DateTime.UnixEpoch).Ticks * 100
            : throw new InvalidDataException($"{file.Name}: line {line}: '{cell}' is no date");
}
