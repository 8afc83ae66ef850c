using Trading.Sdk.Tests;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.Journal.Tests;

public class KilledWriterTests
{
    private const string ChildVariable = "TRADING_SDK_JOURNAL_CHILD";

    /// <summary>The same executable becomes the writing child: this runs before the test runner's own entry point.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is { Length: > 0 } directory)
        {
            WriteUntilKilled(directory, Enum.Parse<FsyncPolicy>(Environment.GetEnvironmentVariable(ChildVariable + "_POLICY")!));
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
            using Process child = StartChild(journal.Path, policy);
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

    private static Process StartChild(string directory, FsyncPolicy policy)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(KilledWriterTests).Assembly.Location);
        }

        start.Environment[ChildVariable] = directory;
        start.Environment[ChildVariable + "_POLICY"] = policy.ToString();
        return Process.Start(start)!;
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
