using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.MarketData.Tests;

public class MarketEventQueueTests
{
    [Fact]
    public async Task Wait_SlowReader_LosesNothingAndKeepsOrder()
    {
        using var queue = new MarketEventQueue(capacity: 7);
        Task writer = Task.Run(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                queue.OnEvents(Message(i * 3, 3));
            }

            queue.Complete();
        });
        var read = new List<long>();
        await foreach (MarketEvent e in queue.ReadAllAsync())
        {
            read.Add(e.Sequence);
        }

        await writer;
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => (long)i), read);
        Assert.Equal(3000, queue.ReadEvents);
        Assert.Equal(0, queue.DroppedEvents);
    }

    [Fact]
    public async Task DropNewest_Full_DropsWholeMessagesAndMarksTheGap()
    {
        using var queue = new MarketEventQueue(capacity: 5, OverflowPolicy.DropNewest);
        queue.OnEvents(Message(0, 3));
        queue.OnEvents(Message(3, 3));
        queue.OnEvents(Message(6, 2));
        var buffer = new MarketEvent[5];
        Assert.Equal(5, await queue.ReadAsync(buffer));
        Assert.Equal([0, 1, 2, 6, 7], buffer.Select(e => e.Sequence));
        Assert.Equal([false, false, false, true, false], buffer.Select(e => (e.Flags & MarketEventFlags.AfterGap) != 0));
        Assert.Equal(3, queue.DroppedEvents);
    }

    [Fact]
    public void DropNewest_HeadOfMessageDropped_DropsItsTailToo()
    {
        using var queue = new MarketEventQueue(capacity: 2, OverflowPolicy.DropNewest);
        MarketEvent[] message = Message(0, 4);
        queue.OnEvents(message.AsSpan(0, 3));
        queue.OnEvents(message.AsSpan(3));
        Assert.Equal(0, queue.Count);
        Assert.Equal(4, queue.DroppedEvents);
        queue.OnEvents(Message(4, 1));
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public async Task Fail_Full_WriterAndReaderGetTheTypedError()
    {
        using var queue = new MarketEventQueue(capacity: 3, OverflowPolicy.Fail);
        queue.OnEvents(Message(0, 2));
        Assert.Equal(3, Assert.Throws<MarketDataOverflowException>(() => queue.OnEvents(Message(2, 2))).Capacity);
        var buffer = new MarketEvent[8];
        Assert.Equal(2, await queue.ReadAsync(buffer));
        await Assert.ThrowsAsync<MarketDataOverflowException>(async () => await queue.ReadAsync(buffer));
    }

    [Fact]
    public async Task Complete_WithError_ReaderGetsTheErrorAfterTheEvents()
    {
        using var queue = new MarketEventQueue();
        queue.OnEvents(Message(0, 1));
        queue.Complete(new InvalidDataException("broken"));
        var buffer = new MarketEvent[8];
        Assert.Equal(1, await queue.ReadAsync(buffer));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await queue.ReadAsync(buffer));
    }

    [Fact]
    public async Task PullAsync_FeedFails_ReaderSeesTheError()
    {
        var read = new List<long>();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (MarketEvent e in new FailingFeed().PullAsync(capacity: 4))
            {
                read.Add(e.Sequence);
            }
        });
        Assert.Equal([0, 1, 2], read);
    }

    [Fact]
    public void OnEvents_AfterWarmUp_AllocatesNothing()
    {
        using var queue = new MarketEventQueue(capacity: 64);
        MarketEvent[] message = Message(0, 4);
        var buffer = new MarketEvent[64];
        AllocationGuard.ShouldNotAllocate(() =>
        {
            queue.OnEvents(message);
            ValueTask<int> read = queue.ReadAsync(buffer);
            Assert.True(read.IsCompletedSuccessfully);
        });
    }

    [Fact]
    public void FanOut_TwoSinks_BothSeeEverything()
    {
        using var a = new MarketEventQueue();
        using var b = new MarketEventQueue();
        new MarketEventFanOut(a, b).OnEvents(Message(0, 3));
        Assert.Equal(3, a.Count);
        Assert.Equal(3, b.Count);
        Assert.Throws<ArgumentException>(() => new MarketEventFanOut());
    }

    private static MarketEvent[] Message(int firstSequence, int length) =>
        [.. Enumerable.Range(0, length).Select(i => MarketEvent.Level(1, Side.Bid, 100, 1, 0, firstSequence + i, i == length - 1 ? MarketEventFlags.EndOfMessage : MarketEventFlags.None))];

    private sealed class FailingFeed : IMarketDataFeed
    {
        public InstrumentTable Instruments { get; } = new(new Instrument(1, "A", 1, 1));

        public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
        {
            sink.OnEvents(Message(0, 3));
            throw new InvalidDataException("broken");
        }
    }
}
