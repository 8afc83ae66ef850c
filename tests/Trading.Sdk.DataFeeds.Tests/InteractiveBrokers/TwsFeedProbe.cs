using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>Runs a feed and keeps what it said: books built from its events, its states, and the rows at the moment of each reset.</summary>
internal sealed class TwsFeedProbe : IMarketEventSink, IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<(Func<bool> Condition, TaskCompletionSource Done)> waiting = [];
    private readonly Dictionary<int, LimitOrderBook> books = [];
    private readonly Task running;

    public TwsFeedProbe(TwsFeedOptions options)
    {
        Feed = new TwsDepthFeed(options);
        foreach (Instrument instrument in Feed.Instruments)
        {
            books[instrument.Id] = new LimitOrderBook(instrument, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore });
        }

        Feed.StatusChanged += (_, e) =>
        {
            lock (gate)
            {
                if (e.InstrumentId != FeedStatusChangedEventArgs.WholeFeed)
                {
                    States.Add((e.InstrumentId, e.Current.State, e.Current.Reason));
                }
            }

            Check();
        };
        Feed.ErrorReceived += (_, e) =>
        {
            lock (gate)
            {
                Errors.Add(e.Error);
            }

            Check();
        };
        running = Feed.RunAsync(this, stop.Token);
    }

    public TwsDepthFeed Feed { get; }

    public List<(int Instrument, FeedState State, FeedStateReason Reason)> States { get; } = [];

    public List<TwsError> Errors { get; } = [];

    public List<MarketEvent> Events { get; } = [];

    /// <summary>Books as they stood when a clear came.</summary>
    public List<(int Instrument, DepthLevel[] Bids, DepthLevel[] Asks)> Cleared { get; } = [];

    public Task Running => running;

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        lock (gate)
        {
            foreach (ref readonly MarketEvent e in events)
            {
                Events.Add(e);
                if (e.Kind == MarketEventKind.Clear)
                {
                    Cleared.Add((e.InstrumentId, Levels(e.InstrumentId, Side.Bid), Levels(e.InstrumentId, Side.Ask)));
                }
            }

            foreach (LimitOrderBook book in books.Values)
            {
                if (events[0].InstrumentId == book.Instrument.Id)
                {
                    book.Apply(events);
                }
            }
        }

        Check();
    }

    public DepthLevel[] Levels(int instrument, Side side)
    {
        var levels = new DepthLevel[1000];
        int count = books[instrument].CopyTop(side, levels);
        return levels[..count];
    }

    public bool Saw(int instrument, FeedState state, FeedStateReason reason)
    {
        lock (gate)
        {
            return States.Contains((instrument, state, reason));
        }
    }

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Add((condition, done));
        }

        Check();
        try
        {
            await Task.WhenAny(done.Task, running).WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            lock (gate)
            {
                Assert.Fail($"{what} did not come; states: {string.Join(", ", States)}; rows {string.Join(" | ", Feed.Instruments.Select(i => string.Join(' ', Feed.DepthOf(i.Id).Bids) + " / " + string.Join(' ', Feed.DepthOf(i.Id).Asks)))}");
            }
        }

        if (!done.Task.IsCompleted)
        {
            await running;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        try
        {
            await running;
        }
        catch (Exception e) when (e is OperationCanceledException or TwsConnectionException or AggregateException)
        {
            // The end that was asked for, or one that the test has looked at.
        }

        stop.Dispose();
    }

    /// <summary>Rows and aggregated books of an instrument equal a true book.</summary>
    public bool Equals(int instrument, IReadOnlyList<(string Price, string Size, string Maker)> bids, IReadOnlyList<(string Price, string Size, string Maker)> asks)
    {
        TwsDepthSnapshot depth = Feed.DepthOf(instrument);
        lock (gate)
        {
            return SameRows(depth.Bids, bids) && SameRows(depth.Asks, asks) && SameLevels(instrument, Side.Bid, bids) && SameLevels(instrument, Side.Ask, asks);
        }
    }

    public bool SameLevels(int instrument, Side side, IReadOnlyList<(string Price, string Size, string Maker)> rows) => SameLevels(Feed.Instruments[instrument], Levels(instrument, side), rows);

    public static bool SameLevels(Instrument instrument, DepthLevel[] levels, IReadOnlyList<(string Price, string Size, string Maker)> rows)
    {
        (decimal, decimal)[] expected = [.. rows.GroupBy(r => GoldenTws.Number(r.Price)).Select(g => (g.Key, g.Sum(r => GoldenTws.Number(r.Size))))];
        return expected.SequenceEqual(levels.Select(l => (instrument.Price.ToDecimal(l.Price), instrument.Quantity.ToDecimal(l.Quantity))));
    }

    private static bool SameRows(IReadOnlyList<TwsDepthRow> rows, IReadOnlyList<(string Price, string Size, string Maker)> expected) =>
        rows.Select(r => (r.Price.ToString(System.Globalization.CultureInfo.InvariantCulture), r.Size.ToString(System.Globalization.CultureInfo.InvariantCulture), r.MarketMaker)).SequenceEqual(expected);

    private void Check()
    {
        (Func<bool> Condition, TaskCompletionSource Done)[] open;
        lock (gate)
        {
            open = [.. waiting];
        }

        foreach ((Func<bool> condition, TaskCompletionSource done) in open)
        {
            if (condition())
            {
                lock (gate)
                {
                    waiting.RemoveAll(w => w.Done == done);
                }

                done.TrySetResult();
            }
        }
    }
}
