using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Workbench.Books;

/// <summary>Applies a feed's events to a level-2 book and notes the best levels after each depth message.</summary>
internal sealed class BookReplaySink : IMarketEventSink, IDisposable
{
    private readonly StreamWriter? bbo;
    private bool messageChangesDepth;

    public BookReplaySink(Instrument instrument, string? bboFile, LimitOrderBookOptions? options = null)
    {
        Book = new LimitOrderBook(instrument, options);
        if (bboFile is not null)
        {
            bbo = new StreamWriter(bboFile);
            bbo.WriteLine("sequence,bidPrice,bidQuantity,askPrice,askQuantity");
        }
    }

    public LimitOrderBook Book { get; }

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        if (bbo is null)
        {
            Book.Apply(events);
            return;
        }

        foreach (ref readonly MarketEvent e in events)
        {
            Book.Apply(in e);
            messageChangesDepth |= e.Kind is MarketEventKind.Level or MarketEventKind.Heartbeat && !e.IsSnapshot;
            if (e.IsEndOfMessage)
            {
                if (messageChangesDepth && Book.State == BookState.Live)
                {
                    WriteBest(e.Sequence);
                }

                messageChangesDepth = false;
            }
        }
    }

    /// <summary>The fields that every format prints.</summary>
    public JsonObject Describe(long messages, long levelUpdates, long gaps, long resyncs, TimeSpan elapsed, int depth)
    {
        var result = new JsonObject
        {
            ["messages"] = messages,
            ["levelUpdates"] = levelUpdates,
            ["gaps"] = gaps,
            ["resyncs"] = resyncs,
            ["crossed"] = Book.Counters.Crossed,
            ["unknownDeletes"] = Book.Counters.UnknownDeletes,
            ["bestBid"] = Best(Side.Bid),
            ["bestAsk"] = Best(Side.Ask),
            ["bidLevels"] = Book.LevelCount(Side.Bid),
            ["askLevels"] = Book.LevelCount(Side.Ask),
            ["bookHash"] = BookHash.Format(Book.ComputeHash()),
            ["seconds"] = elapsed.TotalSeconds,
            ["updatesPerSecond"] = elapsed > TimeSpan.Zero ? Math.Round(levelUpdates / elapsed.TotalSeconds) : 0,
        };
        if (depth > 0)
        {
            result["bids"] = Top(Side.Bid, depth);
            result["asks"] = Top(Side.Ask, depth);
        }

        return result;
    }

    public void Dispose() => bbo?.Dispose();

    private JsonNode? Best(Side side) => Book.TryGetBest(side, out DepthLevel level)
        ? new JsonObject { ["price"] = Book.Instrument.FormatPrice(level.Price), ["quantity"] = Book.Instrument.FormatQuantity(level.Quantity) }
        : null;

    private JsonArray Top(Side side, int depth)
    {
        var levels = new DepthLevel[Math.Min(depth, Book.LevelCount(side))];
        Book.CopyTop(side, levels);
        return new JsonArray([.. levels.Select(l => (JsonNode)new JsonArray(Book.Instrument.FormatPrice(l.Price), Book.Instrument.FormatQuantity(l.Quantity)))]);
    }

    private void WriteBest(long sequence)
    {
        bbo!.Write(sequence);
        WriteBest(Side.Bid);
        WriteBest(Side.Ask);
        bbo.Write('\n');
    }

    private void WriteBest(Side side)
    {
        bbo!.Write(',');
        bool any = Book.TryGetBest(side, out DepthLevel level);
        if (any)
        {
            bbo.Write(Book.Instrument.FormatPrice(level.Price));
        }

        bbo.Write(',');
        if (any)
        {
            bbo.Write(Book.Instrument.FormatQuantity(level.Quantity));
        }
    }
}
