using System.Runtime.InteropServices;
using Trading.Sdk.Journal;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests;

public class RecordingTests
{
    private static readonly EventRecorderOptions Small = new() { BlockEvents = 50, CheckpointEvery = 3_000, Journal = new JournalOptions { SegmentBytes = 64 << 10, Fsync = FsyncPolicy.None } };

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(4_096)]
    public async Task Replay_OfARecording_GivesTheSameBytesAndTheSameBook(int blockEvents)
    {
        using var folder = new TemporaryFolder();
        MarketEvent[] events = SyntheticStream.Levels(1, 3_000, 1);
        Record(folder["r"], events, Small with { BlockEvents = blockEvents, Journal = new JournalOptions { SegmentBytes = 512 << 10, Fsync = FsyncPolicy.None } }, 1);
        var sink = new CollectingSink();
        using RecordingFeed feed = RecordingFeed.Open(null, folder["r"]);
        await feed.RunAsync(sink, CancellationToken.None);
        Assert.True(MemoryMarshal.AsBytes<MarketEvent>(events).SequenceEqual(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(sink.Events))));
        Assert.Equal(HashOf(events), HashOf([.. sink.Events]));
        Assert.Equal("S1", feed.Instruments[1].Symbol);
    }

    [Fact]
    public async Task Replay_FromAnyTime_StartsWithTheBooksAsTheyStood()
    {
        using var folder = new TemporaryFolder();
        MarketEvent[] levels = SyntheticStream.Levels(1, 3_000, 2), orders = SyntheticStream.Orders(2, 3_000, 3);
        MarketEvent[] events = [.. levels.Concat(orders).Select((e, i) => (e, i)).OrderBy(x => x.e.ReceiveTime).ThenBy(x => x.i).Select(x => x.e)];
        Record(folder["r"], events, Small, 1, 2);
        foreach (long from in new[] { 0, 1_000_000_000L, 1_500_000_600, 2_345_678_901, 3_999_000_100, 9_000_000_000 })
        {
            using RecordingFeed feed = RecordingFeed.Open(new ReplayOptions { From = from }, folder["r"]);
            var sink = new CollectingSink();
            await feed.RunAsync(sink, CancellationToken.None);
            Assert.Equal(HashOf(events), HashOf([.. sink.Events]));
            Assert.Equal(OrderHash(events), OrderHash([.. sink.Events]));
            MarketEvent[] later = [.. events.Where(e => e.ReceiveTime >= from)];
            Assert.Equal(later, sink.Events.TakeLast(later.Length));
            Assert.All(sink.Events.SkipLast(later.Length), e => Assert.True(e.IsSnapshot));
        }
    }

    [Fact]
    public async Task Replay_OfSeveral_MergesByTheChosenClockAndStably()
    {
        using var folder = new TemporaryFolder();
        MarketEvent[] a = SyntheticStream.Levels(1, 500, 4), b = SyntheticStream.Levels(2, 500, 5);
        // The second venue's clock is early, its messages late.
        b = [.. b.Select(e => e with { ReceiveTime = e.ReceiveTime + 3_000_000 })];
        Record(folder["a"], a, Small, 1);
        Record(folder["b"], b, Small, 2);
        foreach (ReplayClock clock in Enum.GetValues<ReplayClock>())
        {
            using RecordingFeed feed = RecordingFeed.Open(new ReplayOptions { Clock = clock }, folder["a"], folder["b"]);
            var sink = new CollectingSink();
            await feed.RunAsync(sink, CancellationToken.None);
            Assert.Equal(a.Length + b.Length, sink.Events.Count);
            Assert.Equal(a, sink.Events.Where(e => e.InstrumentId == 1));
            Assert.Equal(b, sink.Events.Where(e => e.InstrumentId == 2));
            long last = long.MinValue;
            int lastId = 0;
            foreach (MarketEvent end in sink.Events.Where(e => e.IsEndOfMessage))
            {
                long time = clock == ReplayClock.Receive ? end.ReceiveTime : end.ExchangeTime;
                Assert.True(time > last || (time == last && end.InstrumentId >= lastId));
                (last, lastId) = (time, end.InstrumentId);
            }
        }
    }

    [Fact]
    public async Task Replay_Scaled_WaitsOnTheGivenClock()
    {
        using var folder = new TemporaryFolder();
        MarketEvent[] events = SyntheticStream.Levels(1, 100, 6);
        Record(folder["r"], events, Small, 1);
        var clock = new ManualTimeProvider();
        using RecordingFeed feed = RecordingFeed.Open(new ReplayOptions { Speed = 2, TimeProvider = clock }, folder["r"]);
        var sink = new CollectingSink();
        Task run = feed.RunAsync(sink, CancellationToken.None);
        // 100 messages of 1 ms at double speed take 50 ms.
        Assert.False(run.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(25));
        for (int i = 0; i < 200 && !run.IsCompleted; i++)
        {
            await Task.Yield();
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Delay(1);
        }

        await run.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(events.Length, sink.Events.Count);
    }

    [Fact]
    public async Task Replay_WithLatency_SetsReceiveTimes()
    {
        using var folder = new TemporaryFolder();
        MarketEvent[] events = SyntheticStream.Levels(1, 50, 7);
        Record(folder["r"], events, Small, 1);
        using RecordingFeed feed = RecordingFeed.Open(new ReplayOptions { Latency = ReplayLatency.AfterExchange(TimeSpan.FromMilliseconds(3)), Until = 1_020_000_000 }, folder["r"]);
        var sink = new CollectingSink();
        await feed.RunAsync(sink, CancellationToken.None);
        Assert.All(sink.Events, e => Assert.Equal(e.ExchangeTime + 3_000_000, e.ReceiveTime));
        Assert.All(sink.Events, e => Assert.True(e.ReceiveTime < 1_020_000_000));
        Assert.NotEmpty(sink.Events);
    }

    [Fact]
    public void Recorder_Continued_GoesOnWhereItStopped()
    {
        using var folder = new TemporaryFolder();
        MarketEvent[] events = SyntheticStream.Levels(1, 300, 8);
        int half = Array.FindIndex(events, 700, e => e.IsEndOfMessage) + 1;
        Record(folder["r"], events.AsSpan(0, half), Small, 1);
        Record(folder["r"], events.AsSpan(half), Small, 1);
        Assert.Equal(events, ReadAll(folder["r"]));
        RecordingInfo info = RecordingInfo.Read(folder["r"]);
        Assert.Equal((events.Length, 0L), (info.Events, info.TornBytes));
        Assert.Null(info.Damage);
        Assert.Equal(events.Count(e => e.IsEndOfMessage), info.Messages);
        Assert.Equal((events.Min(e => e.ReceiveTime), events.Max(e => e.ReceiveTime)), info.ReceiveSpan);
        Assert.Equal(events.Length, info.EventsByInstrument[1]);
    }

    [Fact]
    public void Recorder_TornAtEveryByteOfTheLastBlock_RecoversToTheLastWholeBlock()
    {
        using var folder = new TemporaryFolder();
        MarketEvent[] events = SyntheticStream.Levels(1, 40, 9);
        var options = new EventRecorderOptions { BlockEvents = 10, CheckpointEvery = 0, Journal = new JournalOptions { Fsync = FsyncPolicy.None, Preallocate = false } };
        Record(folder["whole"], events, options, 1);
        string file = Directory.GetFiles(folder["whole"], "*.journal").Single();
        byte[] bytes = File.ReadAllBytes(file);
        Directory.CreateDirectory(folder["torn"]);
        for (int cut = bytes.Length - 1; cut > bytes.Length - 1_500; cut -= 7)
        {
            File.WriteAllBytes(Path.Combine(folder["torn"], Path.GetFileName(file)), bytes[..cut]);
            MarketEvent[] read = ReadAll(folder["torn"]);
            Assert.True(read.Length < events.Length);
            Assert.Equal(events[..read.Length], read);
            Assert.True(read.Length == 0 || read[^1].IsEndOfMessage);
            RecordingInfo info = RecordingInfo.Read(folder["torn"]);
            Assert.Null(info.Damage);
            Assert.Equal(read.Length, info.Events);
        }
    }

    [Fact]
    public void Reader_DamageInTheMiddle_NamesFileAndOffset()
    {
        using var folder = new TemporaryFolder();
        Record(folder["r"], SyntheticStream.Levels(1, 3_000, 10), Small, 1);
        string file = Directory.GetFiles(folder["r"], "*.journal").Order(StringComparer.Ordinal).First();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[20_000] ^= 0x10;
        File.WriteAllBytes(file, bytes);
        JournalCorruptException e = Assert.Throws<JournalCorruptException>(() => ReadAll(folder["r"]));
        Assert.Equal(Path.GetFileName(file), Path.GetFileName(e.File));
        Assert.InRange(e.Offset, 64, 20_000);
        Assert.NotNull(RecordingInfo.Read(folder["r"]).Damage);
    }

    [Fact]
    public void Reader_OfAnotherJournal_SaysThatItIsNoRecording()
    {
        using var folder = new TemporaryFolder();
        using (JournalWriter journal = JournalWriter.Open(folder["j"]))
        {
            journal.Append("hello"u8);
        }

        Assert.Throws<MarketDataFormatException>(() => RecordingReader.Open(folder["j"]));
        Assert.Throws<DirectoryNotFoundException>(() => RecordingReader.Open(folder["none"]));
    }

    [Fact]
    public void Recorder_SteadyState_AllocatesNothing()
    {
        using var folder = new TemporaryFolder();
        MarketEvent[] events = SyntheticStream.Levels(1, 200, 11);
        using EventRecorder recorder = EventRecorder.Open(folder["r"], new InstrumentTable(SyntheticStream.Instrument(1)), new EventRecorderOptions { Journal = new JournalOptions { Fsync = FsyncPolicy.None, SegmentBytes = 1L << 30, TimeProvider = new ManualTimeProvider() } });
        AllocationGuard.ShouldNotAllocate(() => recorder.OnEvents(events));
    }

    [Fact]
    public void RawFrames_Recorded_ComeBackByteForByte()
    {
        using var folder = new TemporaryFolder();
        using (RawFrameRecorder recorder = RawFrameRecorder.Open(folder["raw"]))
        {
            ushort stream = recorder.Connect("wss://venue/stream"), rest = recorder.Connect("https://venue");
            recorder.Record(stream, FrameDirection.Connected, 1, []);
            recorder.Record(stream, FrameDirection.Received, 2, "{\"a\":1}"u8);
            recorder.Record(rest, FrameDirection.Response, 3, new byte[100_000]);
            Assert.Throws<ArgumentOutOfRangeException>(() => recorder.Record(9, FrameDirection.Sent, 4, []));
        }

        using RawFrameReader reader = RawFrameReader.Open(folder["raw"]);
        var frames = new List<(string, FrameDirection, long, int)>();
        while (reader.TryRead(out RawFrame frame))
        {
            frames.Add((reader.ConnectionName(frame.Connection), frame.Direction, frame.ReceiveTime, frame.Payload.Length));
        }

        Assert.Equal([("wss://venue/stream", FrameDirection.Connected, 1, 0), ("wss://venue/stream", FrameDirection.Received, 2, 7), ("https://venue", FrameDirection.Response, 3, 100_000)], frames);
    }

    internal static void Record(string directory, ReadOnlySpan<MarketEvent> events, EventRecorderOptions options, params int[] instruments)
    {
        using EventRecorder recorder = EventRecorder.Open(directory, new InstrumentTable(instruments.Select(SyntheticStream.Instrument)), options);
        // Uneven calls: a message may come in pieces.
        var random = new Random(1);
        while (events.Length > 0)
        {
            int n = Math.Min(events.Length, random.Next(1, 40));
            recorder.OnEvents(events[..n]);
            events = events[n..];
        }
    }

    internal static MarketEvent[] ReadAll(string directory)
    {
        RecordingReader reader;
        try
        {
            reader = RecordingReader.Open(directory);
        }
        catch (MarketDataFormatException)
        {
            return [];
        }

        using (reader)
        {
            var events = new List<MarketEvent>();
            while (reader.TryRead(out ReadOnlySpan<MarketEvent> block))
            {
                events.AddRange(block);
            }

            return [.. events];
        }
    }

    private static ulong HashOf(MarketEvent[] events)
    {
        var book = new LimitOrderBook(SyntheticStream.Instrument(1));
        book.Apply([.. events.Where(e => e.InstrumentId == 1)]);
        Assert.Equal(0, book.Counters.Crossed);
        return book.ComputeHash();
    }

    private static string OrderHash(MarketEvent[] events)
    {
        var book = new OrderByOrderBook(SyntheticStream.Instrument(2));
        book.Apply([.. events.Where(e => e.InstrumentId == 2)]);
        var text = new System.Text.StringBuilder();
        foreach (Side side in new[] { Side.Bid, Side.Ask })
        {
            foreach (DepthLevel level in book.Walk(side))
            {
                foreach (RestingOrder order in book.OrdersAt(side, level.Price))
                {
                    text.Append(order).Append('\n');
                }
            }
        }

        return text.ToString();
    }
}
