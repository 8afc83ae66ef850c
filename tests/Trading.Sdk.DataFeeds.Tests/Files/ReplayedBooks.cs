using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>Runs a feed into a book per instrument.</summary>
internal sealed class ReplayedBooks : IMarketEventSink
{
    private readonly IMarketDataFeed feed;

    private ReplayedBooks(IMarketDataFeed feed) => this.feed = feed;

    public Dictionary<string, LimitOrderBook> Levels { get; } = [];

    public Dictionary<string, OrderByOrderBook> Orders { get; } = [];

    public List<MarketEvent> Events { get; } = [];

    public long Crossed => Levels.Values.Sum(b => b.Counters.Crossed) + Orders.Values.Sum(b => b.Counters.Crossed);

    public long Trades { get; private set; }

    public static async Task<ReplayedBooks> Run(IMarketDataFeed feed)
    {
        var books = new ReplayedBooks(feed);
        await feed.RunAsync(books, CancellationToken.None);
        return books;
    }

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        Events.AddRange(events);
        Assert.True(events[^1].IsEndOfMessage);
        Instrument instrument = feed.Instruments[events[0].InstrumentId];
        bool orders = false, levels = false;
        foreach (ref readonly MarketEvent e in events)
        {
            Assert.Equal(instrument.Id, e.InstrumentId);
            orders |= e.Kind is >= MarketEventKind.OrderAdd and <= MarketEventKind.OrderExecute;
            levels |= e.Kind == MarketEventKind.Level;
            Trades += e.Kind == MarketEventKind.Trade ? 1 : 0;
        }

        if (levels && !Levels.ContainsKey(instrument.Symbol))
        {
            Levels.Add(instrument.Symbol, new LimitOrderBook(instrument, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore }));
        }

        if (orders && !Orders.ContainsKey(instrument.Symbol))
        {
            Orders.Add(instrument.Symbol, new OrderByOrderBook(instrument, new OrderByOrderBookOptions { Crossed = CrossedPolicy.Ignore }));
        }

        if (!orders && Levels.TryGetValue(instrument.Symbol, out LimitOrderBook? book))
        {
            book.Apply(events);
        }

        if (!levels && Orders.TryGetValue(instrument.Symbol, out OrderByOrderBook? byOrder))
        {
            byOrder.Apply(events);
        }
    }
}
