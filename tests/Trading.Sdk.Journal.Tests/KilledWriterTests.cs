using Trading.Sdk.Tests;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.Journal.Tests;

public class KilledWriterTests
{
    private const string ChildVariable = "TRADING_SDK_JOURNAL_CHILD";
    private const string TryOpen = "TryOpen";

    /// <summary>The same executable becomes the writing child: this runs before the test runner's own entry point.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is { Length: > 0 } directory)
        {
            string task = Environment.GetEnvironmentVariable(ChildVariable + "_TASK")!;
            if (task.Equals(TryOpen, StringComparison.Ordinal))
            {
                ReportOpening(directory);
            }

            WriteUntilKilled(directory, Enum.Parse<FsyncPolicy>(task));
        }
    }

    [Fact]
    public void Writer_KilledAtRandomMoments_LosesNothingAcknowledged()
    {
        using var journal = new TemporaryJournal();
        var random = new Random(11);
        long acknowledged = -1;
        int rounds = TestEffort.Count(8, 60);
        for (int round = 0; round < rounds; round++)
        {
            FsyncPolicy policy = (FsyncPolicy)(round % 4);
            using Process child = StartChild(journal.Path, policy.ToString());
            string? first = child.StandardOutput.ReadLine();
            Assert.True(first is not null, "the child wrote nothing");
            // Killed by its own id, at a moment it does not know.
            Thread.Sleep(random.Next(1, 60));
            child.Kill();
            string rest = child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            foreach (string line in (first + "\n" + rest).Split('\n'))
            {
                // The last line may be cut in the middle of the number: only whole lines count.
                if (line.EndsWith('.') && long.TryParse(line[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
                {
                    acknowledged = Math.Max(acknowledged, sequence);
                }
            }

            using (JournalWriter writer = JournalWriter.Open(journal.Path))
            {
                Assert.True(writer.NextSequence > acknowledged, $"round {round}, {policy}: {acknowledged} was acknowledged, the journal ends before {writer.NextSequence}");
            }

            Assert.True(journal.CountContiguous() > acknowledged);
        }
    }

    [Fact]
    public void Open_WriterInAnotherProcess_IsRefusedUntilItEnds()
    {
        using var journal = new TemporaryJournal();
        using Process child = StartChild(journal.Path, nameof(FsyncPolicy.Interval));
        try
        {
            Assert.NotNull(child.StandardOutput.ReadLine());
            JournalLockedException e = Assert.Throws<JournalLockedException>(() => JournalWriter.Open(journal.Path));
            Assert.Contains(journal.Path, e.Message, StringComparison.Ordinal);
            // The refused attempt disturbed nothing: the child goes on acknowledging.
            Assert.NotNull(child.StandardOutput.ReadLine());
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }

        using JournalWriter writer = JournalWriter.Open(journal.Path);
        Assert.True(writer.NextSequence > 0);
    }

    [Fact]
    public void Open_InAnotherProcess_IsRefusedUntilTheWriterHereCloses()
    {
        using var journal = new TemporaryJournal();
        using (JournalWriter writer = JournalWriter.Open(journal.Path))
        {
            writer.Append(TemporaryJournal.Payload(0, 40));
            Assert.Equal(nameof(JournalLockedException), OpenInChild(journal.Path));
            writer.Append(TemporaryJournal.Payload(1, 40));
        }

        Assert.Equal("opened at 2", OpenInChild(journal.Path));
        Assert.Equal(2, journal.CountContiguous());
    }

    private static string? OpenInChild(string directory)
    {
        using Process child = StartChild(directory, TryOpen);
        string? line = child.StandardOutput.ReadLine();
        child.WaitForExit();
        return line;
    }

    private static Process StartChild(string directory, string task)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(KilledWriterTests).Assembly.Location);
        }

        start.Environment[ChildVariable] = directory;
        start.Environment[ChildVariable + "_TASK"] = task;
        return Process.Start(start)!;
    }

    private static void ReportOpening(string directory)
    {
        try
        {
            using JournalWriter writer = JournalWriter.Open(directory);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"opened at {writer.NextSequence}"));
        }
        catch (JournalException e)
        {
            Console.WriteLine(e.GetType().Name);
        }

        Environment.Exit(0);
    }

    // Synchronous throughout: other threads may not enter this module before its initialiser has returned.
    private static void WriteUntilKilled(string directory, FsyncPolicy policy)
    {
        using JournalWriter writer = JournalWriter.Open(directory, new JournalOptions { Fsync = policy, SegmentBytes = 256 << 10, BufferBytes = 8192, FsyncEvery = 50 });
        using Stream output = Console.OpenStandardOutput();
        while (true)
        {
            long sequence = writer.NextSequence;
            for (int i = 0; i < 20; i++)
            {
                sequence = writer.Append(TemporaryJournal.Payload(writer.NextSequence, 20 + (int)(writer.NextSequence % 200)));
            }

            writer.WaitDurableAsync(sequence).AsTask().GetAwaiter().GetResult();
            output.Write(System.Text.Encoding.ASCII.GetBytes(sequence.ToString(CultureInfo.InvariantCulture) + ".\n"));
            output.Flush();
        }
    }
}
