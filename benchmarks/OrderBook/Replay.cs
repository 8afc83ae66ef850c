using System.Globalization;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.Journal;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Benchmarks.OrderBook;

/// <summary>A recording of the stream, written and then replayed from the file (in the page cache) through the book, checksums verified.</summary>
internal static class Replay
{
    private const int WarmUpRounds = 5;

    public static async Task RunAsync(LevelStream stream, int repetitions)
    {
        string directory = Path.Combine(Directory.CreateTempSubdirectory("order-book-replay-").FullName, "recording");
        try
        {
            long records = stream.Snapshot.Length + stream.Changes.Length;
            double start = ThreadClock.Nanoseconds();
            using (EventRecorder recorder = EventRecorder.Open(directory, new InstrumentTable(LevelStream.Instrument), new EventRecorderOptions { CheckpointEvery = 0, Journal = new JournalOptions { SegmentBytes = 256L << 20, Fsync = FsyncPolicy.None } }))
            {
                recorder.OnEvents(stream.Snapshot);
                recorder.OnEvents(stream.Changes);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"replay of a recording: {records:N0} events, written at {records * 1000 / (ThreadClock.Nanoseconds() - start):F1} M/s"));
            await MeasureAsync("read and verified only", directory, null, records, repetitions);
            await MeasureAsync("through the book", directory, new LimitOrderBook(LevelStream.Instrument), records, repetitions);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(directory)!, recursive: true);
        }
    }

    private static async Task MeasureAsync(string label, string directory, LimitOrderBook? book, long records, int repetitions)
    {
        var times = new List<double>();
        for (int r = -WarmUpRounds; r < repetitions; r++)
        {
            using RecordingFeed feed = RecordingFeed.Open(null, directory);
            var sink = new Sink(book);
            double start = ThreadClock.Nanoseconds();
            await feed.RunAsync(sink, CancellationToken.None);
            double time = (ThreadClock.Nanoseconds() - start) / records;
            if (sink.Events != records)
            {
                throw new InvalidDataException($"{sink.Events} events were replayed, {records} recorded");
            }

            if (r >= 0)
            {
                times.Add(time);
            }
        }

        times.Sort();
        string hash = book is null ? string.Empty : BookHash.Format(book.ComputeHash());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {label,-40} {times[times.Count / 2],7:F2} ns/event (least {times[0]:F2})  {1000 / times[times.Count / 2],6:F1} M/s  {hash}"));
    }

    private sealed class Sink(LimitOrderBook? book) : IMarketEventSink
    {
        public long Events { get; private set; }

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            Events += events.Length;
            book?.Apply(events);
        }
    }
}
