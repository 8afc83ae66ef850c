using Trading.Sdk.MarketData;
using Trading.Sdk.PatternIndex;
using Trading.Sdk.Workbench.Features;

namespace Trading.Sdk.Workbench.Backtests;

/// <summary>What a backtest runs on: events of one instrument, or bars.</summary>
internal sealed record BacktestInput(Instrument Instrument, IReadOnlyList<MarketEvent>? Events, IReadOnlyList<Bar>? Bars)
{
    private const long Day = 86_400_000_000_000;

    /// <summary>Periods a year of bars: 252 for daily ones, else by their length.</summary>
    public double BarsPerYear => BarLength(Bars!) is var length && length is >= Day and < 2 * Day ? 252 : 365.25 * Day / length;

    public static async Task<BacktestInput> ReadAsync(string[] input, string? format, string? venue, decimal? tick, decimal? lot, string? symbol, CancellationToken cancellation)
    {
        if (format is null && input.Length == 1 && (input[0].EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || input[0].EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase)))
        {
            return ReadBars(new FileInfo(input[0]), lot ?? 1, symbol);
        }

        using RecordedSession session = RecordedSession.Open(input, format, venue, tick, lot, symbol);
        var sink = new Collector();
        await session.RunAsync(sink, cancellation);
        return sink.Events.Count > 0 ? new BacktestInput(session.Instrument, sink.Events, null) : throw new InvalidDataException($"{input[0]}: there are no events of {session.Instrument.Symbol}");
    }

    private static BacktestInput ReadBars(FileInfo file, decimal lot, string? symbol)
    {
        if (!file.Exists)
        {
            throw new FileNotFoundException($"{file.Name}: there is no such file");
        }

        if (lot <= 0)
        {
            throw new UsageException("--lot is greater than 0.");
        }

        IReadOnlyList<(string Symbol, DailyBar[] Bars)> series = PriceFile.Read(file, symbol);
        if (series.Count != 1)
        {
            throw new UsageException($"{file.Name} holds {series.Count} series: name one with --symbol.");
        }

        (string name, DailyBar[] rows) = series[0];
        if (rows.Length < 2)
        {
            throw new InvalidDataException($"{file.Name}: at least two bars are needed");
        }

        var instrument = new Instrument(1, name, 0.00000001m, lot);
        var bars = new Bar[rows.Length];
        long spacing = Enumerable.Range(1, rows.Length - 1).Select(i => rows[i].TimeNanos - rows[i - 1].TimeNanos).Where(d => d > 0).DefaultIfEmpty(Day).Min();
        for (int i = 0; i < rows.Length; i++)
        {
            DailyBar row = rows[i];
            if (double.IsNaN(row.Open) || double.IsNaN(row.High) || double.IsNaN(row.Low))
            {
                throw new InvalidDataException($"{file.Name}: bar {i + 1} has no open, high and low; a backtest fills at the open");
            }

            long end = row.TimeNanos + spacing;
            bars[i] = new Bar
            {
                InstrumentId = 1,
                OpenTime = row.TimeNanos,
                CloseTime = i + 1 < rows.Length ? Math.Min(end, rows[i + 1].TimeNanos) : end,
                Open = Price(row.Open, instrument, file, i),
                High = Price(row.High, instrument, file, i),
                Low = Price(row.Low, instrument, file, i),
                Close = Price(row.Close, instrument, file, i),
                Volume = double.IsNaN(row.Volume) ? 0 : (long)Math.Min(row.Volume / (double)lot, long.MaxValue / 4),
            };
        }

        return new BacktestInput(instrument, null, bars);
    }

    private static long Price(double value, Instrument instrument, FileInfo file, int index) =>
        value is > 0 and < 1e9 ? (long)decimal.Round((decimal)value / instrument.Price.Value) : throw new InvalidDataException($"{file.Name}: bar {index + 1} has the price {value}");

    private static long BarLength(IReadOnlyList<Bar> bars)
    {
        long[] lengths = [.. bars.Select(b => b.CloseTime - b.OpenTime).Order()];
        return lengths[lengths.Length / 2];
    }

    private sealed class Collector : IMarketEventSink
    {
        public List<MarketEvent> Events { get; } = new(1 << 20);

        public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events.AddRange(events);
    }
}
