using System.Collections.Concurrent;
using System.Globalization;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

/// <summary>A fake venue, a live feed on it, and a sink that compares the book with the truth after every message.</summary>
internal sealed class LiveSession : IMarketEventSink, IAsyncDisposable
{
    private const int TruthLevels = 20;
    private readonly CancellationTokenSource stop = new();
    private readonly DepthLevel[] levels = new DepthLevel[TruthLevels];
    private readonly ConcurrentQueue<string> errors = new();
    private readonly Dictionary<int, LimitOrderBook> own = [];
    private readonly Dictionary<int, bool> cleared = [];
    private Task running = Task.CompletedTask;
    private long compared;

    public LiveSession(FakeBinanceOptions? venue = null, Action<BinanceFeedOptions>? configure = null, bool keepsIds = false)
    {
        FakeOptions = venue ?? new FakeBinanceOptions();
        Fake = new FakeBinance(FakeOptions);
        Options = new BinanceFeedOptions
        {
            Venue = (BinanceVenue)FakeOptions.Market,
            WebSocketAddress = Fake.WebSocketAddress,
            RestAddress = Fake.RestAddress,
            Streams = BinanceStreams.Depth | BinanceStreams.Trade | BinanceStreams.BookTicker,
            StaleAfter = TimeSpan.FromSeconds(3),
            CatchUpTime = TimeSpan.FromSeconds(1),
            RestTimeout = TimeSpan.FromSeconds(1),
            RetryDelay = TimeSpan.FromMilliseconds(20),
            RetryDelayMax = TimeSpan.FromMilliseconds(200),
            ConnectionsPerFiveMinutes = 1_000_000,
            WeightPerMinute = 100_000_000,
        };
        int id = 1;
        foreach (FakeBinanceSymbol symbol in FakeOptions.Symbols)
        {
            Options.Instruments.Add(new Instrument(id, symbol.Name, Step(symbol.PriceDecimals), Step(symbol.QuantityDecimals), "BINANCE"));
            own[id] = new LimitOrderBook(Options.Instruments[^1]);
            cleared[id++] = true;
        }

        configure?.Invoke(Options);
        Feed = new BinanceDepthFeed(Options);
        Feed.StatusChanged += (_, change) =>
        {
            if (change.InstrumentId > 0)
            {
                States.Enqueue((change.InstrumentId, change.Current.State, change.Current.Reason));
            }
        };
        Ids = keepsIds ? [] : null;
    }

    public FakeBinanceOptions FakeOptions { get; }

    public FakeBinance Fake { get; }

    public BinanceFeedOptions Options { get; }

    public BinanceDepthFeed Feed { get; }

    public ConcurrentQueue<(int Instrument, FeedState State, FeedStateReason Reason)> States { get; } = new();

    /// <summary>Final ids of depth messages and snapshots as they came downstream, of instrument 1.</summary>
    public List<(long Id, bool IsSnapshot)>? Ids { get; }

    /// <summary>Trade ids of instrument 1.</summary>
    public List<long> Trades { get; } = [];

    public IReadOnlyCollection<string> Errors => errors;

    public long Compared => Interlocked.Read(ref compared);

    public Action<MarketEvent>? OnMessage { get; set; }

    public Action<MarketEvent>? OnStatus { get; set; }

    public void Start() => running = Feed.RunAsync(this, stop.Token);

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    public async Task WaitAsync(Func<bool> condition, string what, double seconds = 20)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (running.IsCompleted)
            {
                await running;
            }

            if (TimeProvider.System.GetElapsedTime(start).TotalSeconds > seconds)
            {
                string where = string.Join(", ", Feed.Instruments.Select(i => $"{i.Symbol} {Feed.StatusOf(i.Id)} at {Feed.LastUpdateIdOf(i.Id)} {Feed.CountersOf(i.Id)}"));
                Assert.Fail($"waited {seconds} s in vain: {what}; {where}; last malformed {Feed.LastMalformed}");
            }

            await Task.Delay(2);
        }
    }

    /// <summary>Waits when the feed has stopped.</summary>
    public async Task WaitAsyncStopped(Func<bool> condition)
    {
        running = Task.Delay(Timeout.Infinite, CancellationToken.None);
        await WaitAsync(condition, "what follows the end");
    }

    public bool IsLive => Feed.Instruments.All(i => Feed.StatusOf(i.Id).State == FeedState.Live);

    /// <summary>Waits until every book is live and has reached what the venue published last.</summary>
    public async Task CatchUpAsync()
    {
        foreach (FakeBinanceSymbol symbol in FakeOptions.Symbols)
        {
            // A message that shows a gap at the end, if there is one.
            Fake.Publish(symbol.Name);
        }

        await WaitAsync(() => IsLive && Feed.Instruments.All(i => Feed.LastUpdateIdOf(i.Id) >= Fake.LastUpdateId(i.Symbol)), "every book live and up to date");
        AssertNoErrors();
    }

    public void AssertNoErrors()
    {
        Assert.True(errors.IsEmpty, string.Join("\n", errors.Take(5)));
        Assert.Empty(Fake.Server.Failures);
        Assert.Equal(0, Fake.InboundViolations);
        Assert.Equal(0, Fake.ImpatientRequests);
    }

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        MarketEvent last = events[^1];
        if (last.Kind == MarketEventKind.Trade)
        {
            if (last.InstrumentId == 1)
            {
                Trades.Add(last.Id);
            }

            return;
        }

        if (last.Kind == MarketEventKind.Status)
        {
            OnStatus?.Invoke(last);
            return;
        }

        if (last.Kind is not (MarketEventKind.Level or MarketEventKind.Heartbeat or MarketEventKind.Clear))
        {
            return;
        }

        int id = last.InstrumentId;
        own[id].Apply(events);
        if (last.Kind == MarketEventKind.Clear && !last.IsSnapshot)
        {
            cleared[id] = true;
            return;
        }

        bool isSnapshot = events[0] is { Kind: MarketEventKind.Clear, IsSnapshot: true };
        if (cleared[id] && !isSnapshot)
        {
            errors.Enqueue($"{last.Sequence}: a change came after Clear and before a snapshot");
        }

        cleared[id] = false;
        if (id == 1)
        {
            Ids?.Add((last.Sequence, isSnapshot));
        }

        Compare(own[id], last.Sequence);
        Compare(Feed.BookOf(id), last.Sequence);
        OnMessage?.Invoke(last);
    }

    public async ValueTask DisposeAsync()
    {
        if (!stop.IsCancellationRequested)
        {
            await StopAsync();
        }

        await Fake.DisposeAsync();
        stop.Dispose();
    }

    private static decimal Step(int decimals) => decimal.Parse("1E-" + decimals.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);

    private void Compare(LimitOrderBook book, long id)
    {
        if (FakeOptions.TruthsMax == 0)
        {
            return;
        }

        FakeBinanceTruth? truth = Fake.TruthAt(book.Instrument.Symbol, id);
        if (truth is null)
        {
            errors.Enqueue($"{book.Instrument.Symbol}: id {id} was never the end of a message");
            return;
        }

        foreach (Side side in new[] { Side.Bid, Side.Ask })
        {
            int count = book.CopyTop(side, levels);
            IReadOnlyList<(long Price, long Quantity)> expected = side == Side.Bid ? truth.Bids : truth.Asks;
            bool isEqual = count == expected.Count;
            for (int i = 0; isEqual && i < count; i++)
            {
                isEqual = levels[i].Price == expected[i].Price && levels[i].Quantity == expected[i].Quantity;
            }

            if (!isEqual)
            {
                errors.Enqueue($"{book.Instrument.Symbol} {side} at {id}: {string.Join(' ', levels.Take(Math.Min(count, 5)))} instead of {string.Join(' ', expected.Take(5))} ({count} levels)");
            }
        }

        Interlocked.Increment(ref compared);
    }
}
