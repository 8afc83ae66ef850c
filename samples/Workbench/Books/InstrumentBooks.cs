using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Workbench.Books;

/// <summary>A book per instrument, of level 2 or 3 as its events are; quotes without a book are kept per venue letter.</summary>
internal sealed class InstrumentBooks : IMarketEventSink, IDisposable
{
    private readonly InstrumentTable instruments;
    private readonly Instrument? chosen;
    private readonly StreamWriter? bbo;
    private readonly Dictionary<int, LimitOrderBook> levels = [];
    private readonly Dictionary<int, OrderByOrderBook> orders = [];
    private readonly Dictionary<(int Instrument, Side Side, ushort Participant), DepthLevel> quotes = [];
    private bool changesDepth;
    private bool messageCounts;

    public InstrumentBooks(InstrumentTable instruments, Instrument? chosen, string? bboFile)
    {
        this.instruments = instruments;
        this.chosen = chosen;
        if (bboFile is not null)
        {
            bbo = new StreamWriter(bboFile);
            bbo.WriteLine("sequence,bidPrice,bidQuantity,askPrice,askQuantity");
        }
    }

    /// <summary>Depth messages, snapshots not among them.</summary>
    public long Messages { get; private set; }

    /// <summary>Level and order events, those of snapshots not among them.</summary>
    public long Updates { get; private set; }

    /// <summary>Level and order events applied, those of snapshots included.</summary>
    public long Applied => levels.Values.Sum(b => b.Counters.LevelUpdates) + orders.Values.Sum(b => b.Counters.Events);

    public long Gaps => levels.Values.Sum(b => b.Counters.Gaps) + orders.Values.Sum(b => b.Counters.Gaps);

    public long Crossed => instruments.Sum(CrossedOf);

    public long UnknownDeletes => instruments.Sum(UnknownDeletesOf);

    public long CrossedOf(Instrument instrument) => levels.TryGetValue(instrument.Id, out LimitOrderBook? book) ? book.Counters.Crossed : orders.TryGetValue(instrument.Id, out OrderByOrderBook? byOrder) ? byOrder.Counters.Crossed : 0;

    public long UnknownDeletesOf(Instrument instrument) => levels.TryGetValue(instrument.Id, out LimitOrderBook? book) ? book.Counters.UnknownDeletes : orders.TryGetValue(instrument.Id, out OrderByOrderBook? byOrder) ? byOrder.Counters.UnknownOrders : 0;

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        int start = 0;
        while (start < events.Length)
        {
            int id = events[start].InstrumentId, end = start + 1;
            bool one = bbo is not null;
            while (end < events.Length && events[end].InstrumentId == id && !(one && events[end - 1].IsEndOfMessage))
            {
                end++;
            }

            Apply(id, events[start..end]);
            start = end;
        }
    }

    public JsonObject Describe(Instrument instrument, int depth)
    {
        IDepthBook? book = BookOf(instrument.Id);
        var result = new JsonObject
        {
            ["symbol"] = instrument.Symbol,
            ["bestBid"] = Best(instrument, book, Side.Bid),
            ["bestAsk"] = Best(instrument, book, Side.Ask),
            ["bidLevels"] = book?.LevelCount(Side.Bid) ?? 0,
            ["askLevels"] = book?.LevelCount(Side.Ask) ?? 0,
            ["bookHash"] = book is null ? null : BookHash.Format(BookHash.Compute(book)),
        };
        if (book is OrderByOrderBook byOrder)
        {
            result["orders"] = byOrder.OrderCount;
        }

        if (depth > 0 && book is not null)
        {
            result["bids"] = Top(book, Side.Bid, depth);
            result["asks"] = Top(book, Side.Ask, depth);
        }

        return result;
    }

    public void Dispose() => bbo?.Dispose();

    private static bool IsOrder(MarketEventKind kind) => kind is MarketEventKind.OrderAdd or MarketEventKind.OrderModify or MarketEventKind.OrderDelete or MarketEventKind.OrderExecute;

    private void Apply(int id, ReadOnlySpan<MarketEvent> events)
    {
        if (!levels.TryGetValue(id, out LimitOrderBook? book) && !orders.ContainsKey(id))
        {
            foreach (ref readonly MarketEvent e in events)
            {
                if (IsOrder(e.Kind))
                {
                    orders.Add(id, new OrderByOrderBook(instruments[id], new OrderByOrderBookOptions { Crossed = CrossedPolicy.Ignore }));
                    break;
                }

                if (e.Kind == MarketEventKind.Level)
                {
                    levels.Add(id, book = new LimitOrderBook(instruments[id], new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore }));
                    break;
                }
            }
        }

        long updates = 0, messages = 0;
        bool depth = changesDepth, isMessage = messageCounts;
        foreach (ref readonly MarketEvent e in events)
        {
            if (e.Kind == MarketEventKind.BestQuote)
            {
                quotes[(id, e.Side, e.ParticipantId)] = new DepthLevel(e.Price, e.Quantity);
            }

            bool isUpdate = e.Kind == MarketEventKind.Level || IsOrder(e.Kind);
            depth |= isUpdate;
            updates += isUpdate && !e.IsSnapshot ? 1 : 0;
            isMessage |= !e.IsSnapshot && (isUpdate || e.Kind == MarketEventKind.Heartbeat);
            if (e.IsEndOfMessage)
            {
                messages += isMessage ? 1 : 0;
                isMessage = false;
            }
        }

        (changesDepth, messageCounts) = (depth, isMessage);
        Updates += updates;
        Messages += messages;

        book?.Apply(events);
        if (orders.TryGetValue(id, out OrderByOrderBook? byOrder))
        {
            byOrder.Apply(events);
        }

        if (events[^1].IsEndOfMessage)
        {
            if (bbo is not null && changesDepth && id == chosen?.Id && BookOf(id) is { } chosenBook && !events[^1].IsSnapshot)
            {
                WriteBest(chosenBook, events[^1].Sequence);
            }

            changesDepth = false;
        }
    }

    private IDepthBook? BookOf(int id) => levels.TryGetValue(id, out LimitOrderBook? book) ? book : orders.GetValueOrDefault(id);

    private JsonNode? Best(Instrument instrument, IDepthBook? book, Side side)
    {
        DepthLevel level = default;
        if (book is not null)
        {
            book.TryGetBest(side, out level);
        }
        else
        {
            foreach (((int id, Side quoteSide, _), DepthLevel quote) in quotes)
            {
                if (id == instrument.Id && quoteSide == side && quote.Quantity > 0 && (level.Quantity == 0 || (quote.Price - level.Price) * side.Sign() > 0))
                {
                    level = quote;
                }
            }
        }

        return level.Quantity == 0 ? null : new JsonObject { ["price"] = instrument.FormatPrice(level.Price), ["quantity"] = instrument.FormatQuantity(level.Quantity) };
    }

    private static JsonArray Top(IDepthBook book, Side side, int depth)
    {
        var top = new DepthLevel[Math.Min(depth, book.LevelCount(side))];
        book.CopyTop(side, top);
        return new JsonArray([.. top.Select(l => (JsonNode)new JsonArray(book.Instrument.FormatPrice(l.Price), book.Instrument.FormatQuantity(l.Quantity)))]);
    }

    private void WriteBest(IDepthBook book, long sequence)
    {
        bbo!.Write(sequence);
        foreach (Side side in new[] { Side.Bid, Side.Ask })
        {
            bool any = book.TryGetBest(side, out DepthLevel level);
            bbo.Write(',');
            bbo.Write(any ? book.Instrument.FormatPrice(level.Price) : string.Empty);
            bbo.Write(',');
            bbo.Write(any ? book.Instrument.FormatQuantity(level.Quantity) : string.Empty);
        }

        bbo.Write('\n');
    }
}
