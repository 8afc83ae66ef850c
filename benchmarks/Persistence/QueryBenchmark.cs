using System.Globalization;
using Npgsql;
using Trading.Sdk.Persistence;
using Trading.Sdk.Persistence.PostgreSql;
using Trading.Sdk.Persistence.PostgreSql.Tests;

namespace Trading.Sdk.Benchmarks;

/// <summary>Queries and the drop of partitions on a month of ten assets every five seconds: 5,184,000 rows.</summary>
internal static class QueryBenchmark
{
    private const string Table = "ai_trading_enhanced.order_book_metrics";
    private const string BareColumns = "timestamp_ns, asset, exchange, bid_ask_ratio, depth_imbalance, mid_price, spread_bps, bid_depth_1pct, ask_depth_1pct, sequence";
    private const int Days = 30;
    private const int Assets = 10;

    private static readonly DateOnly First = new(2025, 6, 1);

    /// <summary>Everything, in a database of its own.</summary>
    public static async Task RunAsync(PostgreSqlCluster cluster)
    {
        string connection = cluster.CreateDatabase();
        await LoadAsync(connection);
        await MeasureAsync(connection);
        await DropAsync(connection);
    }

    /// <summary>Fills a database with the month.</summary>
    public static async Task LoadAsync(string connection)
    {
        await using PostgreSqlTradingStore store = await OpenAsync(connection);
        double load = await Figures.SecondsAsync(async () =>
        {
            for (int day = 0; day < Days; day++)
            {
                await store.OrderBookMetrics.WriteAsync(Rows.Day(First.AddDays(day), Assets));
            }
        });
        await using (NpgsqlCommand analyze = store.DataSource.CreateCommand("vacuum analyze ai_trading_enhanced.order_book_metrics"))
        {
            analyze.CommandTimeout = 0;
            await analyze.ExecuteNonQueryAsync();
        }

        Console.WriteLine($"{Days * Assets * Rows.PerAssetAndDay} rows in {Days} daily partitions, loaded in {load:0.0} s");
    }

    /// <summary>The queries over a month that is there, each beside the same over Npgsql with its own settings.</summary>
    public static async Task MeasureAsync(string connection)
    {
        await using PostgreSqlTradingStore store = await OpenAsync(connection);
        long start = (First.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * Rows.DayNanos;
        Console.WriteLine($"{"query",-48} {"p50 ms",9} {"worst ms",9}");
        long end = start + Days * Rows.DayNanos;
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await using NpgsqlConnection bare = await source.OpenConnectionAsync();
        await ReportAsync("last day of one asset, 17,280 rows", 50, i => CountAsync(store, RecordQuery.Range(Rows.Asset(i % Assets), end - Rows.DayNanos, end), Rows.PerAssetAndDay));
        await using (NpgsqlCommand day = bare.CreateCommand())
        {
            day.CommandText = $"select {BareColumns} from {Table} where asset = $1 and timestamp_ns >= $2 and timestamp_ns < $3 order by timestamp_ns";
            await ReportAsync("  the same, prepared by hand over bare Npgsql", 50, i => BareAsync(day, Rows.PerAssetAndDay, Rows.Asset(i % Assets), end - Rows.DayNanos, end));
        }

        await ReportAsync("last 100 rows of one asset", 100, i => CountAsync(store, RecordQuery.Newest(Rows.Asset(i % Assets), 100), 100));
        await using (NpgsqlCommand newest = bare.CreateCommand())
        {
            newest.CommandText = $"select {BareColumns} from {Table} where asset = $1 order by timestamp_ns desc limit 100";
            await ReportAsync("  the same, prepared by hand over bare Npgsql", 100, i => BareAsync(newest, 100, Rows.Asset(i % Assets)));
        }

        var random = new Random(3);
        AsOfProbe[] Probes() => [.. Enumerable.Range(0, 1000).Select(_ => new AsOfProbe(Rows.Asset(random.Next(Assets)), start + random.NextInt64(Days * Rows.DayNanos)))];
        await ReportAsync("as-of join of 1,000 probes, look-back 1 minute", 50, async _ =>
        {
            IReadOnlyList<OrderBookMetricsRecord?> found = await store.OrderBookMetrics.AsOfAsync(Probes(), TimeSpan.FromMinutes(1));
            Require(found.Count(f => f is not null) == 1000);
        });
        await using (NpgsqlCommand asOf = bare.CreateCommand())
        {
            asOf.CommandText = $"select l.* from unnest($1::text[], $2::bigint[]) as p (name, at_ns) cross join lateral (select {BareColumns} from {Table} t where t.asset = p.name and t.timestamp_ns <= p.at_ns and t.timestamp_ns > p.at_ns - 60000000000 order by t.timestamp_ns desc limit 1) l";
            await ReportAsync("  the same, prepared by hand over bare Npgsql", 50, _ =>
            {
                AsOfProbe[] probes = Probes();
                return BareAsync(asOf, 1000, probes.Select(p => p.Instrument).ToArray(), probes.Select(p => p.TimeNanos).ToArray());
            });
        }

        await ReportAsync("newest row of each of 10 assets", 30, async _ => Require((await store.OrderBookMetrics.LatestAsync()).Count == Assets));
    }

    private static async Task DropAsync(string connection)
    {
        await using PostgreSqlTradingStore store = await OpenAsync(connection);
        var drops = new List<double>();
        for (int day = 1; day <= 9; day++)
        {
            drops.Add(1000 * await Figures.SecondsAsync(async () => Require((await store.DropPartitionsBeforeAsync(OrderBookMetricsRecord.Schema, First.AddDays(day))).Count == 1)));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"drop of a day, 172,800 rows",-48} {Figures.Median(drops),9:0.00} {drops.Max(),9:0.00}"));
        long packed = 0;
        double pack = await Figures.SecondsAsync(async () => packed = await store.CompressMetricsAsync(First.AddDays(9)));
        await using NpgsqlCommand sizes = store.DataSource.CreateCommand("select pg_total_relation_size('ai_trading_enhanced.order_book_metrics_p20250611'), pg_total_relation_size('ai_trading_enhanced.order_book_metrics_compressed')");
        await using NpgsqlDataReader reader = await sizes.ExecuteReaderAsync();
        await reader.ReadAsync();
        Console.WriteLine($"{packed} rows packed in {pack:0.00} s: {reader.GetInt64(0) / 1e6:0.0} MB to {reader.GetInt64(1) / 1e6:0.0} MB");
    }

    private static Task<PostgreSqlTradingStore> OpenAsync(string connection) =>
        PostgreSqlTradingStore.OpenAsync(new PostgreSqlOptions { ConnectionString = connection, DeadLetterDirectory = Path.Combine(Path.GetTempPath(), "persistence-benchmark-dead-letters") });

    private static async Task ReportAsync(string name, int repetitions, Func<int, Task> query)
    {
        (double median, double worst) = await Figures.MillisecondsAsync(repetitions, query);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-48} {median,9:0.00} {worst,9:0.00}"));
    }

    private static async Task BareAsync(NpgsqlCommand command, int expected, params object[] values)
    {
        if (command.Parameters.Count == 0)
        {
            foreach (object value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await command.PrepareAsync();
        }

        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        int count = 0;
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            _ = reader.GetInt64(0);
            _ = reader.GetString(1);
            _ = reader.GetString(2);
            for (int column = 3; column < 9; column++)
            {
                _ = reader.GetDecimal(column);
            }

            _ = reader.GetInt64(9);
            count++;
        }

        Require(count == expected);
    }

    private static async Task CountAsync(PostgreSqlTradingStore store, RecordQuery query, int expected)
    {
        int count = 0;
        await foreach (OrderBookMetricsRecord _ in store.OrderBookMetrics.ReadAsync(query))
        {
            count++;
        }

        Require(count == expected);
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The query did not give what it should.");
        }
    }
}
