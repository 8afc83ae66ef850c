using System.Diagnostics;
using Npgsql;
using Trading.Sdk.Persistence;
using Trading.Sdk.Persistence.PostgreSql;
using Trading.Sdk.Persistence.PostgreSql.Tests;

namespace Trading.Sdk.Benchmarks;

/// <summary>
/// The server is killed while a writer is at work and started again: time from the first connection that it accepts to the
/// first row that a writer with its default settings has in it.
/// </summary>
internal static class ReconnectBenchmark
{
    public static async Task RunAsync(PostgreSqlCluster cluster, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("persistence-benchmark-").FullName;
        string connection = cluster.CreateDatabase();
        await using PostgreSqlTradingStore store = await PostgreSqlTradingStore.OpenAsync(new PostgreSqlOptions { ConnectionString = connection, DeadLetterDirectory = folder });
        OrderBookMetricsRecord[] rows = Rows.Day(new DateOnly(2025, 6, 2), 10);
        foreach (bool withOutbox in new[] { true, false })
        {
            var times = new List<double>();
            int next = 0;
            await using var writer = new RecordWriter<OrderBookMetricsRecord>(store.OrderBookMetrics, new RecordWriterOptions { OutboxDirectory = withOutbox ? Path.Combine(folder, "outbox") : null });
            for (int round = 0; round < Math.Max(rounds, 5); round++)
            {
                await writer.EnqueueAsync(rows[next++]);
                await writer.FlushAsync();
                cluster.Kill();
                // The outage lasts long enough for every pause between attempts to have reached its longest.
                for (int i = 0; i < 30; i++)
                {
                    await writer.EnqueueAsync(rows[next++]);
                    await Task.Delay(100);
                }

                long stored = writer.Inserted + writer.Duplicate;
                Task accepting = Task.Run(() => WaitAcceptingAsync(connection));
                cluster.Start();
                await accepting;
                long start = Stopwatch.GetTimestamp();
                while (writer.Inserted + writer.Duplicate == stored)
                {
                    await Task.Delay(1);
                }

                times.Add(1000 * Stopwatch.GetElapsedTime(start).TotalSeconds);
                await writer.WaitDrainedAsync();
                await writer.FlushAsync();
            }

            Console.WriteLine($"first row in the server after it is back, {(withOutbox ? "with" : "without")} outbox: median {Figures.Median(times):0} ms, worst {times.Max():0} ms of {times.Count}");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task WaitAcceptingAsync(string connection)
    {
        while (true)
        {
            try
            {
                await using var attempt = new NpgsqlConnection(connection + ";Pooling=false;Timeout=2");
                await attempt.OpenAsync();
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(1);
            }
        }
    }
}
