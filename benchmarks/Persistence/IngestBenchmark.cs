using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Trading.Sdk.Persistence;
using Trading.Sdk.Persistence.PostgreSql;
using Trading.Sdk.Persistence.PostgreSql.Tests;

namespace Trading.Sdk.Benchmarks;

/// <summary>One day of ten assets, 172,800 rows, by each way in; every way once in each round, the medians compared.</summary>
internal static class IngestBenchmark
{
    private const string Table = "ai_trading_enhanced.order_book_metrics";
    private const string Columns = "timestamp_ns, asset, exchange, bid_ask_ratio, depth_imbalance, mid_price, spread_bps, bid_depth_1pct, ask_depth_1pct, sequence";
    private const int BatchRows = 10_000;

    public static async Task RunAsync(PostgreSqlCluster cluster, string binaries, int rounds)
    {
        string connection = cluster.CreateDatabase();
        string folder = Directory.CreateTempSubdirectory("persistence-benchmark-").FullName;
        await using PostgreSqlTradingStore store = await PostgreSqlTradingStore.OpenAsync(new PostgreSqlOptions { ConnectionString = connection, DeadLetterDirectory = folder });
        OrderBookMetricsRecord[] rows = Rows.Day(new DateOnly(2025, 6, 2), 10);
        string file = Path.Combine(folder, "rows.bin");
        await store.OrderBookMetrics.WriteAsync(rows);
        RunPsql(binaries, cluster, connection, $"\\copy (select {Columns} from {Table} order by timestamp_ns) to '{file}' with (format binary)");
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);

        async Task MeasureAsync(string name, Func<Task<double>> run, bool empty = true)
        {
            if (empty)
            {
                await using NpgsqlCommand truncate = store.DataSource.CreateCommand($"truncate {Table}; checkpoint");
                await truncate.ExecuteNonQueryAsync();
            }

            double seconds = await run();
            (times.TryGetValue(name, out List<double>? list) ? list : times[name] = []).Add(seconds);
        }

        const string Psql = "psql \\copy, binary";
        const string Bare = "bare NpgsqlBinaryImporter, 10,000 rows each";
        for (int round = 0; round <= rounds; round++)
        {
            if (round == 1)
            {
                times.Clear(); // the first round warms up
            }

            await MeasureAsync(Psql, () => Task.FromResult(RunPsql(binaries, cluster, connection, $"\\copy {Table} ({Columns}) from '{file}' with (format binary)")));
            await MeasureAsync(Bare, () => Figures.SecondsAsync(() => BareAsync(store.DataSource, rows)));
            await MeasureAsync("store, Insert", () => Figures.SecondsAsync(() => WriteAsync(store, rows, IngestMode.Insert)));
            await MeasureAsync("store, IgnoreDuplicates, all rows known", () => Figures.SecondsAsync(() => WriteAsync(store, rows, IngestMode.IgnoreDuplicates)), empty: false);
            await MeasureAsync("store, IgnoreDuplicates, all rows new", () => Figures.SecondsAsync(() => WriteAsync(store, rows, IngestMode.IgnoreDuplicates)));
            await MeasureAsync("store, Overwrite, all rows known", () => Figures.SecondsAsync(() => WriteAsync(store, rows, IngestMode.Overwrite)), empty: false);
            OrderBookMetricsRecord[] odd = [.. rows.Where((_, i) => i % 2 == 1)];
            await MeasureAsync("store, IgnoreDuplicates, every second row known", async () =>
            {
                await WriteAsync(store, odd, IngestMode.Insert);
                return await Figures.SecondsAsync(() => WriteAsync(store, rows, IngestMode.IgnoreDuplicates));
            });
            await MeasureAsync("RecordWriter, channel to server", () => Figures.SecondsAsync(() => ThroughWriterAsync(store, rows, null)));
            string outbox = Path.Combine(folder, "outbox" + round.ToString(CultureInfo.InvariantCulture));
            await MeasureAsync("RecordWriter with outbox, channel to server", () => Figures.SecondsAsync(() => ThroughWriterAsync(store, rows, outbox)));
        }

        double peer = Figures.Median(times[Psql]);
        double bare = Figures.Median(times[Bare]);
        Console.WriteLine($"{rows.Length} rows of order_book_metrics, median of {rounds} rounds");
        Console.WriteLine($"{"way",-48} {"rows/s",10} {"of psql",9} {"of bare",9}   rounds, s");
        foreach ((string name, List<double> seconds) in times)
        {
            double median = Figures.Median(seconds);
            Console.WriteLine($"{name,-48} {rows.Length / median,10:0} {peer / median,9:0.00} {bare / median,9:0.00}   {string.Join(' ', seconds.Select(s => s.ToString("0.000", CultureInfo.InvariantCulture)))}");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task WriteAsync(PostgreSqlTradingStore store, OrderBookMetricsRecord[] rows, IngestMode mode)
    {
        IngestResult result = await store.OrderBookMetrics.WriteAsync(rows, mode);
        if (result.Rejected != 0)
        {
            throw new InvalidOperationException($"{result.Rejected} rows were rejected: {result.Rejections[0].Reason}");
        }
    }

    private static async Task ThroughWriterAsync(PostgreSqlTradingStore store, OrderBookMetricsRecord[] rows, string? outbox)
    {
        await using var writer = new RecordWriter<OrderBookMetricsRecord>(store.OrderBookMetrics, new RecordWriterOptions { OutboxDirectory = outbox });
        foreach (OrderBookMetricsRecord row in rows)
        {
            ValueTask wait = writer.EnqueueAsync(row);
            if (!wait.IsCompletedSuccessfully)
            {
                await wait;
            }
        }

        await writer.FlushAsync();
        if (writer.Inserted != rows.Length)
        {
            throw new InvalidOperationException($"{writer.Inserted} of {rows.Length} rows were inserted.");
        }
    }

    private static async Task BareAsync(NpgsqlDataSource source, OrderBookMetricsRecord[] rows)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        for (int at = 0; at < rows.Length; at += BatchRows)
        {
            await using NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync($"copy {Table} ({Columns}) from stdin (format binary)");
            foreach (OrderBookMetricsRecord row in rows.AsSpan(at, Math.Min(BatchRows, rows.Length - at)))
            {
                importer.StartRow();
                importer.Write(row.TimestampNanos, NpgsqlDbType.Bigint);
                importer.Write(row.Asset, NpgsqlDbType.Varchar);
                importer.Write(row.Exchange, NpgsqlDbType.Varchar);
                importer.Write(row.BidAskRatio!.Value, NpgsqlDbType.Numeric);
                importer.Write(row.DepthImbalance!.Value, NpgsqlDbType.Numeric);
                importer.Write(row.MidPrice!.Value, NpgsqlDbType.Numeric);
                importer.Write(row.SpreadBps!.Value, NpgsqlDbType.Numeric);
                importer.Write(row.BidDepth1pct!.Value, NpgsqlDbType.Numeric);
                importer.Write(row.AskDepth1pct!.Value, NpgsqlDbType.Numeric);
                importer.Write(row.Sequence, NpgsqlDbType.Bigint);
            }

            await importer.CompleteAsync();
        }
    }

    /// <summary>Runs one command in psql; returns the seconds that psql itself measured for it.</summary>
    private static double RunPsql(string binaries, PostgreSqlCluster cluster, string connection, string command)
    {
        var start = new ProcessStartInfo(Path.Combine(binaries, "psql")) { RedirectStandardOutput = true, UseShellExecute = false };
        string database = new NpgsqlConnectionStringBuilder(connection).Database!;
        foreach (string argument in new[] { "-h", "127.0.0.1", "-p", cluster.Port.ToString(CultureInfo.InvariantCulture), "-U", "app", "-d", database, "-X", "-v", "ON_ERROR_STOP=1", "-c", "\\timing on", "-c", command })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        int at = output.IndexOf("Time: ", StringComparison.Ordinal);
        if (process.ExitCode != 0 || at < 0)
        {
            throw new InvalidOperationException($"psql ended with {process.ExitCode}: {output}");
        }

        return double.Parse(output.AsSpan(at + 6, output.IndexOf(" ms", at, StringComparison.Ordinal) - at - 6), CultureInfo.InvariantCulture) / 1000;
    }
}
