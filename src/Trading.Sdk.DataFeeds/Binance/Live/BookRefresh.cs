using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// A second synchroniser and book that take the same messages as the live ones and a fresh snapshot, until they stand at the same
/// update id: then the book can be replaced without a moment in which there is none.
/// </summary>
internal sealed class BookRefresh : IMarketEventSink
{
    public BookRefresh(BinanceBook book, long time)
    {
        Book = book.NewBook();
        Synchronizer = new BinanceDepthSynchronizer(book.Instrument, book.Venue, book.BufferEventsMax);
        Synchronizer.OnConnected(time);
    }

    public LimitOrderBook Book { get; }

    public BinanceDepthSynchronizer Synchronizer { get; }

    public bool HasFailed { get; private set; }

    /// <summary>Snapshots asked for so far.</summary>
    public int Attempts { get; set; }

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        try
        {
            HasFailed |= (Book.Apply(events) & BookChanges.Crossed) != 0;
        }
        catch (MarketDataFormatException)
        {
            HasFailed = true;
        }
    }
}
