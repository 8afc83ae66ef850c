using System.Globalization;
using Trading.Sdk.Persistence;

namespace Trading.Sdk.Benchmarks;

/// <summary>The embedded store: a week of ten assets, 1,209,600 rows, in and out.</summary>
internal static class EmbeddedBenchmark
{
    public static async Task RunAsync()
    {
        const int Days = 7;
        const int Assets = 10;
        string folder = Directory.CreateTempSubdirectory("persistence-benchmark-").FullName;
        var first = new DateOnly(2025, 6, 2);
        OrderBookMetricsRecord[][] days = [.. Enumerable.Range(0, Days).Select(d => Rows.Day(first.AddDays(d), Assets))];
        long start = days[0][0].TimestampNanos;
        long end = start + Days * Rows.DayNanos;
        int count = days.Sum(d => d.Length);
        Console.WriteLine($"embedded store, {count} rows of order_book_metrics");
        JournalTradingStore store = JournalTradingStore.Open(folder);
        foreach (string pass in new[] { "new", "known" })
        {
            double seconds = await Figures.SecondsAsync(async () =>
            {
                foreach (OrderBookMetricsRecord[] batch in days.SelectMany(d => d.Chunk(10_000)))
                {
                    await store.OrderBookMetrics.WriteAsync(batch, IngestMode.IgnoreDuplicates);
                }
            });
            Console.WriteLine($"{$"IgnoreDuplicates, all rows {pass}, durable",-48} {count / seconds,9:0} rows/s");
        }

        await store.DisposeAsync();
        store = JournalTradingStore.Open(folder);
        double open = await Figures.SecondsAsync(async () => await store.OrderBookMetrics.LatestAsync());
        Console.WriteLine($"{"open and index after a restart",-48} {count / open,9:0} rows/s");
        await ReportAsync("last day of one asset, 17,280 rows", 30, i => CountAsync(store, RecordQuery.Range(Rows.Asset(i % Assets), end - Rows.DayNanos, end)));
        await ReportAsync("last 100 rows of one asset", 100, i => CountAsync(store, RecordQuery.Newest(Rows.Asset(i % Assets), 100)));
        var random = new Random(3);
        await ReportAsync("as-of join of 1,000 probes", 30, async _ =>
            await store.OrderBookMetrics.AsOfAsync([.. Enumerable.Range(0, 1000).Select(_ => new AsOfProbe(Rows.Asset(random.Next(Assets)), start + random.NextInt64(Days * Rows.DayNanos)))], TimeSpan.FromMinutes(1)));
        double all = await Figures.SecondsAsync(() => CountAsync(store, RecordQuery.All));
        Console.WriteLine($"{"all rows in time order",-48} {count / all,9:0} rows/s");
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task ReportAsync(string name, int repetitions, Func<int, Task> query)
    {
        (double median, double worst) = await Figures.MillisecondsAsync(repetitions, query);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-48} {median,9:0.00} ms p50 {worst,9:0.00} ms worst"));
    }

    private static async Task CountAsync(JournalTradingStore store, RecordQuery query)
    {
        long rows = 0;
        await foreach (OrderBookMetricsRecord _ in store.OrderBookMetrics.ReadAsync(query))
        {
            rows++;
        }

        if (rows == 0)
        {
            throw new InvalidOperationException("The query gave nothing.");
        }
    }
}
