using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Trading.Sdk.Journal;
using Trading.Sdk.Tests;

namespace Trading.Sdk.Persistence.Tests;

/// <summary>The embedded store in a process that is killed, or that is refused disk space.</summary>
public class ChildProcessTests
{
    private const string ChildVariable = "TRADING_SDK_STORE_CHILD";
    private const int BatchRows = 40;

    /// <summary>The same executable becomes the child: this runs before the test runner's own entry point.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is { Length: > 0 } directory)
        {
            if (Environment.GetEnvironmentVariable(ChildVariable + "_TASK") == "limited")
            {
                WriteLimited(directory);
            }

            WriteUntilKilled(directory, int.Parse(Environment.GetEnvironmentVariable(ChildVariable + "_FROM")!, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Store_WriterKilledAtRandomMoments_KeepsEveryAcknowledgedRowOnceInOrder()
    {
        var random = new Random(23);
        string directory = Directory.CreateTempSubdirectory("store-kill-").FullName;
        long acknowledged = -1;
        for (int round = 0; round < TestEffort.Count(8, 50); round++)
        {
            // A little before what was acknowledged, as a feed does that replays.
            long from = Math.Max(0, acknowledged + 1 - random.Next(100));
            using Process child = Start(directory, "kill", from);
            string? first = child.StandardOutput.ReadLine();
            Assert.True(first is not null, "the child wrote nothing");
            Thread.Sleep(random.Next(1, 60));
            child.Kill();
            foreach (string line in (first + "\n" + child.StandardOutput.ReadToEnd()).Split('\n'))
            {
                if (line.EndsWith('.') && long.TryParse(line[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long row))
                {
                    acknowledged = Math.Max(acknowledged, row);
                }
            }

            child.WaitForExit();
            await using JournalTradingStore store = JournalTradingStore.Open(directory);
            long i = 0;
            await foreach (TradeRecord row in store.Trades.ReadAsync(RecordQuery.All))
            {
                if (row != Row(i))
                {
                    Assert.Fail($"round {round}: row {i} is {row}, expected {Row(i)}");
                }

                i++;
            }

            Assert.True(i > acknowledged, $"round {round}: {acknowledged} was acknowledged, the store holds {i} rows");
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>The limit on file sizes that the kernel enforces stands for a full disk: it needs no rights and no mount.</summary>
    [Fact]
    public async Task Store_DiskFullForAWhile_IsTypedKeepsWhatItHadAndGoesOn()
    {
        string directory = Directory.CreateTempSubdirectory("store-full-").FullName;
        using Process child = Start(directory, "limited", 0);
        Assert.Equal("1000 rows", child.StandardOutput.ReadLine());
        string trades = Path.Combine(directory, "trades");
        long size = Directory.EnumerateFiles(trades).Max(f => new FileInfo(f).Length);
        Limit(child.Id, (size + 3000).ToString(CultureInfo.InvariantCulture));
        child.StandardInput.WriteLine("go on");
        string? refused = child.StandardOutput.ReadLine();
        Assert.StartsWith(nameof(JournalWriteException) + ": ", refused, StringComparison.Ordinal);
        Assert.Contains(trades, refused, StringComparison.Ordinal);

        // Beside the writer whose disk is full, a reader finds everything that was acknowledged.
        await using (JournalTradingStore reader = JournalTradingStore.Open(directory, new JournalStoreOptions { ReadOnly = true }))
        {
            List<TradeRecord> rows = await JournalTradingStoreTests.ToListAsync(reader.Trades.ReadAsync(RecordQuery.All));
            Assert.True(rows.Count >= 1000);
            Assert.Equal(Enumerable.Range(0, rows.Count).Select(i => Row(i)), rows);
        }

        Limit(child.Id, "unlimited");
        child.StandardInput.WriteLine("go on");
        Assert.Equal("3000 rows", child.StandardOutput.ReadLine());
        child.WaitForExit();
        await using (JournalTradingStore store = JournalTradingStore.Open(directory))
        {
            Assert.Equal(Enumerable.Range(0, 3000).Select(i => Row(i)), await JournalTradingStoreTests.ToListAsync(store.Trades.ReadAsync(RecordQuery.All)));
        }

        Directory.Delete(directory, recursive: true);
    }

    private static TradeRecord Row(long i) => new()
    {
        TimestampNanos = SampleRows.Start + i * 1_000_003L,
        Symbol = "BTCUSDT",
        Exchange = "venue",
        Sequence = i,
        Price = 60_000m + i % 1000,
        Quantity = 1m + i % 77,
        Side = "buy",
    };

    private static Process Start(string directory, string task, long from)
    {
        // The kernel's signal for a file beyond the limit would end the process; ignored, the write fails as on a full disk.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("trap '' XFSZ; exec \"$@\"");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(ChildProcessTests).Assembly.Location);
        }

        start.Environment[ChildVariable] = directory;
        start.Environment[ChildVariable + "_TASK"] = task;
        start.Environment[ChildVariable + "_FROM"] = from.ToString(CultureInfo.InvariantCulture);
        // The just-in-time compiler's own double mapping is a file too, and would fall under the limit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Process.Start(start)!;
    }

    private static void Limit(int process, string bytes)
    {
        using Process prlimit = Process.Start("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:"]);
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }

    // Both synchronous throughout: other threads may not enter this module before its initialiser has returned.
    private static void WriteUntilKilled(string directory, long from)
    {
        JournalTradingStore store = JournalTradingStore.Open(directory, new JournalStoreOptions { SegmentBytes = 256 << 10, Fsync = FsyncPolicy.EveryN });
        using Stream output = Console.OpenStandardOutput();
        for (long i = from; ; i += BatchRows)
        {
            var rows = new TradeRecord[BatchRows];
            for (int k = 0; k < rows.Length; k++)
            {
                rows[k] = Row(i + k);
            }

            store.Trades.WriteAsync(rows, IngestMode.IgnoreDuplicates).AsTask().GetAwaiter().GetResult();
            output.Write(System.Text.Encoding.ASCII.GetBytes((i + BatchRows - 1).ToString(CultureInfo.InvariantCulture) + ".\n"));
            output.Flush();
        }
    }

    private static void WriteLimited(string directory)
    {
        JournalTradingStore store = JournalTradingStore.Open(directory);
        Put(store, 0, 1000);
        Console.WriteLine("1000 rows");
        Console.ReadLine();
        try
        {
            for (int i = 1000; i < 3000; i += 100)
            {
                Put(store, i, i + 100);
            }

            Console.WriteLine("not refused");
        }
        catch (JournalWriteException e)
        {
            Console.WriteLine($"{nameof(JournalWriteException)}: {e.Message}");
        }

        Console.ReadLine();
        Put(store, 1000, 3000);
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Console.WriteLine("3000 rows");
        Environment.Exit(0);
    }

    private static void Put(JournalTradingStore store, int from, int to)
    {
        var rows = new TradeRecord[to - from];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = Row(from + i);
        }

        store.Trades.WriteAsync(rows, IngestMode.IgnoreDuplicates).AsTask().GetAwaiter().GetResult();
    }
}
