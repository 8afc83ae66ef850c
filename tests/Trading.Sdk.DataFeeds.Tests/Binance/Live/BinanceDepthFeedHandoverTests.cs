using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

public class BinanceDepthFeedHandoverTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(FakeBinanceMarket.Spot)]
    [InlineData(FakeBinanceMarket.UsdM)]
    public async Task FiftyHandoversUnderLoad_NothingMissingAndNothingTwice(FakeBinanceMarket market)
    {
        await using var session = new LiveSession(new FakeBinanceOptions { Market = market }, keepsIds: true);
        session.Fake.StartPublishing(Pace);
        session.Start();
        await session.WaitAsync(() => session.IsLive, "live");
        for (int i = 1; i <= 50; i++)
        {
            session.Feed.RotateConnections();
            await session.WaitAsync(() => session.Feed.CountersOf(1).Handovers == i, $"handover {i}");
        }

        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        await session.StopAsync();
        BinanceInstrumentCounters counters = session.Feed.CountersOf(1);
        Assert.Equal((0, 0, 1), (counters.Book.Gaps, counters.Book.Resyncs, counters.Book.SnapshotsApplied));

        // Every message that the venue published since the snapshot came once: its final ids are those whose truth is known.
        List<(long Id, bool IsSnapshot)> ids = session.Ids!;
        Assert.Single(ids, i => i.IsSnapshot);
        var missing = new List<long>();
        // On futures the message that ends exactly at the snapshot's id is applied once more, as documented.
        int next = ids[1].Id == ids[0].Id ? 2 : 1;
        for (long id = ids[0].Id + 1; id <= ids[^1].Id; id++)
        {
            if (session.Fake.TruthAt("BTCUSDT", id) is null)
            {
                continue;
            }

            if (next < ids.Count && ids[next].Id == id)
            {
                next++;
            }
            else
            {
                missing.Add(id);
            }
        }

        Assert.Empty(missing);
        Assert.Equal(ids.Count, next);
        Assert.Equal(session.Trades.Distinct().Count(), session.Trades.Count);
        await session.WaitAsyncStopped(() => session.Fake.OpenStreams == 0);
    }

    [Fact]
    public async Task AnnouncedShutdown_SecondConnectionTakesOverBeforeTheFirstIsCut()
    {
        await using var session = new LiveSession();
        session.Fake.StartPublishing(Pace);
        session.Start();
        await session.WaitAsync(() => session.IsLive, "live");
        session.Fake.AnnounceShutdown();
        await session.WaitAsync(() => session.Feed.CountersOf(1).Handovers == 1, "the second connection took over");
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        Assert.Equal(0, session.Feed.CountersOf(1).Book.Resyncs);
    }

    [Fact]
    public async Task Age_ConnectionsAreReplacedByTheClock()
    {
        await using var session = new LiveSession(configure: options => options.ConnectionAgeMax = TimeSpan.FromMilliseconds(300));
        session.Fake.StartPublishing(Pace);
        session.Start();
        await session.WaitAsync(() => session.Feed.CountersOf(1).Handovers >= 3, "three handovers");
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        Assert.Equal(0, session.Feed.CountersOf(1).Book.Resyncs);
    }

    [Fact]
    public async Task QuietInstrument_ChangesOverWithoutAMessage()
    {
        await using var session = new LiveSession(configure: options => options.StaleAfter = TimeSpan.FromSeconds(10));
        session.Start();
        await session.WaitAsync(() => session.IsLive, "live");
        session.Feed.RotateConnections();
        await session.WaitAsync(() => session.Feed.CountersOf(1).Handovers == 1, "the second connection took over");
        await session.CatchUpAsync();
        Assert.Equal(0, session.Feed.CountersOf(1).Book.Resyncs);
    }

    [Fact]
    public async Task ManyReconnects_LeaveNothingBehind()
    {
        int count = TestEffort.Count(60, 1000);
        await using var session = new LiveSession(new FakeBinanceOptions { Symbols = [new("BTCUSDT")], WeightPerMinute = 100_000_000 }, options => options.RetryDelay = options.RetryDelayMax = TimeSpan.FromMilliseconds(1));
        List<WeakReference> made = [];
        session.Feed.MadeConnections = made;
        session.Fake.StartPublishing(Pace);
        session.Start();
        for (int i = 1; i <= count; i++)
        {
            await session.WaitAsync(() => session.IsLive && session.Feed.CountersOf(1).Reconnects >= i - 1, $"live {i}");
            session.Fake.Cut();
        }

        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        Assert.True(session.Feed.OpenConnections <= 1, $"{session.Feed.OpenConnections} connections");
        Assert.Equal(1, session.Fake.OpenStreams);
        Assert.Equal(session.Feed.OpenConnections, session.Feed.Buffers.Rented);
        Assert.True(session.Feed.Buffers.Made <= 3, $"{session.Feed.Buffers.Made} receive buffers for one connection at a time");
        await session.StopAsync();
        Assert.Equal((0, 0), (session.Feed.OpenConnections, session.Feed.Buffers.Rented));
        await session.WaitAsyncStopped(() => session.Fake.OpenStreams == 0);

        // Nothing holds a connection, with its socket, buffers and tasks, once it has ended; a few frames of the runtime's may, for a moment.
        Assert.True(made.Count > count, $"{made.Count} connections were made");
        await session.WaitAsyncStopped(() => StillHeld(made) <= 2);
    }

    private static int StillHeld(List<WeakReference> made)
    {
        GC.Collect();
        return made.Count(m => m.IsAlive);
    }

    [Fact]
    public async Task ManyStreams_AreSpreadOverConnections_AndSubscribedInBatchesWithinTheLimit()
    {
        FakeBinanceSymbol[] symbols = [.. Enumerable.Range(0, 24).Select(i => new FakeBinanceSymbol($"SYM{i}USDT", 2, 3, 10_000))];
        await using var session = new LiveSession(new FakeBinanceOptions { Symbols = symbols, LevelsPerSide = 40 }, options =>
        {
            options.StreamsPerConnection = 36;
            options.StreamsPerMessage = 12;
        });
        session.Start();
        await session.WaitAsync(() => session.Fake.ControlMessages.Count >= 4, "subscriptions");
        await session.CatchUpAsync();
        Assert.Equal(2, session.Fake.OpenStreams);
        Assert.All(session.Fake.ControlMessages, m => Assert.StartsWith("{\"method\":\"SUBSCRIBE\",\"params\":[\"sym", m, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SubscribeAndUnsubscribe_WhileRunning()
    {
        await using var session = new LiveSession(configure: options => options.Streams = BinanceStreams.Depth);
        session.Fake.StartPublishing(Pace);
        session.Start();
        await session.WaitAsync(() => session.IsLive, "live");
        Assert.Empty(session.Trades);
        session.Feed.Subscribe(1, BinanceStreams.Trade);
        await session.WaitAsync(() => session.Trades.Count > 0, "trades");
        session.Feed.Unsubscribe(1, BinanceStreams.Depth);
        await session.WaitAsync(() => session.Feed.StatusOf(1).State == FeedState.Disconnected, "the book was given up");
        session.Feed.Subscribe(1, BinanceStreams.Depth);
        await session.WaitAsync(() => session.IsLive, "live again");
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
    }
}
