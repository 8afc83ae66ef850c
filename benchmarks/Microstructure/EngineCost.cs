using System.Diagnostics;
using Trading.Sdk.Microstructure;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Benchmarks.Microstructure;

/// <summary>Time inside the engine only, in nanoseconds: the median call, read around each one, less the median cost of reading the clock; the best of some rounds.</summary>
internal sealed record EngineCost(int Columns, double PerDepth, double PerTrade, double PerRow)
{
    public static EngineCost Measure(Session session, FeatureSet set, int rounds)
    {
        EngineCost best = Once(session, set);
        for (int i = 1; i < rounds; i++)
        {
            EngineCost next = Once(session, set);
            best = new EngineCost(best.Columns, Math.Min(best.PerDepth, next.PerDepth), Math.Min(best.PerTrade, next.PerTrade), Math.Min(best.PerRow, next.PerRow));
        }

        return best;
    }

    /// <summary>Every measure of the catalogue by itself, less an engine that measures nothing.</summary>
    public static void ReportAll(Session session)
    {
        EngineCost nothing = Measure(session, new FeatureSet(), 2);
        Console.WriteLine("measure columns ns/depth ns/trade ns/row");
        foreach (FeatureCatalogEntry entry in FeatureCatalog.Entries)
        {
            FeatureDefinition definition = entry.Measure switch
            {
                "hawkes" => new(entry.Measure, new Dictionary<string, double> { ["mu"] = 1, ["alpha"] = 2, ["beta"] = 4 }),
                "garch" => new(entry.Measure, new Dictionary<string, double> { ["omega"] = 1e-10, ["alpha"] = 0.1, ["beta"] = 0.85 }),
                _ => new(entry.Measure),
            };
            EngineCost cost = Measure(session, new FeatureSet(definition), 2);
            Console.WriteLine($"{entry.Measure} {cost.Columns} {Math.Max(0, cost.PerDepth - nothing.PerDepth):0} {Math.Max(0, cost.PerTrade - nothing.PerTrade):0} {Math.Max(0, cost.PerRow - nothing.PerRow):0}");
        }
    }

    private static EngineCost Once(Session session, FeatureSet set)
    {
        var book = new LimitOrderBook(session.Instrument);
        var engine = new FeatureEngine(book, _ => { }, new FeatureEngineOptions { Features = set, Clock = FeatureClock.Every(TimeSpan.FromDays(1)) });
        var row = new double[engine.Schema.Count];
        int n = session.Messages.Length;
        List<long> depth = new(n), trade = new(n), rows = new(n), clock = new(n);
        foreach ((int, int) at in session.Messages)
        {
            ReadOnlySpan<MarketData.MarketEvent> message = session.Of(at);
            engine.Advance(message[^1].ExchangeTime);
            book.Apply(message);
            long empty = Stopwatch.GetTimestamp();
            long start = Stopwatch.GetTimestamp();
            engine.Observe(message);
            long end = Stopwatch.GetTimestamp();
            clock.Add(start - empty);
            if (session.IsTrade(at))
            {
                trade.Add(end - start);
            }
            else if (session.IsDepth(at))
            {
                depth.Add(end - start);
                start = Stopwatch.GetTimestamp();
                engine.ReadRow(row);
                rows.Add(Stopwatch.GetTimestamp() - start);
            }
        }

        double tick = 1e9 / Stopwatch.Frequency;
        double reading = Median(clock) * tick;
        return new EngineCost(row.Length, (Median(depth) * tick) - reading, (Median(trade) * tick) - reading, (Median(rows) * tick) - reading);
    }

    private static long Median(List<long> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
