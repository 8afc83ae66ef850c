using System.Text.Json;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests;

public class TwsDepthFeedTests
{
    private static readonly FakeTwsStep Reset = FakeTwsStep.Error(317, "Market depth data has been RESET.");

    private static readonly FakeTwsStep Halt = FakeTwsStep.Error(316, "Market depth data has been HALTED.");

    [Theory]
    [InlineData("AAPL@SMART", 6, true, 176, 0)]
    [InlineData("AAPL@SMART", 6, true, 163, 1)]
    [InlineData("MSFT@ARCA", 5, false, 176, 3)]
    [InlineData("TSLA@ISLAND", 5, false, 170, 7)]
    [InlineData("BTC@PAXOS", 8, false, 176, 0)]
    public async Task Feed_RecordedScenario_HasTheTrueBooksAtEachResetAndAtTheEnd(string key, int rows, bool smart, int version, int chunk)
    {
        JsonElement books = GoldenTws.Json("scenario.json").GetProperty("depth").GetProperty(key).GetProperty("books");
        FakeTwsScenario scenario = GoldenTws.Scenario(version);
        await using var gateway = new FakeTwsGateway(scenario with { Chunks = _ => chunk == 0 ? null : () => chunk });
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, key, rows, smart, "CRYPTO")) with { ResubscribeDelay = TimeSpan.FromMinutes(5) });
        (string, string, string)[] bids = GoldenTws.Book(books.GetProperty("final"), "bids"), asks = GoldenTws.Book(books.GetProperty("final"), "asks");
        await probe.UntilAsync(() => probe.Equals(1, bids, asks), "the final book");
        if (key == "BTC@PAXOS")
        {
            await probe.UntilAsync(() => probe.Saw(1, FeedState.Stale, FeedStateReason.VenueHalted), "the halt");
            Assert.True(probe.Equals(1, bids, asks));
        }
        else
        {
            // The book may pass through its final state earlier: everything must have been read before it is judged.
            await probe.UntilAsync(() => probe.Feed.DepthOf(1).Counters.Rows == scenario.Depth[key].Steps(0).Count(s => s.Kind == FakeTwsStepKind.Row), "the last row");
            Assert.True(probe.Equals(1, bids, asks));
        }

        if (books.TryGetProperty("beforeReset", out JsonElement before))
        {
            // The first clear is the begin, the second the reset.
            (_, DepthLevel[] bidLevels, DepthLevel[] askLevels) = probe.Cleared[1];
            Assert.True(TwsFeedProbe.SameLevels(probe.Feed.Instruments[1], bidLevels, GoldenTws.Book(before, "bids")));
            Assert.True(TwsFeedProbe.SameLevels(probe.Feed.Instruments[1], askLevels, GoldenTws.Book(before, "asks")));
            Assert.Equal(1, probe.Feed.DepthOf(1).Counters.Resets);
        }

        Assert.Equal(0, probe.Feed.DepthOf(1).Counters.Unsorted);
        Assert.Equal(0, probe.Feed.DepthOf(1).Counters.Ignored);
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_SeededScenariosWithFaults_EndWithTheTrueBooks()
    {
        int count = TestEffort.Count(200, 1000);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (seed, _) => await RunScenarioAsync(seed));
    }

    [Fact]
    public async Task Feed_Halted_SubscribesAgainUnderANewId()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", n => n == 0 ? [Row(0, 0, 1, "10", "5"), Halt] : [Row(0, 0, 1, "11", "6")]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", 5)));
        await probe.UntilAsync(() => probe.Equals(1, [("11", "6", "")], []), "the book after the halt");
        await probe.UntilAsync(() => probe.Feed.StatusOf(1).State == FeedState.Live, "live again");
        Assert.True(probe.Saw(1, FeedState.Stale, FeedStateReason.VenueHalted));
        Assert.Equal([(long)TradingStatus.Halted, (long)TradingStatus.Trading], probe.Events.Where(e => e.Kind == MarketEventKind.Status).Select(e => e.Id));
        Assert.Equal(2, gateway.Requests.Where(r => r.Message == 10).Select(r => r.Fields[2]).Distinct().Count());
        Assert.DoesNotContain(gateway.Requests, r => r.Message == 11);
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_LinkLostAndRestored_KeepsTheBookAndIsStaleInBetween()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", _ => [Row(0, 0, 1, "10", "5")]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", 5)));
        await probe.UntilAsync(() => probe.Feed.StatusOf(1).State == FeedState.Live, "live");
        await gateway.NotifyAsync(1100, "lost");
        await probe.UntilAsync(() => probe.Feed.StatusOf(1) is { State: FeedState.Stale, Reason: FeedStateReason.UpstreamLost }, "stale");
        Assert.True(probe.Equals(1, [("10", "5", "")], []));
        await gateway.NotifyAsync(1102, "kept");
        await probe.UntilAsync(() => probe.Feed.StatusOf(1) is { State: FeedState.Live, Reason: FeedStateReason.UpstreamRestored }, "live again");
        Assert.Single(gateway.Requests, r => r.Message == 10);
        await gateway.NotifyAsync(2103, "Market data farm connection is broken:usfarm");
        await probe.UntilAsync(() => probe.Feed.StatusOf(1).State == FeedState.Stale, "stale by its farm");
        Assert.Equal(TwsFarmState.Broken, probe.Feed.Farms["usfarm"]);
        await gateway.NotifyAsync(2104, "Market data farm connection is OK:otherfarm");
        await gateway.NotifyAsync(2104, "Market data farm connection is OK:usfarm");
        await probe.UntilAsync(() => probe.Feed.StatusOf(1).State == FeedState.Live, "live by its farm");
        Assert.True(probe.Equals(1, [("10", "5", "")], []));
    }

    [Fact]
    public async Task Feed_LinkRestoredWithoutData_SubscribesToEverythingAgain()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", n => [Row(0, 0, 1, n == 0 ? "10" : "12", "5")]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", 5) with { TickByTick = [TwsTickByTickKind.Last] }));
        await probe.UntilAsync(() => probe.Feed.StatusOf(1).State == FeedState.Live, "live");
        await gateway.NotifyAsync(1100, "lost");
        gateway.ForgetSubscriptions();
        await gateway.NotifyAsync(1101, "data lost");
        await probe.UntilAsync(() => probe.Equals(1, [("12", "5", "")], []) && probe.Feed.StatusOf(1).State == FeedState.Live, "the new book");
        await probe.UntilAsync(() => gateway.Requests.Count(r => r.Message == 97) == 2, "ticks again");
        Assert.Equal(2, gateway.Requests.Where(r => r.Message == 10).Select(r => r.Fields[2]).Distinct().Count());
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_DepthLimit_QueuesUntilALineIsFree()
    {
        // B is refused for good after its rows, which frees the line that C waits for.
        FakeTwsScenario scenario = Depth("A@X", _ => [Row(0, 0, 1, "10", "5")]) with { DepthLimit = 2 };
        scenario = scenario with
        {
            Depth = new Dictionary<string, FakeTwsDepth>(scenario.Depth)
            {
                ["B@X"] = FakeTwsDepth.Always(false, [Row(0, 0, 1, "20", "5"), FakeTwsStep.Pause(TimeSpan.FromMilliseconds(300)), FakeTwsStep.Error(354, "not subscribed")]),
                ["C@X"] = FakeTwsDepth.Always(false, [Row(0, 0, 1, "30", "5")]),
            },
        };
        await using var gateway = new FakeTwsGateway(scenario);
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", 5), Subscription(2, "B@X", 5), Subscription(3, "C@X", 5)) with { LimitRetryAfter = TimeSpan.FromSeconds(1) });
        await probe.UntilAsync(() => probe.Saw(3, FeedState.Buffering, FeedStateReason.Refused), "the limit");
        await probe.UntilAsync(() => probe.Feed.StatusOf(2) is { State: FeedState.Failed, Reason: FeedStateReason.Refused }, "the refusal");
        Assert.True(probe.Feed.StatusOf(1).State == FeedState.Live);
        Assert.Equal(309, probe.Errors[0].Code);
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_SideStaysUnsorted_IsSubscribedAgain()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", n => n == 0 ? [Row(0, 0, 1, "10", "5"), Row(0, 1, 1, "11", "5")] : [Row(0, 0, 1, "11", "5"), Row(0, 1, 1, "10", "5")]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", 5)) with { UnsortedLimit = TimeSpan.FromMilliseconds(200) });
        await probe.UntilAsync(() => probe.Equals(1, [("11", "5", ""), ("10", "5", "")], []), "the sorted book");
        Assert.Equal((1, 1), (probe.Feed.DepthOf(1).Counters.Unsorted, probe.Feed.DepthOf(1).Counters.Resubscriptions));
        Assert.Single(gateway.Requests, r => r.Message == 11);
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_OddRowOperations_AreToleratedAndCounted()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", _ =>
        [
            Row(0, 7, 1, "10", "5"),   // insert beyond the end: appended
            Row(1, 1, 1, "9", "4"),    // update right behind the end: appended
            Row(1, 5, 1, "3", "1"),    // update farther out: ignored, suspect
            Row(2, 9, 0, "0.0", "0"),  // deletion of nothing: ignored
            Row(0, 2, 1, "8", "3"), Row(0, 0, 1, "11", "2"), // one row too many: the last is cut
        ]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", 3)));
        await probe.UntilAsync(() => probe.Equals(1, [("11", "2", ""), ("10", "5", ""), ("9", "4", "")], []), "the book");
        TwsDepthSnapshot depth = probe.Feed.DepthOf(1);
        Assert.Equal((2, 1, true), (depth.Counters.Ignored, depth.Counters.Cut, depth.IsSuspect));
    }

    [Fact]
    public async Task Feed_UnreadableRow_IsCountedAndAskedForAgain()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", n => n == 0 ? [Row(0, 0, 1, "10", "5"), Row(0, 1, 1, "nine", "5")] : [Row(0, 0, 1, "10", "7")]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", 3)));
        await probe.UntilAsync(() => probe.Equals(1, [("10", "7", "")], []) && probe.Feed.StatusOf(1).State == FeedState.Live, "the book asked for again");
        Assert.True(probe.Saw(1, FeedState.Resyncing, FeedStateReason.MalformedMessage));
        Assert.Equal(1, probe.Feed.DepthOf(1).Counters.Malformed);
    }

    [Fact]
    public async Task Feed_QuietMarket_IsStaleWhileTheServerAnswersAndTheConnectionStays()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", _ => [Row(0, 0, 1, "10", "5")]));
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", 3)) with { HeartbeatAfter = TimeSpan.FromMilliseconds(100), StaleAfter = TimeSpan.FromMilliseconds(300) });
        await probe.UntilAsync(() => probe.Saw(1, FeedState.Stale, FeedStateReason.Silence), "stale by silence");
        Assert.Contains(gateway.Requests, r => r.Message == 49);
        Assert.Equal(1, gateway.Connections);
        Assert.True(probe.Equals(1, [("10", "5", "")], []));
    }

    [Fact]
    public async Task Feed_ClientIdInUseAfterALostConnection_IsTriedAgain()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", n => n == 0 ? [Row(0, 0, 1, "10", "5"), FakeTwsStep.Disconnect()] : [Row(0, 0, 1, "11", "5")]) with { IsClientIdInUse = n => n is 1 or 2 });
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", 3)));
        await probe.UntilAsync(() => probe.Equals(1, [("11", "5", "")], []), "the book of the new connection");
        Assert.Equal(4, gateway.Connections);
        Assert.True(probe.Saw(1, FeedState.Disconnected, FeedStateReason.ConnectionLost));
    }

    [Fact]
    public async Task Feed_ClientIdInUseAtFirst_FailsForGood()
    {
        await using var gateway = new FakeTwsGateway(new FakeTwsScenario { IsClientIdInUse = _ => true });
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", 3)));
        Assert.Equal(326, (await Assert.ThrowsAsync<TwsConnectionException>(() => probe.Running)).Code);
        Assert.Equal(FeedState.Failed, probe.Feed.Status.State);
    }

    [Fact]
    public async Task Feed_Ticks_BecomeTradesQuotesAndStatusApart()
    {
        FakeTwsScenario scenario = GoldenTws.Scenario();
        await using var gateway = new FakeTwsGateway(scenario);
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "AAPL@SMART", 0) with { TickByTick = [TwsTickByTickKind.AllLast, TwsTickByTickKind.BidAsk], RealTimeBars = "TRADES" }));
        await probe.UntilAsync(() => probe.Feed.Ticks == 14, "14 ticks");
        await probe.UntilAsync(() => probe.Events.Count(e => e.Kind == MarketEventKind.BestQuote) == 16, "8 quotes");
        Assert.Equal(4, probe.Events.Count(e => e.Kind == MarketEventKind.Trade));
        Assert.All(probe.Events.Where(e => e.Kind == MarketEventKind.Trade), e => Assert.True(e.Quantity > 0));
        Assert.Equal([(long)TradingStatus.Halted, (long)TradingStatus.Trading], probe.Events.Where(e => e.Kind == MarketEventKind.Status).Select(e => e.Id));
        Assert.Equal(FeedState.Live, probe.Feed.Status.State);
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Feed_SinkThrows_EndsWithItsError()
    {
        await using var gateway = new FakeTwsGateway(Depth("A@X", _ => [Row(0, 0, 1, "10", "5")]));
        var feed = new TwsDepthFeed(Options(gateway, Subscription(1, "A@X", 3)));
        AggregateException e = await Assert.ThrowsAsync<AggregateException>(() => feed.RunAsync(new ThrowingSink(), CancellationToken.None));
        Assert.IsType<InvalidDataException>(e.InnerException);
    }

    private static async Task RunScenarioAsync(int seed)
    {
        var random = new Random(seed);
        int rows = random.Next(1, 9);
        bool smart = random.Next(2) == 0, levelTwo = random.Next(2) == 0;
        var truth = new FakeTwsBookGenerator(seed, rows, shifting: random.Next(2) == 0, hasMakers: smart || levelTwo);
        int breaks = random.Next(3), chunk = random.Next(4) switch { 0 => 1, 1 => random.Next(2, 40), _ => 0 };
        IReadOnlyList<(string, string, string)>? bids = null, asks = null;
        IEnumerable<FakeTwsStep> Steps(int subscription)
        {
            foreach (FakeTwsStep step in truth.Snapshot())
            {
                yield return step;
            }

            for (int i = random.Next(80); i > 0; i--)
            {
                int fault = random.Next(40);
                if (fault == 0)
                {
                    yield return Reset;
                    foreach (FakeTwsStep step in truth.Snapshot())
                    {
                        yield return step;
                    }
                }
                else if (fault == 1)
                {
                    yield return FakeTwsStep.Error(2103, "broken:usfarm", withRequestId: false);
                    yield return FakeTwsStep.Error(2104, "OK:usfarm", withRequestId: false);
                }
                else
                {
                    foreach (FakeTwsStep step in truth.Change())
                    {
                        yield return step;
                    }
                }
            }

            if (subscription < breaks)
            {
                yield return random.Next(3) == 0 ? Halt : FakeTwsStep.Disconnect();
                yield break;
            }

            (bids, asks) = (truth.Bids, truth.Asks);
            // The last word: a change that no earlier state can be mistaken for.
            yield return FakeTwsStep.Error(2119, "done", withRequestId: false);
        }

        int cut = random.Next(4) == 0 ? random.Next(1, 4000) : 0;
        await using var gateway = new FakeTwsGateway(new FakeTwsScenario
        {
            ServerVersion = random.Next(163, 177),
            Depth = new Dictionary<string, FakeTwsDepth> { ["A@X"] = new() { IsLevelTwo = levelTwo, Steps = Steps } },
            Chunks = _ => chunk == 0 ? null : () => chunk,
            CoalesceBytes = random.Next(3) == 0 ? random.Next(1, 2000) : 0,
            CutAfterBytes = n => n == 0 && cut > 0 ? cut : null,
        });
        await using var probe = new TwsFeedProbe(Options(gateway, Subscription(1, "A@X", rows, smart)));
        await probe.UntilAsync(() => probe.Errors.Any(e => e.Code == 2119) && bids is not null && probe.Equals(1, bids, asks!) && probe.Feed.StatusOf(1).State == FeedState.Live, $"the end of scenario {seed}");
        Assert.Empty(gateway.Violations);
        Assert.Equal(0, probe.Feed.DepthOf(1).Counters.Malformed);
        Assert.Equal(0, probe.Feed.DepthOf(1).Counters.Ignored);
    }

    private static FakeTwsStep Row(int operation, int position, int side, string price, string size) => FakeTwsStep.Row(operation, position, side, price, size);

    private static FakeTwsScenario Depth(string key, Func<int, IEnumerable<FakeTwsStep>> steps) => new() { Depth = new Dictionary<string, FakeTwsDepth> { [key] = new() { Steps = steps } } };

    private static TwsSubscription Subscription(int id, string key, int rows, bool smart = false, string type = "STK")
    {
        string[] parts = key.Split('@');
        return new TwsSubscription
        {
            Instrument = new Instrument(id, parts[0], 0.01m, 0.00000001m, parts[1]),
            Contract = new TwsContract { Symbol = parts[0], Exchange = parts[1], SecurityType = parts[0] == "BTC" ? type : "STK" },
            DepthRows = rows,
            IsSmartDepth = smart,
        };
    }

    private static TwsFeedOptions Options(FakeTwsGateway gateway, params TwsSubscription[] subscriptions) => new()
    {
        Client = new TwsClientOptions { Port = gateway.Port, ClientId = 3 },
        Subscriptions = subscriptions,
        ReconnectDelay = TimeSpan.FromMilliseconds(10),
        ResubscribeDelay = TimeSpan.FromMilliseconds(10),
        WatchInterval = TimeSpan.FromMilliseconds(20),
    };

    private sealed class ThrowingSink : IMarketEventSink
    {
        public void OnEvents(ReadOnlySpan<MarketEvent> events) => throw new InvalidDataException("no");
    }
}
