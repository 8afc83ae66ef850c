using System.Globalization;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>What the feed does by the clock and by the server's notices. The clock is moved by hand; bytes are awaited, never slept for.</summary>
public class TwsFeedClockTests
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(30);

    private readonly ManualTimeProvider clock = new();

    [Fact]
    public async Task Feed_ServerHangsWithItsSocketOpen_IsLeftAfterTheHeartbeatAndComesBackWithANewBook()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", n => [Row(0, 0, 1, n == 0 ? "10" : "11", "5")]));
        int answers = 0;
        TwsFeedOptions options = Options(gateway, Subscription(1, "A@X")) with { HeartbeatAfter = TimeSpan.FromSeconds(15), HeartbeatTimeout = TimeSpan.FromSeconds(10) };
        options.Client.FrameObserver = (direction, frame) => answers += direction == FrameDirection.Received && frame.StartsWith("49\0"u8) ? 1 : 0;
        await using var probe = new TwsFeedProbe(options);
        await probe.UntilAsync(() => probe.Feed.StatusOf(1).State == FeedState.Live, "live");

        // A server that answers is kept, however quiet the market is.
        clock.Advance(TimeSpan.FromSeconds(15.4));
        await SpinAsync(() => Volatile.Read(ref answers) == 1);
        Assert.Equal(1, Count(gateway, 49));
        await AdvanceAsync(gateway, probe, TimeSpan.Zero);
        gateway.IsSilent = true;
        long silent = Timestamp.Now(clock);
        await AdvanceUntilAsync(() => probe.Saw(1, FeedState.Disconnected, FeedStateReason.ConnectionLost));
        Assert.InRange(probe.Feed.StatusOf(1).Since - silent, 25 * Timestamp.NanosPerSecond, long.MaxValue);
        Assert.Equal(MarketEventKind.Clear, probe.Events[^1].Kind);
        gateway.IsSilent = false;
        await AdvanceUntilAsync(() => gateway.Connections == 2);
        await probe.UntilAsync(() => probe.Equals(1, [("11", "5", "")], []) && probe.Feed.StatusOf(1).State == FeedState.Live, "the new book");
        Assert.Equal(1, probe.Feed.Reconnects);
        Assert.Equal(2, DepthIds(gateway).Distinct().Count());
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_BookStaysCrossed_IsSubscribedAgainAfterLongerAndLongerWaits()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", n => n < 2 ? [Row(0, 0, 1, "10", "5"), Row(0, 0, 0, "9.5", "4")] : [Row(0, 0, 1, "10", "5"), Row(0, 0, 0, "10.5", "4")]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X")) with { CrossedLimit = TimeSpan.FromSeconds(10) });
        await SpinAsync(() => probe.Feed.DepthOf(1).Counters.Crossed == 1);
        await AdvanceAsync(gateway, probe, TimeSpan.FromSeconds(9.8));
        Assert.Single(DepthIds(gateway));
        clock.Advance(TimeSpan.FromSeconds(0.4));
        await SpinAsync(() => DepthIds(gateway).Length == 2);
        Assert.True(probe.Saw(1, FeedState.Resyncing, FeedStateReason.CrossedBook));

        // Crossed again at once: twice the wait, although a snapshot was applied in between.
        await SpinAsync(() => probe.Feed.DepthOf(1).Counters.Crossed == 2);
        await AdvanceAsync(gateway, probe, TimeSpan.FromSeconds(19.8));
        Assert.Equal(2, DepthIds(gateway).Length);
        clock.Advance(TimeSpan.FromSeconds(0.4));
        await probe.UntilAsync(() => probe.Equals(1, [("10", "5", "")], [("10.5", "4", "")]) && probe.Feed.StatusOf(1).State == FeedState.Live, "the good book");
        Assert.Equal(2, probe.Feed.DepthOf(1).Counters.Resubscriptions);
        Assert.Equal(2, Count(gateway, 11));
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_HaltsHoursApart_AreEachAskedForAgainAfterTheShortWait()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", n => [Row(0, 0, 1, (10 + n).ToString(CultureInfo.InvariantCulture), "5")]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X")) with { ResubscribeDelay = TimeSpan.FromSeconds(1) });
        for (int hour = 0; hour < 6; hour++)
        {
            string price = (10 + hour).ToString(CultureInfo.InvariantCulture);
            await probe.UntilAsync(() => probe.Equals(1, [(price, "5", "")], []) && probe.Feed.StatusOf(1).State == FeedState.Live, "live");
            await AdvanceAsync(gateway, probe, TimeSpan.FromHours(1));
            await gateway.NotifyAsync(316, "halted", DepthIds(gateway)[^1]);
            int halts = hour + 1;
            await probe.UntilAsync(() => probe.Feed.StatusOf(1) is { State: FeedState.Stale, Reason: FeedStateReason.VenueHalted }, "halted");
            Assert.Equal(halts, probe.Feed.DepthOf(1).Counters.Halts);
            clock.Advance(TimeSpan.FromSeconds(1.2));
        }

        await probe.UntilAsync(() => probe.Equals(1, [("16", "5", "")], []) && probe.Feed.StatusOf(1).State == FeedState.Live, "live after the last halt");
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_DepthLineBecomesFree_IsGivenToTheOneThatWaits()
    {
        FakeTwsScenario scenario = Depth("A@X", _ => [Row(0, 0, 1, "10", "5")]) with { DepthLimit = 2 };
        scenario = scenario with
        {
            Depth = new Dictionary<string, FakeTwsDepth>(scenario.Depth)
            {
                ["B@X"] = FakeTwsDepth.Always(false, [Row(0, 0, 1, "20", "5")]),
                ["C@X"] = FakeTwsDepth.Always(false, [Row(0, 0, 1, "30", "5")]),
            },
        };
        await using var gateway = new FakeTwsGateway(scenario);
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X"), Subscription(2, "B@X"), Subscription(3, "C@X")) with { LimitRetryAfter = Never });
        await probe.UntilAsync(() => probe.Saw(3, FeedState.Buffering, FeedStateReason.Refused) && probe.Feed.StatusOf(2).State == FeedState.Live, "the limit");

        // The clock stands still: only the line given back can bring C.
        await gateway.NotifyAsync(354, "not subscribed", DepthIds(gateway)[1]);
        await probe.UntilAsync(() => probe.Equals(3, [("30", "5", "")], []) && probe.Feed.StatusOf(3).State == FeedState.Live, "the book that waited");
        Assert.Equal((FeedState.Failed, FeedStateReason.Refused), (probe.Feed.StatusOf(2).State, probe.Feed.StatusOf(2).Reason));
        Assert.Equal(FeedState.Live, probe.Feed.Status.State);
        Assert.Equal(4, DepthIds(gateway).Distinct().Count());
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_DepthLimit_IsTriedAgainAfterTheWaitWhenNobodyGivesALineBack()
    {
        FakeTwsScenario scenario = Depth("A@X", _ => [Row(0, 0, 1, "10", "5")]) with { DepthLimit = 1 };
        scenario = scenario with { Depth = new Dictionary<string, FakeTwsDepth>(scenario.Depth) { ["B@X"] = FakeTwsDepth.Always(false, [Row(0, 0, 1, "20", "5")]) } };
        await using var gateway = new FakeTwsGateway(scenario);
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X"), Subscription(2, "B@X")) with { LimitRetryAfter = TimeSpan.FromSeconds(30) });
        await probe.UntilAsync(() => probe.Saw(2, FeedState.Buffering, FeedStateReason.Refused), "the limit");
        await AdvanceAsync(gateway, probe, TimeSpan.FromSeconds(29.8));
        Assert.Equal(2, DepthIds(gateway).Length);
        clock.Advance(TimeSpan.FromSeconds(0.4));
        await SpinAsync(() => DepthIds(gateway).Length == 3);
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_PortChanged_GoesOnAtTheNewPort()
    {
        await using var before = new FakeTwsGateway(Depth("A@X", _ => [Row(0, 0, 1, "10", "5")]));
        await using var after = new FakeTwsGateway(Depth("A@X", _ => [Row(0, 0, 1, "11", "5")]));
        await using var probe = new TwsFeedProbe(Options(before, Subscription(1, "A@X")));
        await probe.UntilAsync(() => probe.Feed.StatusOf(1).State == FeedState.Live, "live");
        await before.NotifyAsync(1300, $"TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port -{after.Port}");
        await AdvanceUntilAsync(() => after.Connections == 1);
        await probe.UntilAsync(() => probe.Equals(1, [("11", "5", "")], []) && probe.Feed.StatusOf(1).State == FeedState.Live, "the book of the new port");
        Assert.Equal(1, before.Connections);
        Assert.True(probe.Saw(1, FeedState.Disconnected, FeedStateReason.ConnectionLost));
        Assert.Empty(after.Violations);
    }

    [Fact]
    public async Task Feed_RestartWindow_AttemptsInItDoNotCountAndThoseBehindItDo()
    {
        DateTimeOffset start = clock.GetUtcNow();
        var window = new TwsRestartWindow(TimeOnly.FromTimeSpan(start.TimeOfDay), TimeSpan.FromHours(12), TimeZoneInfo.Utc);
        await using var gateway = new FakeTwsGateway(Depth("A@X", _ => [Row(0, 0, 1, "10", "5")]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X")) with { RestartWindow = window, ReconnectAttemptsMax = 5 });
        await probe.UntilAsync(() => probe.Feed.StatusOf(1).State == FeedState.Live, "live");
        gateway.RefusesConnections = true;
        gateway.Disconnect();
        await AdvanceUntilAsync(() => gateway.RefusedConnections >= 8, TimeSpan.FromMilliseconds(1));
        Assert.Equal(FeedState.Disconnected, probe.Feed.Status.State);
        Assert.True(window.Contains(clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromHours(12));
        int inside = gateway.RefusedConnections;
        await AdvanceUntilAsync(() => probe.Running.IsCompleted);
        await Assert.ThrowsAsync<TwsConnectionException>(() => probe.Running);
        Assert.Equal((FeedState.Failed, FeedStateReason.AttemptsExhausted), (probe.Feed.Status.State, probe.Feed.Status.Reason));
        // One may have been under way when the window closed.
        Assert.InRange(gateway.RefusedConnections - inside, 4, 5);
    }

    [Theory]
    [InlineData("23:45", 30, "2026-01-05T23:44:59Z", false)]
    [InlineData("23:45", 30, "2026-01-05T23:45:00Z", true)]
    [InlineData("23:45", 30, "2026-01-06T00:14:59Z", true)]
    [InlineData("23:45", 30, "2026-01-06T00:15:00Z", false)]
    [InlineData("00:00", 1440, "2026-01-06T17:00:00Z", true)]
    public void RestartWindow_Contains_IsHalfOpenAndGoesOverMidnight(string begin, int minutes, string time, bool expected) =>
        Assert.Equal(expected, new TwsRestartWindow(TimeOnly.Parse(begin, CultureInfo.InvariantCulture), TimeSpan.FromMinutes(minutes), TimeZoneInfo.Utc).Contains(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)));

    [Fact]
    public async Task Feed_Rerouted_AsksForTheOtherContractAndCancelsNothing()
    {
        FakeTwsScenario scenario = Depth("B@Y", _ => [Row(0, 0, 1, "10", "5")]);
        scenario = scenario with { Depth = new Dictionary<string, FakeTwsDepth> { ["A@X"] = new() { Steps = _ => [], Reroute = (4711, "Y") }, ["A@Y"] = scenario.Depth["B@Y"] } };
        await using var gateway = new FakeTwsGateway(scenario);
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X")));
        await probe.UntilAsync(() => probe.Equals(1, [("10", "5", "")], []) && probe.Feed.StatusOf(1).State == FeedState.Live, "the other contract's book");
        FakeTwsRequest[] asked = [.. gateway.Requests.Where(r => r.Message == 10)];
        Assert.Equal(["0", "4711"], asked.Select(r => r.Fields[3] is "" ? "0" : r.Fields[3]));
        Assert.Equal(2, DepthIds(gateway).Distinct().Count());
        Assert.Equal(0, Count(gateway, 11));
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_CompetingSession_IsStaleAndKeepsItsSubscription()
    {
        FakeTwsScenario scenario = Depth("A@X", _ => [Row(0, 0, 1, "10", "5")]) with { TickByTick = new Dictionary<string, IReadOnlyList<string[]>> { ["MidPoint"] = [["1767623411", "10.5"]] } };
        await using var gateway = new FakeTwsGateway(scenario);
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X"), Subscription(2, "B@X") with { DepthRows = 0, TickByTick = [TwsTickByTickKind.MidPoint] }));
        await probe.UntilAsync(() => probe.Feed.Status.State == FeedState.Live, "live");
        int ticks = int.Parse(gateway.Requests.Single(r => r.Message == 97).Fields[1], CultureInfo.InvariantCulture);
        await gateway.NotifyAsync(10197, "No market data during competing live session", DepthIds(gateway)[0]);
        await gateway.NotifyAsync(10197, "No market data during competing live session", ticks);
        await probe.UntilAsync(() => probe.Saw(1, FeedState.Stale, FeedStateReason.UpstreamLost) && probe.Saw(2, FeedState.Stale, FeedStateReason.UpstreamLost), "stale");
        Assert.True(probe.Equals(1, [("10", "5", "")], []));
        Assert.Single(DepthIds(gateway));
        Assert.Equal(1, gateway.Connections);
    }

    [Fact]
    public async Task Feed_BarsDeactivated_AreAskedForAgainUnderANewId()
    {
        await using var gateway = new FakeTwsGateway(new FakeTwsScenario { RealTimeBars = [["1767623410", "10", "11", "9", "10", "100", "10", "3"]] });
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X") with { DepthRows = 0, RealTimeBars = "TRADES" }) with { ResubscribeDelay = TimeSpan.FromSeconds(1) });
        await probe.UntilAsync(() => probe.Feed.StatusOf(1).State == FeedState.Live, "live");
        int id = int.Parse(gateway.Requests.Single(r => r.Message == 50).Fields[2], CultureInfo.InvariantCulture);
        await gateway.NotifyAsync(10225, "Bust event occurred, current subscription is deactivated. Please resubscribe real-time bars immediately.", id);
        await probe.UntilAsync(() => probe.Errors.Any(e => e.Code == 10225), "the bust");
        await AdvanceUntilAsync(() => Count(gateway, 50) == 2);
        Assert.Equal(2, gateway.Requests.Where(r => r.Message == 50).Select(r => r.Fields[2]).Distinct().Count());
        Assert.Equal(0, Count(gateway, 51));
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_ServerLinkBroken_IsStaleUntilItIsToldThatTheLinkIsBack()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", _ => [Row(0, 0, 1, "10", "5")]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X")));
        await probe.UntilAsync(() => probe.Feed.StatusOf(1).State == FeedState.Live, "live");
        await gateway.NotifyAsync(2110, "Connectivity between TWS and server is broken. It will be restored automatically.");
        await probe.UntilAsync(() => probe.Feed.StatusOf(1) is { State: FeedState.Stale, Reason: FeedStateReason.UpstreamLost }, "stale");
        await gateway.NotifyAsync(1102, "restored");
        await probe.UntilAsync(() => probe.Feed.StatusOf(1) is { State: FeedState.Live, Reason: FeedStateReason.UpstreamRestored }, "live again");
        Assert.Single(DepthIds(gateway));
    }

    private static int Count(FakeTwsGateway gateway, int message) => gateway.Requests.Count(r => r.Message == message);

    private static int[] DepthIds(FakeTwsGateway gateway) => [.. gateway.Requests.Where(r => r.Message == 10).Select(r => int.Parse(r.Fields[2], CultureInfo.InvariantCulture))];

    private static FakeTwsStep Row(int operation, int position, int side, string price, string size) => FakeTwsStep.Row(operation, position, side, price, size);

    private static FakeTwsScenario Depth(string key, Func<int, IEnumerable<FakeTwsStep>> steps) => new() { Depth = new Dictionary<string, FakeTwsDepth> { [key] = new() { Steps = steps } } };

    private static TwsSubscription Subscription(int id, string key)
    {
        string[] parts = key.Split('@');
        return new TwsSubscription
        {
            Instrument = new Instrument(id, parts[0], 0.01m, 0.00000001m, parts[1]),
            Contract = new TwsContract { Symbol = parts[0], Exchange = parts[1], SecurityType = "STK" },
            DepthRows = 5,
        };
    }

    // Limits that a test is not about are out of reach.
    private TwsFeedOptions Options(FakeTwsGateway gateway, params TwsSubscription[] subscriptions) => new()
    {
        Client = new TwsClientOptions { Port = gateway.Port, ClientId = 3, TimeProvider = clock, ConnectTimeout = Never, StartTimeout = Never },
        Subscriptions = subscriptions,
        ReconnectDelay = TimeSpan.FromMilliseconds(100),
        ReconnectDelayMax = TimeSpan.FromMilliseconds(100),
        StaleAfter = Never,
        HeartbeatAfter = Never,
    };

    /// <summary>Waits, with the clock standing still, for something that no event of the feed tells.</summary>
    private Task SpinAsync(Func<bool> condition) => AdvanceUntilAsync(condition, TimeSpan.Zero);

    /// <summary>Moves the clock by steps until something that the feed does on its own threads has happened.</summary>
    private async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan? step = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, "it did not happen");
            clock.Advance(step ?? TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }
    }

    /// <summary>Moves the clock at once and waits until the feed has looked at it: it answers a notice sent after the move.</summary>
    private async Task AdvanceAsync(FakeTwsGateway gateway, TwsFeedProbe probe, TimeSpan by)
    {
        clock.Advance(by);
        int before = probe.Errors.Count;
        await gateway.NotifyAsync(2119, "moved");
        await probe.UntilAsync(() => probe.Errors.Count > before, "the notice");
    }
}
