using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.EndToEnd;

/// <summary>
/// A whole session: its events, and one row of features a second. The rows fall into three parts in the order of time: models
/// are fitted on the first (45 %), their scores calibrated on the second (15 %), and the strategy is judged on the third.
/// </summary>
internal sealed class Session
{
    public const double FitShare = 0.45, TrainShare = 0.60;

    private Session(MarketSource source, MarketEvent[] events, FeatureSchema schema, long[] times, double[][] rows, LimitOrderBook finalBook)
    {
        Source = source;
        Events = events;
        Schema = schema;
        Times = times;
        Rows = rows;
        FinalBook = finalBook;
        int mid = schema.IndexOf("mid");
        Mid = [.. rows.Select(r => r[mid])];
        FitRows = (int)(rows.Length * FitShare);
        TrainRows = (int)(rows.Length * TrainShare);
    }

    public MarketSource Source { get; }

    public MarketEvent[] Events { get; }

    public FeatureSchema Schema { get; }

    public long[] Times { get; }

    public double[][] Rows { get; }

    public double[] Mid { get; }

    /// <summary>Rows [0, FitRows): models are fitted on them.</summary>
    public int FitRows { get; }

    /// <summary>Rows [FitRows, TrainRows): scores are calibrated on them; later rows are unseen until the end.</summary>
    public int TrainRows { get; }

    public LimitOrderBook FinalBook { get; }

    public double[] Column(string name, int rows)
    {
        int column = Schema.IndexOf(name);
        return [.. Rows.Take(rows).Select(r => r[column])];
    }

    /// <summary>ln(mid after / mid at) for each row below <paramref name="rows"/>; NaN where the outcome lies at or beyond <paramref name="rows"/>.</summary>
    public double[] ForwardReturns(int horizon, int rows)
    {
        double[] result = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            result[i] = i + horizon < rows ? Math.Log(Mid[i + horizon] / Mid[i]) : double.NaN;
        }

        return result;
    }

    public static async Task<Session> RecordAsync(MarketSource source, Action<long> progress, CancellationToken cancellation)
    {
        var collector = new Collector(source, progress);
        await source.Feed.RunAsync(collector, cancellation);
        return collector.Complete();
    }

    private sealed class Collector : IMarketEventSink
    {
        private readonly MarketSource source;
        private readonly Action<long> progress;
        private readonly List<MarketEvent> events = new(1 << 20);
        private readonly List<long> times = [];
        private readonly List<double[]> rows = [];
        private readonly LimitOrderBook book;
        private readonly FeatureEngine engine;
        private long nextProgress;

        public Collector(MarketSource source, Action<long> progress)
        {
            this.source = source;
            this.progress = progress;
            book = new LimitOrderBook(source.Instrument, new LimitOrderBookOptions { IsWholeBook = source.KnowsWholeBook });
            engine = new FeatureEngine(book, OnRow, apply: message => book.Apply(message));
        }

        public void OnEvents(ReadOnlySpan<MarketEvent> batch)
        {
            events.AddRange(batch);
            engine.OnEvents(batch);
            if (events.Count >= nextProgress)
            {
                progress(events.Count);
                nextProgress = events.Count + 50_000;
            }
        }

        public Session Complete()
        {
            progress(events.Count);
            if (rows.Count < 300)
            {
                throw new InvalidDataException($"The session gives {rows.Count} rows of one second with both sides of the book; at least 300 are needed.");
            }

            return new Session(source, [.. events], engine.Schema, [.. times], [.. rows], book);
        }

        private void OnRow(FeatureRow row)
        {
            // Before the first snapshot there is no price; after it a missing price is a fact of the market and its row is kept out too.
            if (!double.IsNaN(row.Values[engine.Schema.IndexOf("mid")]))
            {
                times.Add(row.Time);
                rows.Add(row.Values.ToArray());
            }
        }
    }
}
