using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests;

public class AlpacaFeedTests
{
    private const string Quote = """[{"T":"q","S":"AAPL","bx":"U","bp":187.49,"bs":3,"ax":"X","ap":187.51,"as":4,"t":"2026-01-05T14:30:00.123456789Z","c":["R"],"z":"A"}]""";

    private static readonly Instrument Apple = new(1, "AAPL", 0.01m, 1);

    [Fact]
    public async Task Feed_QuotesTradesAndBars_BecomeEventsExactly()
    {
        await using var venue = new FakeAlpaca();
        venue.SendAfterSubscription(Quote);
        venue.SendAfterSubscription("""[{"T":"t","S":"AAPL","i":52983525029461,"x":"D","p":187.5,"s":10,"t":"2026-01-05T14:30:01Z","c":["@"],"z":"C"},{"T":"q","S":"AAPL","bp":187.50,"bs":1,"ap":187.51,"as":2,"t":"2026-01-05T14:30:02Z"},{"T":"x","S":"?"},{"T":"b","S":"AAPL","o":187,"h":188.25,"l":186.5,"c":187.5,"v":1234,"n":7,"t":"2026-01-05T14:29:00Z"}]""");
        await using var run = new Run(venue);
        await run.UntilAsync(() => run.Bars.Count == 1);
        Assert.Equal(FeedState.Live, run.Feed.Status.State);
        MarketEvent trade = Assert.Single(run.Events, e => e.Kind == MarketEventKind.Trade);
        Assert.Equal((18750L, 10L, 52983525029461L, 1767623401000000000L), (trade.Price, trade.Quantity, trade.Id, trade.ExchangeTime));
        Assert.Equal(
            [(Side.Bid, 18749L, 3L), (Side.Ask, 18751L, 4L), (Side.Bid, 18749L, 0L), (Side.Bid, 18750L, 1L), (Side.Ask, 18751L, 2L)],
            run.Events.Where(e => e.Kind == MarketEventKind.Level).Select(e => (e.Side, e.Price, e.Quantity)));
        Assert.Equal(1767623400123456789L, run.Events[0].ExchangeTime);
        Assert.Equal((18825L, 1234L, 7), (run.Bars[0].High, run.Bars[0].Volume, run.Bars[0].TradeCount));
        Assert.Equal(["""{"action":"auth","key":"key","secret":"secret"}""", """{"action":"subscribe","trades":["AAPL"],"quotes":["AAPL"],"bars":["AAPL"]}"""], venue.Received);
    }

    [Fact]
    public async Task Feed_ConnectionLost_ClearsAndComesBack()
    {
        await using var venue = new FakeAlpaca();
        venue.SendAfterSubscription(Quote);
        await using var run = new Run(venue);
        await run.UntilAsync(() => run.Feed.Status.State == FeedState.Live);
        venue.Disconnect();
        await run.UntilAsync(() => run.Feed.Reconnects == 1 && run.Feed.Status.State == FeedState.Live);
        Assert.Contains(run.Events, e => e.Kind == MarketEventKind.Clear);
        Assert.Equal(FeedState.Live, run.Feed.Status.State);
    }

    [Fact]
    public async Task Feed_MalformedFrame_IsCountedAndClearsTheBook()
    {
        await using var venue = new FakeAlpaca();
        foreach (string frame in (string[])[Quote, """{"T":"q"}""", """[{"T":"q","S":"AAPL","bp":"x"}]""", """[{"T":"q","S":"AAPL","bp":1.001,"bs":1,"ap":2,"as":1,"t":"2026-01-05T14:30:02Z"}]""", "[", Quote])
        {
            venue.SendAfterSubscription(frame);
        }

        await using var run = new Run(venue);
        await run.UntilAsync(() => run.Feed.MalformedFrames == 4 && run.Events[^1].Kind == MarketEventKind.Level);
        Assert.Equal(4, run.Events.Count(e => e.Kind == MarketEventKind.Clear));
    }

    [Theory]
    [InlineData(402)]
    [InlineData(409)]
    public async Task Feed_Refused_FailsForGood(int code)
    {
        await using var venue = new FakeAlpaca { LoginError = (code, "no") };
        await using var run = new Run(venue);
        Assert.Equal(code, (await Assert.ThrowsAsync<AlpacaException>(() => run.Running)).Code);
        Assert.Equal((FeedState.Failed, FeedStateReason.Refused), (run.Feed.Status.State, run.Feed.Status.Reason));
    }

    [Fact]
    public async Task Feed_TooManyConnections_IsTriedAgain()
    {
        await using var venue = new FakeAlpaca { LoginError = (406, "connection limit exceeded") };
        venue.SendAfterSubscription(Quote);
        await using var run = new Run(venue);
        await run.UntilAsync(() => run.Feed.Reconnects > 0);
        venue.LoginError = null;
        await run.UntilAsync(() => run.Feed.Status.State == FeedState.Live);
    }

    private sealed class Run : IMarketEventSink, IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly SemaphoreSlim changed = new(0);

        public Run(FakeAlpaca venue)
        {
            Feed = new AlpacaFeed(new AlpacaFeedOptions { Address = venue.Address, Key = "key", Secret = "secret", Instruments = [Apple], Bars = true, ReconnectDelay = TimeSpan.FromMilliseconds(10) });
            Feed.StatusChanged += (_, _) => changed.Release();
            Running = Feed.RunAsync(this, stop.Token);
        }

        public AlpacaFeed Feed { get; }

        public Task Running { get; }

        public List<MarketEvent> Events { get; } = [];

        public List<Bar> Bars { get; } = [];

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            lock (changed)
            {
                Events.AddRange(events);
            }

            changed.Release();
        }

        public void OnBars(ReadOnlySpan<Bar> bars)
        {
            lock (changed)
            {
                Bars.AddRange(bars);
            }

            changed.Release();
        }

        public async Task UntilAsync(Func<bool> condition)
        {
            while (true)
            {
                lock (changed)
                {
                    if (condition())
                    {
                        return;
                    }
                }

                Assert.True(await changed.WaitAsync(TimeSpan.FromSeconds(20)), "what was awaited did not come");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
            changed.Dispose();
        }
    }
}
