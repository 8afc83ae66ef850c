using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>The captured sessions give the counts that their description states.</summary>
public class VenueCaptureTests
{
    [Fact]
    public async Task Coinbase_Capture_GivesTheStatedCounts()
    {
        VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.Coinbase, SharedFolder.Require("data/venues/COINBASE.jsonl.gz"));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Show(feed, books);
        Assert.Equal((1_030, 0, 2, 74_193), (feed.Counters.Messages, feed.Counters.Gaps, feed.Counters.Snapshots, feed.Counters.LevelUpdates));
        Assert.Equal(74_193, books.Events.Count(e => e.Kind == MarketEventKind.Level));
        Assert.Equal(0, books.Crossed);
        LimitOrderBook btc = books.Levels["BTC-USD"];
        Assert.Equal((18_769, 27_238), (btc.LevelCount(Side.Bid), btc.LevelCount(Side.Ask)));
    }

    [Fact]
    public async Task Kraken_Capture_HasEveryChecksumRight()
    {
        VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.Kraken, SharedFolder.Require("data/venues/KRAKEN.jsonl.gz"));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Show(feed, books);
        Assert.Equal((4_269, 4_269, 0, 10), (feed.Counters.Messages, feed.Counters.ChecksumsRight, feed.Counters.ChecksumsWrong, feed.Counters.Snapshots));
        Assert.Equal(0, books.Crossed);
        Assert.All(books.Levels.Values, b => Assert.True(b.LevelCount(Side.Bid) <= 1000 && b.LevelCount(Side.Ask) <= 1000));
    }

    [Fact]
    public async Task Deribit_Capture_GivesTheStatedCounts()
    {
        VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.Deribit, SharedFolder.Require("data/venues/DERIBIT.jsonl.gz"));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Show(feed, books);
        Assert.Equal((46, 0, 0), (feed.Counters.Messages, feed.Counters.Gaps, books.Crossed));
    }

    [Fact]
    public async Task Bitstamp_Capture_DropsWhatTheSnapshotsHold()
    {
        VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.Bitstamp, SharedFolder.Require("data/venues/BITSTAMP.jsonl.gz"));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Show(feed, books);
        Assert.Equal((717, 102, 10, 0), (feed.Counters.Messages, feed.Counters.Dropped, feed.Counters.Snapshots, books.Crossed));
        Assert.Equal(10, feed.Counters.Trades);
    }

    [Fact]
    public async Task Bitmex_Capture_KnowsEveryLevelId()
    {
        VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.Bitmex, SharedFolder.Require("data/venues/BITMEX.ws.1.0.gz"));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Show(feed, books);
        Assert.Equal((1_979, 0, 0, 10), (feed.Counters.Messages, feed.Counters.UnknownIds, books.Crossed, feed.Counters.Snapshots));
        Assert.All(books.Levels.Values, b => Assert.Equal(0, b.Counters.UnknownDeletes));
    }

    /// <summary>After the depth message with final id u the best levels equal the book ticker with the largest id up to u, where a later one exists.</summary>
    [Theory]
    [InlineData(CaptureVenue.Binance, "BINANCE", 177, 141)]
    [InlineData(CaptureVenue.BinanceFutures, "BINANCE_FUTURES", 764, 720)]
    public async Task Binance_Capture_EqualsItsBookTickers(CaptureVenue venue, string file, int depthMessages, int points)
    {
        VenueCaptureFeed feed = VenueCaptureFeed.Open(venue, SharedFolder.Require($"data/venues/{file}.jsonl.gz"));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Show(feed, books);
        Assert.Equal((depthMessages, 0, 4, 0), (feed.Counters.Messages, feed.Counters.Gaps, feed.Counters.Snapshots, books.Crossed));
        (int equal, int compared) = BookTickerOracle.Compare(feed.Instruments, books.Events);
        Assert.Equal((points, points), (equal, compared));
    }

    [Fact]
    public async Task IndependentReserve_Capture_GivesTheStatedCounts()
    {
        VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.IndependentReserve, SharedFolder.Require("data/venues/INDEPENDENT_RESERVE.jsonl.gz"));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Show(feed, books);
        Assert.Equal((1_663, 0, 5), (feed.Counters.Messages, feed.Counters.Gaps, feed.Counters.Snapshots));
        Assert.Equal(0, books.Crossed);
        Assert.Equal(37, feed.Counters.UnknownIds);
        Assert.All(books.Orders.Values, b => Assert.Equal((0, 0), (b.Counters.UnknownOrders, b.Counters.DuplicateAdds)));
    }

    [Fact]
    public async Task Databento_Mbo_GivesTheStatedFinalBook()
    {
        DatabentoFeed feed = DatabentoFeed.Open(SharedFolder.Require("data/l3/glbx_ES_2024-05-08_mbo.dbn.gz"));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Assert.Equal((DatabentoSchema.Mbo, 13_796, 0, 0), (feed.Schema, feed.Counters.Messages, feed.Counters.UnknownIds, books.Crossed));
        OrderByOrderBook book = Assert.Single(books.Orders).Value;
        Assert.True(book.TryGetTouch(out DepthLevel bid, out DepthLevel ask));
        Assert.Equal((5214.00m, 5214.25m), (book.Instrument.Price.ToDecimal(bid.Price), book.Instrument.Price.ToDecimal(ask.Price)));
        Assert.Equal((976, 571, 13_598), (book.LevelCount(Side.Bid), book.LevelCount(Side.Ask), book.OrderCount));
        Assert.Equal(0.25m, book.Instrument.Price.Value);
    }

    [Fact]
    public async Task Databento_Mbp1_GivesQuotesAndTrades()
    {
        DatabentoFeed feed = DatabentoFeed.Open(SharedFolder.Require("data/l3/glbx_2024-07-01_mbp-1.dbn.gz"));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Assert.Equal((DatabentoSchema.Mbp1, 2_288), (feed.Schema, feed.Counters.Messages));
        LimitOrderBook book = Assert.Single(books.Levels).Value;
        Assert.Equal((1, 1), (book.LevelCount(Side.Bid), book.LevelCount(Side.Ask)));
        Assert.Equal(0, book.Counters.UnknownDeletes);
        TestContext.Current.TestOutputHelper!.WriteLine($"{book.Instrument} step {book.Instrument.Price}, trades {books.Trades}, first {Timestamp.ToDateTimeOffset(books.Events[0].ExchangeTime):O}, last {Timestamp.ToDateTimeOffset(books.Events[^1].ExchangeTime):O}, crossed {books.Crossed}");
    }

    private static void Show(VenueCaptureFeed feed, ReplayedBooks books)
    {
        ImportCounters c = feed.Counters;
        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"messages {c.Messages}, snapshots {c.Snapshots}, levels {c.LevelUpdates}, orders {c.OrderEvents}, trades {c.Trades}, gaps {c.Gaps}, dropped {c.Dropped}, unknown {c.UnknownIds}, checksums {c.ChecksumsRight}/{c.ChecksumsWrong}, others {c.Others}");
        foreach (Instrument i in feed.Instruments)
        {
            string levels = books.Levels.TryGetValue(i.Symbol, out LimitOrderBook? b) ? $"{b.LevelCount(Side.Bid)} x {b.LevelCount(Side.Ask)} crossed {b.Counters.Crossed} sparse {b.IsSparse(Side.Bid)}" : string.Empty;
            output.WriteLine($"{i} {i.Price} {i.Quantity} {levels}");
        }

        // Does the side of trades agree with the book before them?
        int atAsk = 0, atBid = 0, other = 0;
        var replay = feed.Instruments.ToDictionary(i => i.Id, i => new LimitOrderBook(i, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore }));
        foreach (MarketEvent e in books.Events)
        {
            if (e.Kind == MarketEventKind.Trade && replay[e.InstrumentId].TryGetTouch(out DepthLevel bid, out DepthLevel ask))
            {
                bool buy = e.Side == Side.Bid;
                double mid = (bid.Price + ask.Price) / 2.0;
                atAsk += buy == (e.Price > mid) ? 1 : 0;
                atBid += buy != (e.Price > mid) ? 1 : 0;
                other += e.Price == mid ? 1 : 0;
            }
            else if (e.Kind is MarketEventKind.Level or MarketEventKind.Clear)
            {
                replay[e.InstrumentId].Apply(in e);
            }
        }

        output.WriteLine($"aggressor agrees {atAsk}, disagrees {atBid}, at mid {other}");
    }
}
