using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Trading.Sdk.Persistence.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

public class OutboxTests
{
    private const string ChildVariable = "TRADING_SDK_OUTBOX_CHILD";

    /// <summary>The same executable becomes the child: this runs before the test runner's own entry point.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is { Length: > 0 } folder)
        {
            Write(folder);
        }
    }

    /// <summary>No server, and for a while no disk either: the writer holds the rows and those who bring more, and loses none.</summary>
    [Fact]
    public async Task Outbox_DiskFullForAWhile_HoldsBackAndGoesOn()
    {
        string folder = Directory.CreateTempSubdirectory("outbox-").FullName;
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        // Ignored, the kernel's signal for a file beyond the limit becomes a refused write, as on a full disk.
        foreach (string argument in (string[])["-c", "trap '' XFSZ; exec \"$@\"", "sh", Environment.ProcessPath!])
        {
            start.ArgumentList.Add(argument);
        }

        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(OutboxTests).Assembly.Location);
        }

        start.Environment[ChildVariable] = folder;
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using Process child = Process.Start(start)!;
        Assert.Equal("1000 rows", child.StandardOutput.ReadLine());
        long size = Directory.EnumerateFiles(Path.Combine(folder, "outbox"), "*.journal").Max(f => new FileInfo(f).Length);
        Limit(child.Id, (size + 5000).ToString(CultureInfo.InvariantCulture));
        child.StandardInput.WriteLine("go on");
        Assert.Equal("held back", child.StandardOutput.ReadLine());
        Limit(child.Id, "unlimited");
        Assert.Equal("3000 rows", child.StandardOutput.ReadLine());
        child.WaitForExit();

        await using (JournalTradingStore store = JournalTradingStore.Open(Path.Combine(folder, "store")))
        {
            await using (var writer = new RecordWriter<TradeRecord>(store.Trades, new RecordWriterOptions { OutboxDirectory = Path.Combine(folder, "outbox") }))
            {
                await writer.WaitDrainedAsync();
            }

            Assert.Equal(SampleRows.Make<TradeRecord>(3000), await TestStore.ToListAsync(store.Trades.ReadAsync(RecordQuery.All)));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static void Limit(int process, string bytes)
    {
        using Process prlimit = Process.Start("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:"]);
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }

    // Synchronous throughout: other threads may not enter this module before its initialiser has returned.
    private static void Write(string folder)
    {
        List<TradeRecord> rows = SampleRows.Make<TradeRecord>(3000);
        PostgreSqlTradingStore nowhere = PostgreSqlTradingStore.Create(new PostgreSqlOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Database=d", Migrations = MigrationMode.None, Retries = 0, DeadLetterDirectory = Path.Combine(folder, "dead-letters") });
        var writer = new RecordWriter<TradeRecord>(nowhere.Trades, new RecordWriterOptions { OutboxDirectory = Path.Combine(folder, "outbox"), RetryInterval = TimeSpan.FromMilliseconds(10), FlushInterval = TimeSpan.FromMilliseconds(1) });
        rows[..1000].ForEach(r => writer.EnqueueAsync(r).AsTask().GetAwaiter().GetResult());
        writer.FlushAsync().GetAwaiter().GetResult();
        Console.WriteLine("1000 rows");
        Console.ReadLine();
        rows[1000..].ForEach(r => writer.EnqueueAsync(r).AsTask().GetAwaiter().GetResult());
        Task flush = writer.FlushAsync();
        while (writer.OutboxFault is null && !flush.IsCompleted)
        {
            Thread.Sleep(1);
        }

        Console.WriteLine(flush.IsCompleted ? "not held back" : "held back");
        flush.GetAwaiter().GetResult();
        Console.WriteLine("3000 rows");
        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Environment.Exit(0);
    }
}
