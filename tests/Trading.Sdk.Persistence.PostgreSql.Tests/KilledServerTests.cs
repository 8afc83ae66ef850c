using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using Trading.Sdk.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

public class KilledServerTests
{
    private const string ChildVariable = "TRADING_SDK_PG_CHILD";
    private const long Start = 1_700_006_400_000_000_000; // 2023-11-15T00:00:00Z
    private const int RowsPerFlush = 5_000;

    /// <summary>The same executable becomes the writing child: this runs before the test runner's own entry point.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is { Length: > 0 } task)
        {
            string[] parts = task.Split('|');
            Write(parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), int.Parse(parts[3], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Server_KilledDuringIngestWhileTheWriterDiesOnce_KeepsEveryAcknowledgedRowOnceInOrder()
    {
        int total = TestEffort.Count(300_000, 1_000_000);
        int kills = TestEffort.Count(3, 20);
        var random = new Random(TestEffort.Count(17, 18));
        using PostgreSqlCluster cluster = PostgreSqlServer.Create();
        string folder = Directory.CreateTempSubdirectory("pg-kill-").FullName;
        string connection = cluster.CreateDatabase() + ";Pooling=false";
        await (await PostgreSqlTradingStore.OpenAsync(Options(connection, folder))).DisposeAsync();

        // The writer gets the rows of one part after the other, so that however fast it is, every kill finds it at work.
        int Part(int part) => (int)((long)part * total / (kills + 1));
        var writer = new Child(connection, folder, from: 0, total);
        try
        {
            for (int kill = 1; kill <= kills; kill++)
            {
                writer.Allow(Part(kill));
                long threshold = Part(kill - 1) + random.Next(total / (2 * (kills + 1)));
                await WaitForRowsAsync(connection, threshold, writer);
                Assert.False(writer.HasExited, writer.Output);
                await Task.Delay(random.Next(0, 40));
                cluster.Kill();
                if (kill == (kills + 1) / 2)
                {
                    // The writer dies too, with rows in its memory and in its outbox; the next one begins a little before
                    // what was acknowledged, as a feed does that replays.
                    await Task.Delay(random.Next(0, 40));
                    long acknowledged = writer.Kill();
                    writer = new Child(connection, folder, from: (int)Math.Max(0, acknowledged + 1 - random.Next(2_000)), total);
                    writer.Allow(Part(kill));
                }

                await Task.Delay(random.Next(0, 200));
                cluster.Start();
                // Rows arrive in order: whatever is there is a beginning of the stream without a gap.
                await AssertPrefixAsync(connection);
            }

            writer.Allow(total);
            await WaitForRowsAsync(connection, total, writer);
            Assert.Equal(total - 1, writer.Acknowledged);
            Assert.Contains("drained", writer.Output, StringComparison.Ordinal);
            Assert.Equal(total, await AssertPrefixAsync(connection));

            await using PostgreSqlTradingStore store = await PostgreSqlTradingStore.OpenAsync(Options(connection, folder));
            int i = 0;
            await foreach (TradeRecord row in store.Trades.ReadAsync(RecordQuery.All))
            {
                if (row != Row(i))
                {
                    Assert.Fail($"row {i} is {row}, expected {Row(i)}");
                }

                i++;
            }

            Assert.Equal(total, i);
        }
        finally
        {
            writer.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static PostgreSqlOptions Options(string connection, string folder) =>
        new() { ConnectionString = connection, DeadLetterDirectory = Path.Combine(folder, "dead-letters"), ConnectTimeout = TimeSpan.FromSeconds(5) };

    private static TradeRecord Row(int i) => new()
    {
        TimestampNanos = Start + i * 1_000_003L,
        Symbol = "BTCUSDT",
        Exchange = "venue",
        Sequence = i,
        Price = new decimal(6_000_000 + i % 1000, 0, 0, false, 2),
        Quantity = new decimal(1 + i % 77, 0, 0, false, 5),
        Side = i % 2 == 0 ? "buy" : "sell",
    };

    /// <summary>
    /// Waits until the server holds a number of rows, or the writer has ended. Gives up only when nothing has moved in very many
    /// looks: a limit in time would judge the machine.
    /// </summary>
    private static async Task WaitForRowsAsync(string connection, long rows, Child writer)
    {
        const int LooksMax = 40_000;
        await using NpgsqlConnection database = await OpenAsync(connection);
        await using NpgsqlCommand command = database.CreateCommand();
        command.CommandText = "select sequence from ai_trading_enhanced.trades where symbol = 'BTCUSDT' order by timestamp_ns desc limit 1";
        (long Stored, long Acknowledged) last = (-1, -1);
        for (int looks = 0; looks < LooksMax; looks++)
        {
            long stored = await command.ExecuteScalarAsync() is long newest ? newest + 1 : 0;
            // The last rows are there before the writer has ended: only its end completes a wait for everything.
            if (writer.HasExited || (stored >= rows && rows < writer.Total))
            {
                return;
            }

            if (last != (stored, writer.Acknowledged))
            {
                last = (stored, writer.Acknowledged);
                looks = 0;
            }

            await Task.Delay(5);
        }

        Assert.Fail($"No progress: {last.Stored} rows are stored, {last.Acknowledged + 1} acknowledged, {rows} awaited. {writer.Output}");
    }

    // Patient, because the server may recover from the kill before, on a machine that does other things as well.
    private static async Task<NpgsqlConnection> OpenAsync(string connection)
    {
        var database = new NpgsqlConnection(connection + ";Timeout=1024;Command Timeout=0");
        await database.OpenAsync();
        return database;
    }

    private static async Task<long> AssertPrefixAsync(string connection)
    {
        await using NpgsqlConnection database = await OpenAsync(connection);
        await using NpgsqlCommand command = database.CreateCommand();
        command.CommandText = "select count(*), count(distinct sequence), coalesce(max(sequence) + 1, 0) from ai_trading_enhanced.trades";
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        long rows = reader.GetInt64(0);
        Assert.Equal((rows, rows), (reader.GetInt64(1), reader.GetInt64(2)));
        return rows;
    }

    // Synchronous throughout: other threads may not enter this module before its initialiser has returned.
    private static void Write(string connection, string folder, int from, int total)
    {
        PostgreSqlTradingStore store = PostgreSqlTradingStore.Create(Options(connection.Replace(";Pooling=false", "", StringComparison.Ordinal), folder));
        var writer = new RecordWriter<TradeRecord>(store.Trades, new RecordWriterOptions { OutboxDirectory = Path.Combine(folder, "outbox"), FlushInterval = TimeSpan.FromMilliseconds(5), RetryInterval = TimeSpan.FromMilliseconds(20) });
        using Stream output = Console.OpenStandardOutput();
        int allowed = 0;
        for (int i = from; i < total; i++)
        {
            while (i >= allowed)
            {
                allowed = int.Parse(Console.ReadLine()!, CultureInfo.InvariantCulture);
            }

            writer.EnqueueAsync(Row(i)).AsTask().GetAwaiter().GetResult();
            if (i % RowsPerFlush == RowsPerFlush - 1 || i == allowed - 1)
            {
                writer.FlushAsync().GetAwaiter().GetResult();
                output.Write(System.Text.Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture) + ".\n"));
                output.Flush();
            }
        }

        writer.WaitDrainedAsync().GetAwaiter().GetResult();
        output.Write("drained.\n"u8);
        output.Flush();
        Environment.Exit(0);
    }

    /// <summary>A writing process and what it has acknowledged so far.</summary>
    private sealed class Child
    {
        private readonly Process process;
        private readonly Task reading;
        private readonly List<string> lines = [];
        private long acknowledged = -1;

        public Child(string connection, string folder, int from, int total)
        {
            Total = total;
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.Ordinal))
            {
                start.ArgumentList.Add(typeof(KilledServerTests).Assembly.Location);
            }

            start.Environment[ChildVariable] = string.Create(CultureInfo.InvariantCulture, $"{connection}|{folder}|{from}|{total}");
            process = Process.Start(start)!;
            reading = Task.WhenAll(Task.Run(() => Read(process.StandardOutput)), Task.Run(() => Read(process.StandardError)));
        }

        public int Total { get; }

        public long Acknowledged => Interlocked.Read(ref acknowledged);

        /// <summary>Lets it go on up to a row.</summary>
        public void Allow(int rows)
        {
            process.StandardInput.WriteLine(rows.ToString(CultureInfo.InvariantCulture));
            process.StandardInput.Flush();
        }

        public bool HasExited => process.HasExited && reading.IsCompleted;

        public string Output
        {
            get
            {
                lock (lines)
                {
                    return string.Join('\n', lines);
                }
            }
        }

        /// <summary>Kills it by its own id; returns the last row it acknowledged.</summary>
        public long Kill()
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.WaitForExit();
            reading.Wait();
            return Acknowledged;
        }

        private void Read(StreamReader reader)
        {
            while (reader.ReadLine() is { } line)
            {
                lock (lines)
                {
                    lines.Add(line);
                }

                // Only whole lines count: the last one may be cut in the middle of the number.
                if (line.EndsWith('.') && long.TryParse(line[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long row))
                {
                    Interlocked.Exchange(ref acknowledged, row);
                }
            }
        }
    }
}
