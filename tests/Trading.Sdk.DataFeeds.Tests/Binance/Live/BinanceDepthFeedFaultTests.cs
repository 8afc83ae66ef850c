using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

public class BinanceDepthFeedFaultTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(2);

    public static TheoryData<FakeBinanceMarket, FakeStreamFault> StreamFaults()
    {
        var data = new TheoryData<FakeBinanceMarket, FakeStreamFault>();
        foreach (FakeStreamFault fault in Enum.GetValues<FakeStreamFault>())
        {
            data.Add(FakeBinanceMarket.Spot, fault);
            data.Add(FakeBinanceMarket.UsdM, fault);
        }

        data.Add(FakeBinanceMarket.CoinM, FakeStreamFault.Gap);
        return data;
    }

    public static TheoryData<FakeSnapshotFault> SnapshotFaults() => [.. Enum.GetValues<FakeSnapshotFault>()];

    [Theory]
    [InlineData(FakeBinanceMarket.Spot)]
    [InlineData(FakeBinanceMarket.UsdM)]
    [InlineData(FakeBinanceMarket.CoinM)]
    public async Task NoFault_EveryBookIsLiveAndEqualsTheTruth(FakeBinanceMarket market)
    {
        await using LiveSession session = Start(market);
        await session.WaitAsync(() => session.IsLive, "live");
        await RunForMessages(session, 200);
        await session.CatchUpAsync();
        foreach (Instrument instrument in session.Feed.Instruments)
        {
            BinanceInstrumentCounters counters = session.Feed.CountersOf(instrument.Id);
            Assert.Equal((0, 0, 0, 0), (counters.Book.Gaps, counters.Book.Resyncs, counters.Book.Malformed, counters.Reconnects));
        }

        Assert.True(session.Compared > 200);
        Assert.NotEmpty(session.Trades);
        Assert.Equal(session.Trades.Distinct().Count(), session.Trades.Count);
    }

    [Theory]
    [MemberData(nameof(StreamFaults))]
    public async Task StreamFault_BookIsClearedIfItMustBe_AndLiveAgain(FakeBinanceMarket market, FakeStreamFault fault)
    {
        await using LiveSession session = Start(market);
        await session.WaitAsync(() => session.IsLive, "live");
        await RunForMessages(session, 20);
        await session.Fake.StopPublishingAsync();
        session.Fake.Publish("BTCUSDT", fault);
        session.Fake.StartPublishing(Pace);
        await RunForMessages(session, 60);
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        BinanceSyncCounters counters = session.Feed.CountersOf(1).Book;
        bool isMalformed = fault is FakeStreamFault.Truncated or FakeStreamFault.NotANumber or FakeStreamFault.Garbage;
        bool isHarmless = fault is FakeStreamFault.Duplicate or FakeStreamFault.Old or FakeStreamFault.Burst or FakeStreamFault.Huge;
        Assert.Equal(fault == FakeStreamFault.Gap ? 1 : 0, counters.Gaps);
        Assert.Equal(isHarmless ? 0 : 1, counters.Resyncs);
        Assert.Equal(isMalformed ? 1 : 0, counters.Malformed);
        Assert.Equal(isMalformed, session.Feed.LastMalformed is not null);
        if (fault is FakeStreamFault.Duplicate or FakeStreamFault.Old)
        {
            Assert.True(counters.DroppedMessages > 0);
        }

        // Garbage names no instrument: all of the connection start over; whatever names its instrument leaves the others alone.
        Assert.Equal(fault == FakeStreamFault.Garbage ? 1 : 0, session.Feed.CountersOf(2).Book.Resyncs);
    }

    [Theory]
    [MemberData(nameof(SnapshotFaults))]
    public async Task SnapshotFault_FeedAsksAgainAndComesLive(FakeSnapshotFault fault)
    {
        await using LiveSession session = Start(FakeBinanceMarket.Spot, startsPublishing: false);
        TimeSpan time = fault == FakeSnapshotFault.Late ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromSeconds(1);
        for (int i = 0; i < 3; i++)
        {
            session.Fake.FailSnapshot(fault, time);
        }

        session.Fake.Publish("BTCUSDT");
        session.Fake.Publish("ETHUSDT");
        session.Fake.StartPublishing(Pace);
        session.Start();
        await session.WaitAsync(() => session.IsLive, "live", 30);
        await RunForMessages(session, 30);
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        if (fault is FakeSnapshotFault.Stale)
        {
            Assert.True(session.Feed.CountersOf(1).Book.SnapshotsTooOld + session.Feed.CountersOf(2).Book.SnapshotsTooOld >= 2);
        }

        // A late answer is a good one, so the third may not be needed.
        Assert.True(session.Fake.PendingSnapshotFaults == 0 || fault == FakeSnapshotFault.Late);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(150)]
    [InlineData(333)]
    public async Task Disconnect_AtAnyByte_ReconnectsAndResynchronises(int afterBytes)
    {
        await using LiveSession session = Start(FakeBinanceMarket.UsdM);
        await session.WaitAsync(() => session.IsLive, "live");
        await RunForMessages(session, 20);
        session.Fake.Cut(afterBytes);
        await session.WaitAsync(() => session.Feed.CountersOf(1).Reconnects == 1 && session.IsLive, "live again after the cut");
        await RunForMessages(session, 40);
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        Assert.Contains((1, FeedState.Disconnected, FeedStateReason.ConnectionLost), session.States);
        Assert.Equal(1, session.Feed.CountersOf(1).Book.Resyncs);
    }

    [Fact]
    public async Task Close_ByTheVenue_ReconnectsAndResynchronises()
    {
        await using LiveSession session = Start(FakeBinanceMarket.Spot);
        await session.WaitAsync(() => session.IsLive, "live");
        await session.Fake.CloseStreamsAsync();
        await session.WaitAsync(() => session.Feed.CountersOf(1).Reconnects == 1 && session.IsLive, "live again after the close");
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
    }

    [Fact]
    public async Task Stall_ConnectionOpenAndSilent_IsNoticedByAskingTheVenue()
    {
        await using LiveSession session = Start(FakeBinanceMarket.Spot, Watchful);
        await session.WaitAsync(() => session.IsLive, "live");
        await RunForMessages(session, 20);
        session.Fake.Stall();
        await session.WaitAsync(() => session.Feed.CountersOf(1).Reconnects > 0 && session.IsLive, "live again after the stall");
        await RunForMessages(session, 40);
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        Assert.Contains((1, FeedState.Stale, FeedStateReason.Silence), session.States);
        Assert.Contains((1, FeedState.Disconnected, FeedStateReason.Silence), session.States);
    }

    [Fact]
    public async Task Quiet_VenueConfirmsThatNothingWasMissed_StaysLive()
    {
        await using LiveSession session = Start(FakeBinanceMarket.Spot, Watchful, startsPublishing: false);
        session.Start();
        await session.WaitAsync(() => session.IsLive, "live without a single message");
        await session.WaitAsync(() => session.States.Contains((1, FeedState.Live, FeedStateReason.Confirmed)), "the venue was asked");
        Assert.Equal(0, session.Feed.CountersOf(1).Reconnects);
        Assert.Equal(0, session.Feed.CountersOf(1).Book.Resyncs);
        await session.CatchUpAsync();
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(1000, 1)]
    public async Task SplitFramesAndWrites_GiveTheSameBooks(int frameBytes, int writeBytes)
    {
        await using LiveSession session = Start(FakeBinanceMarket.Spot);
        await session.WaitAsync(() => session.IsLive, "live");
        session.Fake.Split(frameBytes, writeBytes);
        await RunForMessages(session, 30);
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        Assert.Equal(0, session.Feed.CountersOf(1).Book.Resyncs);
    }

    [Fact]
    public async Task MessageBeyondTheLimit_IsMalformed_AndTheConnectionGoesOn()
    {
        await using LiveSession session = Start(FakeBinanceMarket.Spot, options => options.MessageBytesMax = 200_000);
        await session.WaitAsync(() => session.IsLive, "live");
        session.Fake.SendText("{\"stream\":\"btcusdt@depth@100ms\",\"data\":\"" + new string('x', 3_000_000) + "\"}");
        await session.WaitAsync(() => session.Feed.CountersOf(1).Book.Malformed == 1 && session.IsLive, "live again after the long message");
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        Assert.Equal((0, 0), (session.Feed.CountersOf(1).Reconnects, session.Feed.CountersOf(2).Book.Resyncs));
    }

    [Fact]
    public async Task UnknownStreamName_AcceptedAndSilent_StandardNameIsTried()
    {
        await using LiveSession session = Start(new FakeBinanceOptions { DepthSpeeds = [""] }, Watchful);
        await session.WaitAsync(() => session.Feed.CountersOf(1).Book.AppliedMessages > 10, "messages over the standard stream");
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
    }

    [Fact]
    public async Task UnknownSymbol_FailsAlone()
    {
        await using LiveSession session = Start(FakeBinanceMarket.Spot, options => options.Instruments.Add(new Instrument(9, "NOPEUSDT", 0.01m, 0.01m, "BINANCE")));
        await session.WaitAsync(() => session.Feed.StatusOf(9).State == FeedState.Failed, "the unknown symbol was given up");
        await session.WaitAsync(() => session.Feed.StatusOf(1).State == FeedState.Live && session.Feed.StatusOf(2).State == FeedState.Live, "the others are live");
        Assert.Equal(FeedStateReason.Refused, session.Feed.StatusOf(9).Reason);
        Assert.Equal(FeedState.Failed, session.Feed.Status.State);
    }

    [Fact]
    public async Task VenueDown_TriesAgainUntilItIsBack()
    {
        await using LiveSession session = Start(FakeBinanceMarket.Spot, startsPublishing: false);
        session.Fake.Server.RefusesConnections = true;
        session.Start();
        await session.WaitAsync(() => session.Fake.Server.AcceptedConnections > 3, "several attempts");
        Assert.Equal(FeedState.Disconnected, session.Feed.Status.State);
        session.Fake.Server.RefusesConnections = false;
        await session.CatchUpAsync();
    }

    [Fact]
    public async Task SlowSink_Conflate_GivesUpTheBacklogAndComesLiveAgain()
    {
        await using LiveSession session = Start(FakeBinanceMarket.Spot, options =>
        {
            options.BacklogBytesMax = 131_072;
            options.MessageBytesMax = 65_536;
        });
        await session.WaitAsync(() => session.IsLive, "live");
        using var open = new ManualResetEventSlim();
        session.OnMessage = _ => open.Wait(TimeSpan.FromSeconds(10));
        for (int i = 0; i < 400; i++)
        {
            session.Fake.Publish("BTCUSDT");
        }

        await Task.Delay(200);
        session.OnMessage = null;
        open.Set();
        await session.WaitAsync(() => session.States.Contains((1, FeedState.Resyncing, FeedStateReason.SlowConsumer)), "the backlog was given up");
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
    }

    [Fact]
    public async Task SlowSink_Fail_EndsTheRun()
    {
        var session = new LiveSession(new FakeBinanceOptions(), options =>
        {
            options.BacklogBytesMax = 131_072;
            options.MessageBytesMax = 65_536;
            options.SlowConsumer = SlowConsumerPolicy.Fail;
        });
        using var open = new ManualResetEventSlim();
        var sink = new BlockingSink(open);
        Task run = session.Feed.RunAsync(sink, CancellationToken.None);
        session.Fake.StartPublishing(Pace, 20);
        await session.WaitAsync(() => sink.IsBlocked, "a message came");
        await Task.Delay(300);
        open.Set();
        await Assert.ThrowsAsync<MarketDataOverflowException>(() => run.WaitAsync(TimeSpan.FromSeconds(20)));
        await session.Fake.DisposeAsync();
    }

    [Fact]
    public async Task TouchLeavesTheSnapshot_FreshSnapshotIsSplicedIn_BookStaysTrue()
    {
        await using LiveSession session = Start(new FakeBinanceOptions { LevelsPerSide = 400, DriftTicks = 1, ChangesPerMessage = 4 }, options => options.SnapshotLevels = 200);
        await session.WaitAsync(() => session.IsLive, "live");
        await session.WaitAsync(() => session.Feed.CountersOf(1).Refreshes >= 2, "two refreshes", 40);
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        Assert.Equal(0, session.Feed.CountersOf(1).Book.Gaps);
    }

    /// <summary>Silence is noticed at once; elsewhere a busy machine must not look like a dead stream.</summary>
    private static void Watchful(BinanceFeedOptions options)
    {
        options.StaleAfter = TimeSpan.FromMilliseconds(400);
        options.CatchUpTime = TimeSpan.FromMilliseconds(200);
    }

    private static LiveSession Start(FakeBinanceMarket market, Action<BinanceFeedOptions>? configure = null, bool startsPublishing = true) =>
        Start(new FakeBinanceOptions { Market = market }, configure, startsPublishing);

    private static LiveSession Start(FakeBinanceOptions venue, Action<BinanceFeedOptions>? configure = null, bool startsPublishing = true)
    {
        var session = new LiveSession(venue, configure);
        if (startsPublishing)
        {
            session.Fake.StartPublishing(Pace);
            session.Start();
        }

        return session;
    }

    private static Task RunForMessages(LiveSession session, int count)
    {
        long target = session.Feed.Messages + (count * 3);
        return session.WaitAsync(() => session.Feed.Messages >= target, $"{count} messages");
    }

    private sealed class BlockingSink(ManualResetEventSlim open) : IMarketEventSink
    {
        public bool IsBlocked { get; private set; }

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            IsBlocked = true;
            open.Wait(TimeSpan.FromSeconds(20));
        }
    }
}
