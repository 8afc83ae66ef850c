using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests;

public class FailoverFeedTests
{
    private static readonly Instrument Stock = new(1, "AAPL", 0.01m, 1);

    [Fact]
    public async Task Failover_PrimaryKilledAHundredTimes_NeverMixesSourcesAndComesBack()
    {
        var clock = new ManualTimeProvider();
        var options = new FailoverOptions { TimeProvider = clock, SwitchAfter = TimeSpan.FromSeconds(2), HoldTime = TimeSpan.FromSeconds(10), WatchInterval = TimeSpan.FromMilliseconds(100) };
        Source[] sources = [new Source(clock, 1000), new Source(clock, 2000)];
        var feed = new FailoverFeed([sources[0], sources[1]], options);
        var sink = new Witness();
        var switched = new List<FailoverSwitchedEventArgs>();
        feed.Switched += (_, e) => switched.Add(e);
        using var stop = new CancellationTokenSource();
        Task running = feed.RunAsync(sink, stop.Token);
        var random = new Random(11);
        Speak(random, sources, 5);
        sources[0].Set(FeedState.Live);
        sources[1].Set(FeedState.Live);
        for (int kill = 0; kill < 100; kill++)
        {
            // Live for a random time, with both sources speaking.
            Advance(clock, TimeSpan.FromMilliseconds(random.Next(0, 3_000)), () => Speak(random, sources, 2));
            Assert.Equal(0, feed.ActiveSource);
            bool failed = random.Next(2) == 0;
            sources[0].Set(failed ? FeedState.Failed : (FeedState)random.Next(1) == 0 ? FeedState.Disconnected : FeedState.Stale);
            DateTimeOffset dead = clock.GetUtcNow();
            while (feed.ActiveSource == 0)
            {
                Advance(clock, TimeSpan.FromMilliseconds(100), () => Speak(random, sources[1..], 1));
            }

            TimeSpan gap = clock.GetUtcNow() - dead;
            Assert.True(gap <= (failed ? TimeSpan.FromMilliseconds(100) : options.SwitchAfter + options.WatchInterval), $"kill {kill}: {gap}");
            Assert.Equal(sources[1].Book(), sink.Book());
            if (random.Next(2) == 0)
            {
                // Back for less than the hold time: not returned to.
                sources[0].Set(FeedState.Live);
                Advance(clock, TimeSpan.FromSeconds(9), () => Speak(random, sources, 1));
                Assert.Equal(1, feed.ActiveSource);
                sources[0].Set(FeedState.Stale);
                Advance(clock, TimeSpan.FromSeconds(3), () => Speak(random, sources, 1));
                Assert.Equal(1, feed.ActiveSource);
            }

            sources[0].Set(FeedState.Live);
            DateTimeOffset back = clock.GetUtcNow();
            while (feed.ActiveSource == 1)
            {
                Advance(clock, TimeSpan.FromMilliseconds(100), () => Speak(random, sources, 1));
            }

            Assert.InRange(clock.GetUtcNow() - back, options.HoldTime, options.HoldTime + options.WatchInterval);
            Assert.Equal(sources[0].Book(), sink.Book());
        }

        Assert.Equal(200, feed.Switches);
        Assert.Equal(200, switched.Count);
        Assert.All(switched.Select((s, i) => (s, i)), x => Assert.Equal(x.i % 2 == 0 ? (0, 1) : (1, 0), (x.s.From, x.s.To)));
        Assert.Equal(sink.Events, feed.ForwardedEvents(0) + feed.ForwardedEvents(1));
        Assert.Empty(sink.Breaches);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Failover_NobodyIsLive_StaysWhereItIs()
    {
        var clock = new ManualTimeProvider();
        Source[] sources = [new Source(clock, 1000), new Source(clock, 2000)];
        var feed = new FailoverFeed([sources[0], sources[1]], new FailoverOptions { TimeProvider = clock });
        using var stop = new CancellationTokenSource();
        Task running = feed.RunAsync(new Witness(), stop.Token);
        sources[0].Set(FeedState.Failed);
        sources[1].Set(FeedState.Disconnected);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, feed.ActiveSource);
        Assert.Equal(FeedState.Failed, feed.Status.State);
        sources[1].Set(FeedState.Live);
        Assert.Equal(1, feed.ActiveSource);
        Assert.Equal(FeedState.Live, feed.StatusOf(1).State);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Failover_SinkThrows_EndsWithItsError()
    {
        var clock = new ManualTimeProvider();
        var source = new Source(clock, 1000);
        var feed = new FailoverFeed([source], new FailoverOptions { TimeProvider = clock });
        Task running = feed.RunAsync(new Throwing(), CancellationToken.None);
        source.Speak(new Random(1));
        await Assert.ThrowsAsync<InvalidDataException>(() => running);
    }

    [Fact]
    public void Failover_SourcesThatDisagree_AreRefused()
    {
        var clock = new ManualTimeProvider();
        Assert.Throws<ArgumentException>(() => new FailoverFeed([]));
        Assert.Throws<ArgumentException>(() => new FailoverFeed([new Source(clock, 1), new Source(clock, 1, new Instrument(1, "AAPL", 0.1m, 1))]));
    }

    [Fact]
    public async Task Failover_TwsPrimaryKilled_AlpacaTakesOverAndTwsReturns()
    {
        await using var alpaca = new FakeAlpaca();
        alpaca.SendAfterSubscription("""[{"T":"q","S":"AAPL","bp":187.40,"bs":3,"ap":187.60,"as":4,"t":"2026-01-05T14:30:00Z"}]""");
        await using var gateway = new FakeTwsGateway(new FakeTwsScenario { Depth = new Dictionary<string, FakeTwsDepth> { ["AAPL@SMART"] = FakeTwsDepth.Always(false, [FakeTwsStep.Row(0, 0, 1, "187.49", "100"), FakeTwsStep.Row(0, 0, 0, "187.51", "200")]) } });
        var primary = new TwsDepthFeed(new TwsFeedOptions
        {
            Client = new TwsClientOptions { Port = gateway.Port },
            Subscriptions = [new TwsSubscription { Instrument = Stock, Contract = TwsContract.Stock("AAPL") }],
            ReconnectDelay = TimeSpan.FromMilliseconds(20),
            ReconnectDelayMax = TimeSpan.FromMilliseconds(50),
        });
        var backup = new AlpacaFeed(new AlpacaFeedOptions { Address = alpaca.Address, Key = "key", Secret = "secret", Instruments = [Stock] });
        var feed = new FailoverFeed([primary, backup], new FailoverOptions { SwitchAfter = TimeSpan.FromMilliseconds(200), HoldTime = TimeSpan.FromMilliseconds(300), WatchInterval = TimeSpan.FromMilliseconds(20) });
        var sink = new Witness();
        var away = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var home = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var live = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        feed.Switched += (_, e) => (e.To == 1 ? away : home).TrySetResult(sink.Book());
        using var stop = new CancellationTokenSource();
        feed.StatusChanged += (_, e) =>
        {
            if (e.Current.State == FeedState.Live && feed.ActiveSource == 0)
            {
                live.TrySetResult();
            }
        };
        Task running = feed.RunAsync(sink, stop.Token);
        await live.Task.WaitAsync(TimeSpan.FromSeconds(20));
        gateway.RefusesConnections = true;
        gateway.Disconnect();
        Assert.Equal("18740x3 | 18760x4", await away.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        gateway.RefusesConnections = false;
        Assert.Equal("18749x100 | 18751x200", await home.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Empty(sink.Breaches);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static void Speak(Random random, Source[] sources, int times)
    {
        for (int i = 0; i < times; i++)
        {
            foreach (Source source in sources)
            {
                source.Speak(random);
            }
        }
    }

    private static void Advance(ManualTimeProvider clock, TimeSpan by, Action speak)
    {
        for (TimeSpan done = TimeSpan.Zero; done < by; done += TimeSpan.FromMilliseconds(100))
        {
            speak();
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private static string Show(LimitOrderBook book)
    {
        string Side(Side side)
        {
            var levels = new DepthLevel[500];
            int count = book.CopyTop(side, levels);
            return string.Join(' ', levels[..count].Select(l => $"{l.Price}x{l.Quantity}"));
        }

        return Side(MarketData.Side.Bid) + " | " + Side(MarketData.Side.Ask);
    }

    /// <summary>A live feed that the test drives: prices of its own, so that a mixture would be seen.</summary>
    private sealed class Source(ManualTimeProvider clock, long price, Instrument? instrument = null) : ILiveFeed
    {
        private readonly LimitOrderBook book = new(instrument ?? Stock, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore });
        private IMarketEventSink? sink;
        private FeedStatus status;

        public event EventHandler<FeedStatusChangedEventArgs>? StatusChanged;

        public InstrumentTable Instruments { get; } = new(instrument ?? Stock);

        public FeedStatus Status => status;

        public FeedStatus StatusOf(int instrumentId) => status;

        public string Book() => Show(book);

        public async Task RunAsync(IMarketEventSink target, CancellationToken cancellationToken)
        {
            sink = target;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public void Set(FeedState state)
        {
            FeedStatus before = status;
            status = new FeedStatus(state, FeedStateReason.None, Timestamp.Now(clock));
            StatusChanged?.Invoke(this, new FeedStatusChangedEventArgs(FeedStatusChangedEventArgs.WholeFeed, before, status));
        }

        public void Speak(Random random)
        {
            long now = Timestamp.Now(clock);
            var side = (Side)random.Next(1, 3);
            MarketEvent[] events = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => MarketEvent.Level(1, side, price + (side == Side.Bid ? -random.Next(1, 9) : random.Next(1, 9)), random.Next(3), now))];
            events[^1] = events[^1] with { Flags = MarketEventFlags.EndOfMessage };
            book.Apply(events);
            sink!.OnEvents(events);
        }
    }

    /// <summary>Keeps the book and looks for events of two sources without a clear in between.</summary>
    private sealed class Witness : IMarketEventSink
    {
        private readonly LimitOrderBook book = new(Stock, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore });
        private ushort source;

        public long Events { get; private set; }

        public List<string> Breaches { get; } = [];

        public string Book() => Show(book);

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            foreach (ref readonly MarketEvent e in events)
            {
                Events++;
                if (e.SourceId == 0 || (e.SourceId != source && source != 0 && e.Kind != MarketEventKind.Clear))
                {
                    Breaches.Add($"source {e.SourceId} speaks {e.Kind} after source {source}");
                }

                source = e.SourceId;
            }

            book.Apply(events);
        }
    }

    private sealed class Throwing : IMarketEventSink
    {
        public void OnEvents(ReadOnlySpan<MarketEvent> events) => throw new InvalidDataException("no");
    }
}
