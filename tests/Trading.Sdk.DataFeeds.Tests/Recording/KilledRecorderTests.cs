using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Trading.Sdk.Journal;
using Trading.Sdk.MarketData;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests;

public class KilledRecorderTests
{
    private const string ChildVariable = "TRADING_SDK_RECORDER_CHILD";

    /// <summary>The same executable becomes the recording child: this runs before the test runner's own entry point.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is { Length: > 0 } directory)
        {
            RecordUntilKilled(directory);
        }
    }

    [Fact]
    public void Recorder_KilledAtRandomMoments_HoldsEveryBlockAcknowledgedAsFlushed()
    {
        var random = new Random(5);
        for (int round = 0; round < TestEffort.Count(5, 20); round++)
        {
            using var folder = new TemporaryFolder();
            using Process child = Start(folder["r"]);
            string? first = child.StandardOutput.ReadLine();
            Assert.True(first is not null, "the child wrote nothing");
            Thread.Sleep(random.Next(1, 150));
            child.Kill();
            string rest = child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            long acknowledged = 0;
            foreach (string line in (first + "\n" + rest).Split('\n'))
            {
                if (line.EndsWith('.') && long.TryParse(line[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long flushed))
                {
                    acknowledged = Math.Max(acknowledged, flushed);
                }
            }

            MarketEvent[] read = RecordingTests.ReadAll(folder["r"]);
            Assert.True(read.Length >= acknowledged, $"round {round}: {acknowledged} events were acknowledged, {read.Length} are there");
            for (int i = 0; i < read.Length; i++)
            {
                Assert.Equal(Event(i), read[i]);
            }

            using EventRecorder again = EventRecorder.Open(folder["r"], new InstrumentTable(SyntheticStream.Instrument(1)));
            Assert.True(again.Recovery.NextSequence > 0);
            Assert.True(again.Recovery.TornBytes == 0 || again.Recovery.TornFile is not null);
        }
    }

    private static MarketEvent Event(long i) => MarketEvent.Level(1, i % 2 == 0 ? Side.Bid : Side.Ask, i % 2 == 0 ? 1_000 - (i % 70) : 1_001 + (i % 70), (i % 9) + 1, i, i, i % 3 == 2 ? MarketEventFlags.EndOfMessage : 0);

    private static Process Start(string directory)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(KilledRecorderTests).Assembly.Location);
        }

        start.Environment[ChildVariable] = directory;
        return Process.Start(start)!;
    }

    // Synchronous throughout: other threads may not enter this module before its initialiser has returned.
    private static void RecordUntilKilled(string directory)
    {
        using EventRecorder recorder = EventRecorder.Open(directory, new InstrumentTable(new Instrument(1, "S1", 0.01m, 0.001m, "TEST")), new EventRecorderOptions { BlockEvents = 64, CheckpointEvery = 500, Journal = new JournalOptions { SegmentBytes = 64 << 10, BufferBytes = 8192 } });
        using Stream output = Console.OpenStandardOutput();
        var events = new MarketEvent[33];
        for (long next = 0; ; next += events.Length)
        {
            for (int i = 0; i < events.Length; i++)
            {
                events[i] = Event(next + i);
            }

            recorder.OnEvents(events);
            if (next % 5 == 0)
            {
                recorder.Flush();
                output.Write(Encoding.ASCII.GetBytes(recorder.FlushedEvents.ToString(CultureInfo.InvariantCulture) + ".\n"));
                output.Flush();
            }
        }
    }
}
