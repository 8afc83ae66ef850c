using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Trading.Sdk.Persistence.Tests;
using Trading.Sdk.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

public class KilledServerTests
{
    private const string ChildVariable = "TRADING_SDK_INGEST_CHILD";

    /// <summary>The same executable becomes the writing child: this runs before the test runner's own entry point.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is { Length: > 0 } connection)
        {
            Ingest(
                connection,
                Environment.GetEnvironmentVariable(ChildVariable + "_FOLDER")!,
                int.Parse(Environment.GetEnvironmentVariable(ChildVariable + "_FROM")!, CultureInfo.InvariantCulture),
                int.Parse(Environment.GetEnvironmentVariable(ChildVariable + "_TO")!, CultureInfo.InvariantCulture));
            Environment.Exit(0);
        }
    }

    [Fact]
    public async Task Ingest_ServerKilledAgainAndAgainAndWriterOnce_KeepsEveryAcknowledgedRowOnceInOrder()
    {
        int rows = TestEffort.Count(120_000, 1_000_000);
        int kills = TestEffort.Count(3, 20);
        using var server = new PostgreSqlServer();
        string connection = server.CreateDatabase();
        string folder = Directory.CreateTempSubdirectory("ingest-test-").FullName;
        var random = new Random(4);
        long acknowledged = 0;
        Process child = StartChild(connection, folder, 0, rows);
        Task<string?> output = Task.Run(() => Read(child, n => acknowledged = Math.Max(acknowledged, n)));
        for (int kill = 0; kill < kills; kill++)
        {
            while (acknowledged == 0)
            {
                await Task.Delay(10);
            }

            await Task.Delay(random.Next(50, 400));
            server.Kill();
            await Task.Delay(random.Next(20, 300));
            if (kill == kills / 2)
            {
                // The writer dies while the database is away: what it acknowledged stands in its outbox.
                child.Kill();
                await output;
                child.Dispose();
                child = StartChild(connection, folder, (int)acknowledged, rows);
                output = Task.Run(() => Read(child, n => acknowledged = Math.Max(acknowledged, n)));
            }

            server.Start();
        }

        Assert.Equal("done", await output);
        child.Dispose();
        await using PostgreSqlTradingStore store = await PostgreSqlTradingStore.OpenAsync(new PostgreSqlOptions { ConnectionString = connection, DeadLetterDirectory = Path.Combine(folder, "check") });
        long expected = 0;
        await foreach (TradeRecord row in store.Trades.ReadAsync(RecordQuery.All))
        {
            Assert.Equal(expected, row.Sequence);
            Assert.Equal(Row((int)expected), row);
            expected++;
        }

        Assert.Equal(rows, expected);
        Assert.Equal(rows, acknowledged);
        Directory.Delete(folder, recursive: true);
    }

    private static string? Read(Process child, Action<long> acknowledge)
    {
        string? last = null;
        while (child.StandardOutput.ReadLine() is { } line)
        {
            last = line;
            if (line.EndsWith('.') && long.TryParse(line[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            {
                acknowledge(count);
            }
        }

        return last;
    }

    private static TradeRecord Row(int i) => new()
    {
        TimestampNanos = SampleRows.Start + i * 1000L,
        Symbol = "BTCUSDT",
        Exchange = "x",
        Sequence = i,
        Price = 30_000m + i / 100m,
        Quantity = 0.001m * (i % 1000),
        Side = i % 2 == 0 ? "buy" : "sell",
    };

    private static Process StartChild(string connection, string folder, int from, int to)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(KilledServerTests).Assembly.Location);
        }

        start.Environment[ChildVariable] = connection;
        start.Environment[ChildVariable + "_FOLDER"] = folder;
        start.Environment[ChildVariable + "_FROM"] = from.ToString(CultureInfo.InvariantCulture);
        start.Environment[ChildVariable + "_TO"] = to.ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }

    // Synchronous throughout: other threads may not enter this module before its initialiser has returned.
    private static void Ingest(string connection, string folder, int from, int to)
    {
        PostgreSqlTradingStore store = PostgreSqlTradingStore.Create(new PostgreSqlOptions { ConnectionString = connection, DeadLetterDirectory = Path.Combine(folder, "dead-letters"), Retries = 0 });
        bool ready = false;
        while (!ready)
        {
            try
            {
                store.PrepareAsync().GetAwaiter().GetResult();
                ready = true;
            }
            catch (StoreUnavailableException) when (from > 0)
            {
                // The schema is there since the first life: the outbox may take rows before the database is back.
                ready = true;
            }
        }

        var writer = new RecordWriter<TradeRecord>(store.Trades, new RecordWriterOptions { OutboxDirectory = Path.Combine(folder, "outbox"), FlushInterval = TimeSpan.FromMilliseconds(5) });
        using Stream output = Console.OpenStandardOutput();
        for (int i = from; i < to; i++)
        {
            writer.EnqueueAsync(Row(i)).AsTask().GetAwaiter().GetResult();
            if ((i + 1) % 500 == 0)
            {
                writer.FlushAsync().GetAwaiter().GetResult();
                output.Write(System.Text.Encoding.ASCII.GetBytes((i + 1).ToString(CultureInfo.InvariantCulture) + ".\n"));
                output.Flush();
            }
        }

        writer.WaitDrainedAsync().GetAwaiter().GetResult();
        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        output.Write("done\n"u8);
        output.Flush();
    }
}
