using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Persistence;

namespace Trading.Sdk.Workbench.Stores;

/// <summary>
/// Rows that follow from a recording of events: its trades one by one, and the books as they stood at the beginning of each
/// interval of receive time, as metrics or as snapshots of their best levels.
/// </summary>
internal sealed class RecordingRows : IMarketEventSink
{
    private const int SnapshotLevels = 20;

    private readonly InstrumentTable instruments;
    private readonly long intervalNanos;
    private readonly Dictionary<int, (LimitOrderBook Book, long Interval)> books = [];
    private readonly Dictionary<int, (long Time, long Sequence)> lastTrade = [];
    private readonly DepthLevel[] levels = new DepthLevel[SnapshotLevels];

    private RecordingRows(InstrumentTable instruments, long intervalNanos)
    {
        this.instruments = instruments;
        this.intervalNanos = intervalNanos;
    }

    private List<TradeRecord>? Trades { get; init; }

    private List<OrderBookMetricsRecord>? Metrics { get; init; }

    private List<OrderBookSnapshotRecord>? Snapshots { get; init; }

    /// <summary>The rows of a subject in the order of the recording.</summary>
    /// <exception cref="UsageException">A recording holds no rows of the subject.</exception>
    public static async Task<List<TRecord>> ReadAsync<TRecord>(string directory, TimeSpan interval, CancellationToken cancellationToken)
        where TRecord : class, IStoredRecord<TRecord>
    {
        var rows = new List<TRecord>();
        if (rows is not (List<TradeRecord> or List<OrderBookMetricsRecord> or List<OrderBookSnapshotRecord>))
        {
            throw new UsageException($"A recording gives rows of trades, order-book-metrics and order-book-snapshots, not of {TRecord.Schema.Subject}.");
        }

        using RecordingFeed feed = RecordingFeed.Open(null, directory);
        await feed.RunAsync(
            new RecordingRows(feed.Instruments, interval.Ticks * 100)
            {
                Trades = rows as List<TradeRecord>,
                Metrics = rows as List<OrderBookMetricsRecord>,
                Snapshots = rows as List<OrderBookSnapshotRecord>,
            },
            cancellationToken);
        return rows;
    }

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        for (int start = 0, end; start < events.Length; start = end)
        {
            int id = events[start].InstrumentId;
            for (end = start + 1; end < events.Length && events[end].InstrumentId == id && !events[end - 1].IsEndOfMessage; end++)
            {
            }

            if (Trades is not null)
            {
                TakeTrades(events[start..end]);
            }
            else
            {
                TakeBook(id, events[start..end]);
            }
        }
    }

    private void TakeTrades(ReadOnlySpan<MarketEvent> message)
    {
        foreach (ref readonly MarketEvent e in message)
        {
            if (e.Kind != MarketEventKind.Trade)
            {
                continue;
            }

            Instrument instrument = instruments[e.InstrumentId];
            long time = e.ExchangeTime != 0 ? e.ExchangeTime : e.ReceiveTime;
            // Where the venue gives no ids, trades of one instant are numbered.
            (long Time, long Sequence) last = lastTrade.GetValueOrDefault(e.InstrumentId);
            long sequence = e.Id != 0 ? e.Id : last.Time == time ? last.Sequence + 1 : 0;
            lastTrade[e.InstrumentId] = (time, sequence);
            Trades!.Add(new TradeRecord
            {
                TimestampNanos = time,
                Symbol = instrument.Symbol,
                Exchange = instrument.Venue,
                Sequence = sequence,
                Price = instrument.Price.ToDecimal(e.Price),
                Quantity = instrument.Quantity.ToDecimal(e.Quantity),
                Side = e.Side switch { Side.Bid => "buy", Side.Ask => "sell", _ => "" },
            });
        }
    }

    private void TakeBook(int id, ReadOnlySpan<MarketEvent> message)
    {
        MarketEvent first = message[0];
        long time = first.ReceiveTime != 0 ? first.ReceiveTime : first.ExchangeTime;
        if (!books.TryGetValue(id, out (LimitOrderBook Book, long Interval) state))
        {
            state = (new LimitOrderBook(instruments[id], new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore }), time / intervalNanos);
        }

        long interval = time / intervalNanos;
        if (interval > state.Interval)
        {
            // The book as the messages before the boundary have left it.
            Sample(state.Book, interval * intervalNanos);
            state.Interval = interval;
        }

        state.Book.Apply(message);
        books[id] = state;
    }

    private void Sample(LimitOrderBook book, long time)
    {
        bool hasBid = book.TryGetBest(Side.Bid, out DepthLevel bid);
        bool hasAsk = book.TryGetBest(Side.Ask, out DepthLevel ask);
        if (!hasBid && !hasAsk)
        {
            return;
        }

        Instrument instrument = book.Instrument;
        decimal? bidPrice = hasBid ? instrument.Price.ToDecimal(bid.Price) : null;
        decimal? askPrice = hasAsk ? instrument.Price.ToDecimal(ask.Price) : null;
        bool isTwoSided = hasBid && hasAsk;
        decimal? bids = isTwoSided ? instrument.Quantity.ToDecimal(book.DepthWithinBasisPoints(Side.Bid, 100).Quantity) : null;
        decimal? asks = isTwoSided ? instrument.Quantity.ToDecimal(book.DepthWithinBasisPoints(Side.Ask, 100).Quantity) : null;
        decimal? imbalance = bids is { } b && asks is { } a && b + a > 0 ? Math.Round((b - a) / (b + a), 12) : null;
        if (Metrics is not null)
        {
            decimal? mid = (bidPrice + askPrice) / 2;
            Metrics.Add(new OrderBookMetricsRecord
            {
                TimestampNanos = time,
                Asset = instrument.Symbol,
                Exchange = instrument.Venue,
                BidAskRatio = bids is { } bidDepth && asks is { } askDepth and > 0 ? Math.Round(bidDepth / askDepth, 12) : null,
                DepthImbalance = imbalance,
                MidPrice = mid,
                SpreadBps = bidPrice is { } low && askPrice is { } high && mid is { } middle and > 0 ? Math.Round((high - low) / middle * 10_000, 12) : null,
                BidDepth1pct = bids,
                AskDepth1pct = asks,
            });
            return;
        }

        Snapshots!.Add(new OrderBookSnapshotRecord
        {
            TimestampNanos = time,
            Symbol = instrument.Symbol,
            Exchange = instrument.Venue,
            BidLevels = Pack(book, Side.Bid),
            AskLevels = Pack(book, Side.Ask),
            Spread = askPrice - bidPrice,
            DepthImbalance = (double?)imbalance,
        });
    }

    private PackedLevels Pack(LimitOrderBook book, Side side) => PackedLevels.Pack(levels.AsSpan(0, book.CopyTop(side, levels)), book.Instrument);
}
