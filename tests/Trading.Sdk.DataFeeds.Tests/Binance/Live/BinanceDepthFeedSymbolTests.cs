using System.Collections.Concurrent;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

/// <summary>Tick, lot and status of an instrument change while its book is live.</summary>
public class BinanceDepthFeedSymbolTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(2);
    private static readonly FakeBinanceSymbol[] One = [new("BTCUSDT")];

    [Theory]
    [InlineData(FakeBinanceMarket.Spot)]
    [InlineData(FakeBinanceMarket.CoinM)]
    public async Task Status_HaltAndResumption_GoDownstream_AndTheBookIsMadeAnew(FakeBinanceMarket market)
    {
        await using var session = new LiveSession(new FakeBinanceOptions { Symbols = One, Market = market }, Quick);
        var statuses = new ConcurrentQueue<TradingStatus>();
        session.OnStatus = e => statuses.Enqueue((TradingStatus)e.Id);
        session.Fake.StartPublishing(Pace);
        session.Start();
        await session.WaitAsync(() => session.IsLive, "live");
        session.Fake.ChangeSymbol("BTCUSDT", status: "BREAK");
        await session.WaitAsync(() => statuses.Contains(TradingStatus.Halted), "the halt");
        Assert.DoesNotContain(session.States, s => s.Reason == FeedStateReason.VenueReset);
        session.Fake.ChangeSymbol("BTCUSDT", status: "TRADING");
        await session.WaitAsync(() => statuses.Contains(TradingStatus.Trading) && session.States.Any(s => s.Reason == FeedStateReason.VenueReset), "the resumption");
        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        Assert.Equal([TradingStatus.Halted, TradingStatus.Trading], statuses);
        Assert.Equal(1, session.Feed.CountersOf(1).Book.Resyncs);
    }

    [Fact]
    public async Task FinerTick_InstrumentThatCannotHoldIt_FailsWithTheReason_AndTheOthersGoOn()
    {
        // Without truths: they come in the finer steps at once, the book only with the first price between two of its own.
        await using var session = new LiveSession(new FakeBinanceOptions { TruthsMax = 0 }, Quick);
        var changes = new ConcurrentQueue<BinanceSymbolChangedEventArgs>();
        session.Feed.SymbolChanged += (_, change) => changes.Enqueue(change);
        session.Fake.StartPublishing(Pace);
        session.Start();
        await session.WaitAsync(() => session.IsLive, "live");
        session.Fake.ChangeSymbol("BTCUSDT", priceDecimals: 4);
        await session.WaitAsync(() => session.Feed.StatusOf(1).State == FeedState.Failed, "the failure");
        Assert.Equal(FeedStateReason.InstrumentChanged, session.Feed.StatusOf(1).Reason);
        Assert.Equal((0, 0L), (session.Feed.BookOf(1).LevelCount(Side.Bid), session.Feed.LastUpdateIdOf(1)));
        Assert.Contains(changes, c => c.Current is { Symbol: "BTCUSDT", Tick: 0.0001m });
        await session.Fake.StopPublishingAsync();
        session.Fake.Publish("ETHUSDT");
        await session.WaitAsync(() => session.Feed.StatusOf(2).State == FeedState.Live && session.Feed.LastUpdateIdOf(2) == session.Fake.LastUpdateId("ETHUSDT"), "the other one");
        session.AssertNoErrors();
    }

    [Fact]
    public async Task FinerTick_InstrumentOfTheFinestStep_GoesOnWithoutABreak()
    {
        await using var fake = new FakeBinance(new FakeBinanceOptions { Symbols = One });
        var options = new BinanceFeedOptions { WebSocketAddress = fake.WebSocketAddress, RestAddress = fake.RestAddress, Streams = BinanceStreams.Depth };
        Quick(options);
        options.Instruments.Add(new BinanceSymbol("BTCUSDT", 0.01m, 0.00001m, "TRADING", 1).ToInstrument(1));
        var feed = new BinanceDepthFeed(options);
        var changes = new ConcurrentQueue<BinanceSymbolChangedEventArgs>();
        feed.SymbolChanged += (_, change) => changes.Enqueue(change);
        using var stop = new CancellationTokenSource();
        Task run = feed.RunAsync(new CollectingSink(), stop.Token);
        fake.StartPublishing(Pace);
        await WaitAsync(run, () => feed.StatusOf(1).State == FeedState.Live);
        // The halt shows that the steps of before have been seen.
        fake.ChangeSymbol("BTCUSDT", status: "HALT");
        await WaitAsync(run, () => !changes.IsEmpty);
        fake.ChangeSymbol("BTCUSDT", priceDecimals: 3, quantityDecimals: 6);
        await WaitAsync(run, () => changes.Last().Current.Tick == 0.001m);
        await fake.StopPublishingAsync();
        await WaitAsync(run, () => feed.LastUpdateIdOf(1) == fake.LastUpdateId("BTCUSDT"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal((0.001m, 0.000001m), (changes.Last().Current.Tick, changes.Last().Current.Lot));
        Assert.Equal((0, 0), (feed.CountersOf(1).Book.Resyncs, feed.CountersOf(1).Book.Malformed));
    }

    private static void Quick(BinanceFeedOptions options) => options.ExchangeInfoEvery = TimeSpan.FromMilliseconds(20);

    private static async Task WaitAsync(Task run, Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (run.IsCompleted)
            {
                await run;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start).TotalSeconds < 60, "waited in vain");
            await Task.Delay(5);
        }
    }
}
