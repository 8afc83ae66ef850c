using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds;

/// <summary>The books of a recording's instruments, of level 2 or 3 as their events are, and their content as snapshot events.</summary>
internal sealed class RecordedBooks(InstrumentTable instruments)
{
    private readonly Dictionary<int, LimitOrderBook> levels = [];
    private readonly Dictionary<int, OrderByOrderBook> orders = [];

    public void Apply(ReadOnlySpan<MarketEvent> events)
    {
        int start = 0;
        while (start < events.Length)
        {
            // Runs of one instrument are the rule: one lookup a run.
            int id = events[start].InstrumentId, end = start + 1;
            bool level3 = IsLevel3(events[start].Kind), level2 = events[start].Kind == MarketEventKind.Level;
            while (end < events.Length && events[end].InstrumentId == id && IsLevel3(events[end].Kind) == level3 && (events[end].Kind == MarketEventKind.Level) == level2)
            {
                end++;
            }

            Apply(id, level2, level3, events[start..end]);
            start = end;
        }
    }

    /// <summary>Snapshots of all books that hold something, in the order of their ids.</summary>
    public List<MarketEvent> Snapshot(long exchangeTime, long receiveTime)
    {
        var events = new List<MarketEvent>();
        foreach (int id in levels.Keys.Concat(orders.Keys).Distinct().Order())
        {
            int first = events.Count;
            if (orders.TryGetValue(id, out OrderByOrderBook? byOrder) && byOrder.State == BookState.Live)
            {
                events.Add(Clear(byOrder));
                Add(events, byOrder, Side.Bid);
                Add(events, byOrder, Side.Ask);
            }
            else if (levels.TryGetValue(id, out LimitOrderBook? book) && book.State == BookState.Live)
            {
                events.Add(Clear(book));
                Add(events, book, Side.Bid);
                Add(events, book, Side.Ask);
            }

            if (events.Count > first)
            {
                events[^1] = events[^1] with { Flags = events[^1].Flags | MarketEventFlags.EndOfMessage };
            }
        }

        return events;

        MarketEvent Clear(IDepthBook book) => MarketEvent.Clear(book.Instrument.Id, exchangeTime, MarketEventFlags.Snapshot, book.Sequence) with { ReceiveTime = receiveTime };

        void Add(List<MarketEvent> target, IDepthBook book, Side side)
        {
            foreach (DepthLevel level in book.Walk(side))
            {
                MarketEvent snapshot = MarketEvent.Level(book.Instrument.Id, side, level.Price, level.Quantity, exchangeTime, book.Sequence, MarketEventFlags.Snapshot) with { ReceiveTime = receiveTime, Count = level.OrderCount };
                if (book is OrderByOrderBook byOrder)
                {
                    foreach (RestingOrder order in byOrder.OrdersAt(side, level.Price))
                    {
                        target.Add(snapshot with { Kind = MarketEventKind.OrderAdd, Id = order.Id, Quantity = order.Quantity, Count = 0 });
                    }
                }
                else
                {
                    target.Add(snapshot);
                }
            }
        }
    }

    private static bool IsLevel3(MarketEventKind kind) => kind is MarketEventKind.OrderAdd or MarketEventKind.OrderModify or MarketEventKind.OrderDelete or MarketEventKind.OrderExecute;

    private void Apply(int id, bool level2, bool level3, ReadOnlySpan<MarketEvent> events)
    {
        if (level2 && !levels.ContainsKey(id) && instruments.TryGet(id, out Instrument? instrument))
        {
            levels.Add(id, new LimitOrderBook(instrument, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore }));
        }

        if (level3 && !orders.ContainsKey(id) && instruments.TryGet(id, out instrument))
        {
            orders.Add(id, new OrderByOrderBook(instrument, new OrderByOrderBookOptions { Crossed = CrossedPolicy.Ignore, Capacity = 1024 }));
        }

        if (!level3 && levels.TryGetValue(id, out LimitOrderBook? book))
        {
            book.Apply(events);
        }

        if (!level2 && orders.TryGetValue(id, out OrderByOrderBook? byOrder))
        {
            byOrder.Apply(events);
        }
    }
}
