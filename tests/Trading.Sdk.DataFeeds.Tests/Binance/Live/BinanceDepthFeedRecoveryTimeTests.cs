using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

/// <summary>
/// How long a book is not live after a fault, by the clock of venue and feed, which moves only when the test moves it: what the
/// documentation promises as "one answer" must come without a tick of it, and a stated wait is kept to the end and not beyond.
/// </summary>
public class BinanceDepthFeedRecoveryTimeTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(FakeBinanceMarket.Spot, FakeStreamFault.Gap)]
    [InlineData(FakeBinanceMarket.UsdM, FakeStreamFault.Gap)]
    [InlineData(FakeBinanceMarket.Spot, FakeStreamFault.Truncated)]
    [InlineData(FakeBinanceMarket.Spot, FakeStreamFault.NotANumber)]
    [InlineData(FakeBinanceMarket.CoinM, FakeStreamFault.Garbage)]
    public async Task GapOrBrokenMessage_OneAnswer_NoWaiting(FakeBinanceMarket market, FakeStreamFault fault)
    {
        var clock = new ManualTimeProvider();
        await using LiveSession session = await LiveAsync(clock, market);
        DateTimeOffset start = clock.GetUtcNow();
        session.Fake.Publish("BTCUSDT", fault);
        session.Fake.Publish("BTCUSDT");
        await session.WaitAsync(() => session.Feed.CountersOf(1).Book.Resyncs == 1 && session.IsLive, "live again while the clock stands");
        await session.CatchUpAsync();
        Assert.Equal(start, clock.GetUtcNow());
    }

    [Fact]
    public async Task ConnectionLost_AfterAStableConnection_OneHandshakeAndOneAnswer_NoWaiting()
    {
        var clock = new ManualTimeProvider();
        await using LiveSession session = await LiveAsync(clock, FakeBinanceMarket.Spot);
        for (int i = 0; i < 6; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await session.CatchUpAsync();
        }

        DateTimeOffset start = clock.GetUtcNow();
        session.Fake.Cut();
        await session.WaitAsync(() => session.Feed.CountersOf(1).Reconnects == 1 && session.Fake.OpenStreams == 1, "connected again while the clock stands");
        await session.CatchUpAsync();
        Assert.Equal((1, start), (session.Feed.CountersOf(1).Book.Resyncs, clock.GetUtcNow()));
    }

    [Theory]
    [InlineData(FakeSnapshotFault.TooManyRequests, 7)]
    [InlineData(FakeSnapshotFault.Banned, 20)]
    public async Task Refused_RetryAfterToTheEnd_ThenOneAnswer(FakeSnapshotFault fault, int seconds)
    {
        var clock = new ManualTimeProvider();
        await using LiveSession session = Create(clock, FakeBinanceMarket.Spot);
        session.Fake.FailSnapshot(fault, TimeSpan.FromSeconds(seconds));
        await ConnectAsync(session);
        await session.WaitAsync(() => session.Fake.PendingSnapshotFaults == 0, "the refusal");
        await Task.Delay(300);
        clock.Advance(TimeSpan.FromSeconds(seconds) - Step);
        await Task.Delay(100);
        Assert.Equal((1, 0, false), (session.Fake.SnapshotRequests, session.Fake.ImpatientRequests, session.IsLive));
        await AdvanceUntilAsync(session, clock, () => session.IsLive, TimeSpan.FromSeconds(1));
        await session.CatchUpAsync();
        Assert.Equal(2, session.Fake.SnapshotRequests);
    }

    [Fact]
    public async Task ServerError_AgainAfterTheFirstDelays()
    {
        var clock = new ManualTimeProvider();
        await using LiveSession session = Create(clock, FakeBinanceMarket.Spot);
        session.Fake.FailSnapshot(FakeSnapshotFault.ServerError);
        session.Fake.FailSnapshot(FakeSnapshotFault.Truncated);
        await ConnectAsync(session);
        await session.WaitAsync(() => session.Fake.PendingSnapshotFaults <= 1, "the first error");
        // 200 ms and 400 ms, each with its jitter.
        await AdvanceUntilAsync(session, clock, () => session.IsLive, TimeSpan.FromSeconds(2.5));
        await session.CatchUpAsync();
        Assert.Equal(0, session.Fake.PendingSnapshotFaults);
    }

    [Fact]
    public async Task Quiet_StaleAfterFiveSeconds_ConfirmedByOneAnswer()
    {
        var clock = new ManualTimeProvider();
        await using LiveSession session = await LiveAsync(clock, FakeBinanceMarket.Spot);
        int requests = session.Fake.SnapshotRequests;
        clock.Advance(TimeSpan.FromSeconds(4.9));
        await Task.Delay(100);
        Assert.Equal((requests, true), (session.Fake.SnapshotRequests, session.IsLive));
        await AdvanceUntilAsync(session, clock, () => session.States.Contains((1, FeedState.Live, FeedStateReason.Confirmed)), TimeSpan.FromSeconds(1));
        Assert.Contains((1, FeedState.Stale, FeedStateReason.Silence), session.States);
        Assert.Equal((0, 0), (session.Feed.CountersOf(1).Reconnects, session.Feed.CountersOf(1).Book.Resyncs));
    }

    [Fact]
    public async Task DeadStream_GivenUpAfterSixAndAHalfSeconds_ThenOneHandshakeAndOneAnswer()
    {
        var clock = new ManualTimeProvider();
        await using LiveSession session = await LiveAsync(clock, FakeBinanceMarket.Spot);
        session.Fake.Stall();
        session.Fake.Publish("BTCUSDT");
        clock.Advance(TimeSpan.FromSeconds(4.9));
        await Task.Delay(100);
        Assert.True(session.IsLive);
        await AdvanceUntilAsync(session, clock, () => session.Feed.CountersOf(1).Reconnects == 1, TimeSpan.FromSeconds(6.5 - 4.9 + 1));
        await session.WaitAsync(() => session.Fake.OpenStreams >= 1 && session.Feed.CountersOf(1).Reconnects == 1, "connected again while the clock stands");
        DateTimeOffset start = clock.GetUtcNow();
        session.Fake.Publish("BTCUSDT");
        await session.WaitAsync(() => session.IsLive, "live again while the clock stands");
        Assert.Equal(start, clock.GetUtcNow());
        Assert.Contains((1, FeedState.Disconnected, FeedStateReason.Silence), session.States);
    }

    /// <summary>The times as documented: none of the shorter ones that other tests set.</summary>
    private static LiveSession Create(ManualTimeProvider clock, FakeBinanceMarket market) => new(
        new FakeBinanceOptions { Market = market, Symbols = [new("BTCUSDT")], TimeProvider = clock },
        options =>
        {
            var documented = new BinanceFeedOptions();
            options.StaleAfter = documented.StaleAfter;
            options.CatchUpTime = documented.CatchUpTime;
            options.RestTimeout = documented.RestTimeout;
            options.RetryDelay = documented.RetryDelay;
            options.RetryDelayMax = documented.RetryDelayMax;
            options.ConnectionsPerFiveMinutes = documented.ConnectionsPerFiveMinutes;
            options.TimeProvider = clock;
        });

    private static async Task ConnectAsync(LiveSession session)
    {
        session.Start();
        await session.WaitAsync(() => session.Fake.OpenStreams == 1, "connected");
        session.Fake.Publish("BTCUSDT");
    }

    private static async Task<LiveSession> LiveAsync(ManualTimeProvider clock, FakeBinanceMarket market)
    {
        LiveSession session = Create(clock, market);
        await ConnectAsync(session);
        await session.WaitAsync(() => session.IsLive, "live while the clock stands");
        return session;
    }

    /// <summary>Moves the clock in small steps, each with time for what is on its way, at most as far as promised.</summary>
    private static async Task AdvanceUntilAsync(LiveSession session, ManualTimeProvider clock, Func<bool> condition, TimeSpan most)
    {
        for (DateTimeOffset end = clock.GetUtcNow() + most; clock.GetUtcNow() < end && !condition();)
        {
            clock.Advance(Step);
            for (int i = 0; i < 10 && !condition(); i++)
            {
                await Task.Delay(5);
            }
        }

        await session.WaitAsync(condition, $"within {most.TotalSeconds} s of the clock");
    }
}
