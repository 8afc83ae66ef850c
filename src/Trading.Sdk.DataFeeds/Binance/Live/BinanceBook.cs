using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// One instrument of a live feed: its synchroniser, its book, and where it stands. Everything but <see cref="Status"/> and
/// <see cref="Counters"/> belongs to the feed's thread.
/// </summary>
internal sealed class BinanceBook : IMarketEventSink
{
    private readonly Lock gate = new();
    private readonly LimitOrderBookOptions bookOptions;
    private readonly DepthLevel[] levels;
    private readonly int coveredLevels;
    private FeedStatus status;

    public BinanceBook(Instrument instrument, BinanceFeedOptions options)
    {
        Instrument = instrument;
        coveredLevels = Math.Clamp(options.SnapshotLevels / 4, 1, options.CoveredLevels);
        levels = new DepthLevel[coveredLevels * 2];
        bookOptions = new LimitOrderBookOptions { SnapshotDepth = options.SnapshotLevels };
        Streams = options.Streams;
        DepthMilliseconds = options.DepthMilliseconds;
        Synchronizer = new BinanceDepthSynchronizer(instrument, options.Venue, options.BufferEventsMax);
        Book = new LimitOrderBook(instrument, bookOptions);
        Venue = options.Venue;
        BufferEventsMax = options.BufferEventsMax;
    }

    public Instrument Instrument { get; }

    public BinanceVenue Venue { get; }

    public int BufferEventsMax { get; }

    public BinanceStreams Streams { get; set; }

    /// <summary>What exchangeInfo said last while the feed ran; null = not asked yet.</summary>
    public BinanceSymbol? Symbol { get; set; }

    /// <summary>Interval asked for; the standard one is tried where no message of the wanted one ever comes.</summary>
    public int DepthMilliseconds { get; set; }

    public long DepthMessages { get; set; }

    public bool HasDepth => Streams.HasFlag(BinanceStreams.Depth);

    public BinanceDepthSynchronizer Synchronizer { get; }

    public LimitOrderBook Book { get; private set; }

    /// <summary>Where the events go, after the book has taken them.</summary>
    public IMarketEventSink? Downstream { get; set; }

    /// <summary>What the book has said of the events of the current call.</summary>
    public BookChanges Changes { get; set; }

    /// <summary>Why the book could not take the events of the current call.</summary>
    public MarketDataFormatException? BookFailure { get; set; }

    /// <summary>The connection whose messages count; null = none.</summary>
    public BinanceConnection? Source { get; set; }

    /// <summary>Counts the attempts: answers to an earlier one are dropped.</summary>
    public int Epoch { get; set; }

    public CancellationTokenSource? Request { get; set; }

    /// <summary>Attempts in a row that brought no usable snapshot.</summary>
    public int SnapshotFailures { get; set; }

    public int EmptySnapshots { get; set; }

    public long LastDepthAt { get; set; }

    public long LastAppliedAt { get; set; }

    /// <summary>Silence allowed now: doubles with each silence that turned out to be none.</summary>
    public long SilenceAllowed { get; set; }

    public bool IsVerifying { get; set; }

    /// <summary>The id that the venue is known to have reached while the stream was silent; 0 = none.</summary>
    public long VerifyTarget { get; set; }

    public long VerifyDeadline { get; set; }

    public long RefreshedAt { get; set; }

    public long NextOpenInterestAt { get; set; }

    /// <summary>A second synchroniser that awaits a fresh snapshot beside the live book; null = none.</summary>
    public BookRefresh? Refresh { get; set; }

    public TradeWindow Trades { get; } = new();

    public TradeWindow AggregateTrades { get; } = new();

    public long LastTickerId { get; set; }

    public long LastPartialId { get; set; }

    public long Messages { get; set; }

    public long Reconnects { get; set; }

    public long Handovers { get; set; }

    public long LateSnapshots { get; set; }

    public long BadSnapshots { get; set; }

    public long Refreshes { get; set; }

    public long Silences { get; set; }

    public long DuplicateTrades { get; set; }

    public long MalformedElsewhere { get; set; }

    public FeedStatus Status
    {
        get
        {
            lock (gate)
            {
                return status;
            }
        }

        set
        {
            lock (gate)
            {
                status = value;
            }
        }
    }

    public BinanceInstrumentCounters Counters
    {
        get
        {
            BinanceSyncCounters book = Synchronizer.Counters;
            return new()
            {
                Messages = Messages,
                Book = book with { Malformed = book.Malformed + MalformedElsewhere },
                Reconnects = Reconnects,
                Handovers = Handovers,
                LateSnapshots = LateSnapshots,
                BadSnapshots = BadSnapshots,
                Refreshes = Refreshes,
                Silences = Silences,
                DuplicateTrades = DuplicateTrades,
            };
        }
    }

    /// <summary>The synchroniser's output: into the book, then downstream.</summary>
    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        try
        {
            Changes |= Book.Apply(events);
        }
        catch (MarketDataFormatException e)
        {
            BookFailure = e;
        }

        Downstream!.OnEvents(events);
    }

    /// <summary>How many of the levels from the touch on, on the poorer side, lie inside what the venue has told; at most twice the number asked for.</summary>
    public int CoveredNow() => Math.Min(Covered(Side.Bid), Covered(Side.Ask));

    public bool IsCoverageThin(int covered) => covered < coveredLevels;

    public bool WantsRefresh(int covered) => covered < levels.Length;

    public LimitOrderBook NewBook() => new(Instrument, bookOptions);

    /// <summary>Puts the refreshed book in the place of the old one and tells downstream its content, at the same update id.</summary>
    public void Replace(LimitOrderBook fresh, List<MarketEvent> scratch)
    {
        scratch.Clear();
        long id = Synchronizer.LastUpdateId;
        MarketEvent clear = MarketEvent.Clear(Instrument.Id, fresh.ExchangeTime, MarketEventFlags.Snapshot, id) with { ReceiveTime = fresh.ReceiveTime };
        scratch.Add(clear);
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Bid, Side.Ask])
        {
            var all = new DepthLevel[fresh.LevelCount(side)];
            fresh.CopyTop(side, all);
            foreach (DepthLevel level in all)
            {
                scratch.Add(clear with { Kind = MarketEventKind.Level, Side = side, Price = level.Price, Quantity = level.Quantity });
            }
        }

        scratch[^1] = scratch[^1] with { Flags = scratch[^1].Flags | MarketEventFlags.EndOfMessage };
        Book = fresh;
        Downstream!.OnEvents(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(scratch));
        Refreshes++;
    }

    private int Covered(Side side)
    {
        if (!Book.TryGetKnownPrice(side, out long edge))
        {
            return 0;
        }

        bool isWhole = edge == (side == Side.Bid ? long.MinValue : long.MaxValue);
        if (isWhole)
        {
            return levels.Length;
        }

        int count = Book.CopyTop(side, levels);
        int covered = 0;
        while (covered < count && (side == Side.Bid ? levels[covered].Price >= edge : levels[covered].Price <= edge))
        {
            covered++;
        }

        return covered;
    }
}
