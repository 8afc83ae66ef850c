using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Benchmarks.DataFeeds;

/// <summary>Applies events to a book and reads both best prices after each message.</summary>
internal sealed class BookSink(LimitOrderBook book) : IMarketEventSink
{
    public long Allocated { get; set; }

    public long Sum { get; private set; }

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        book.Apply(events);
        book.TryGetBest(Side.Bid, out DepthLevel bid);
        book.TryGetBest(Side.Ask, out DepthLevel ask);
        Sum += bid.Price + ask.Price;
    }
}
