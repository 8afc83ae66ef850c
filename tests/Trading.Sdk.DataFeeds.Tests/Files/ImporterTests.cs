using System.IO.Compression;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests;

public class ImporterTests
{
    public static TheoryData<string> Kinds => [.. SmallFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Feed_OfASmallFile_GivesEventsTwiceTheSameAndFromGzip(string kind)
    {
        using var folder = new TemporaryFolder();
        (byte[] content, string name, Func<string, IMarketDataFeed> open) = SmallFiles.All[kind];
        IMarketDataFeed feed = open(folder.Write(name, content));
        ReplayedBooks first = await ReplayedBooks.Run(feed), again = await ReplayedBooks.Run(feed);
        Assert.NotEmpty(first.Events);
        Assert.Equal(first.Events, again.Events);

        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(content);
        }

        ReplayedBooks packed = await ReplayedBooks.Run(open(folder.Write(name, zipped.ToArray())));
        Assert.Equal(first.Events, packed.Events);

        MarketDataFormatException cut = await Assert.ThrowsAnyAsync<MarketDataFormatException>(async () => await ReplayedBooks.Run(open(folder.Write(name, zipped.ToArray()[..^20]))));
        Assert.Contains(name, cut.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coinbase_SmallFile_GivesBookAndTrade()
    {
        ReplayedBooks books = await Run("coinbase");
        LimitOrderBook book = books.Levels["BTC-USD"];
        Assert.True(book.TryGetTouch(out DepthLevel bid, out DepthLevel ask));
        Assert.Equal(("100.75", "3.0", "101.25", "2.5"), (book.Instrument.FormatPrice(bid.Price), book.Instrument.FormatQuantity(bid.Quantity), book.Instrument.FormatPrice(ask.Price), book.Instrument.FormatQuantity(ask.Quantity)));
        MarketEvent trade = Assert.Single(books.Events, e => e.Kind == MarketEventKind.Trade);
        Assert.Equal((Side.Bid, 7), (trade.Side, trade.Id));
        Assert.Equal("2026-08-09T21:05:49.5500000+00:00", Timestamp.ToDateTimeOffset(trade.ExchangeTime).ToString("O", null));
        Assert.Equal(1_000_400_000_000, trade.ReceiveTime);
    }

    [Fact]
    public async Task Kraken_SmallFile_CutsToTheSubscribedDepth()
    {
        ReplayedBooks books = await Run("kraken");
        LimitOrderBook book = books.Levels["XBT/USD"];
        Assert.Equal((2, 2), (book.LevelCount(Side.Bid), book.LevelCount(Side.Ask)));
        Assert.Equal(0, book.QuantityAt(Side.Ask, book.Instrument.ParsePrice("102.00"u8)));
    }

    [Fact]
    public async Task Kraken_WrongChecksum_ClearsTheBookAndIsCounted()
    {
        using var folder = new TemporaryFolder();
        (byte[] content, string name, _) = SmallFiles.All["kraken"];
        string text = System.Text.Encoding.UTF8.GetString(content).Replace("]]},\\\"book-2\\\",\\\"XBT/USD\\\"]\"}\n{\"t\":\"recv\",\"conn\":\"ws\",\"ts\":1000.4", "]],\\\"c\\\":\\\"12345\\\"},\\\"book-2\\\",\\\"XBT/USD\\\"]\"}\n{\"t\":\"recv\",\"conn\":\"ws\",\"ts\":1000.4", StringComparison.Ordinal);
        VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.Kraken, folder.Write(name, text));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Assert.Equal((1, 0), (feed.Counters.ChecksumsWrong, books.Levels["XBT/USD"].LevelCount(Side.Bid)));
    }

    [Fact]
    public async Task Bitstamp_SmallFile_WaitsForTheSnapshotAndDropsWhatItHolds()
    {
        using var folder = new TemporaryFolder();
        VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.Bitstamp, folder.Write("b.jsonl", SmallFiles.All["bitstamp"].Content));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Assert.Equal((2, 1, 1), (feed.Counters.Messages, feed.Counters.Dropped, feed.Counters.Trades));
        Assert.True(books.Levels["btcusd"].TryGetTouch(out DepthLevel bid, out DepthLevel ask));
        Assert.Equal((9_950, 10_150), (bid.Price, ask.Price));
    }

    [Fact]
    public async Task Deribit_BrokenChain_IsAGapAndClearsTheBook()
    {
        using var folder = new TemporaryFolder();
        string text = System.Text.Encoding.UTF8.GetString(SmallFiles.All["deribit"].Content).Replace("prev_change_id\\\":10", "prev_change_id\\\":9", StringComparison.Ordinal);
        VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.Deribit, folder.Write("d.jsonl", text));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Assert.Equal((1, 0), (feed.Counters.Gaps, books.Levels["X"].LevelCount(Side.Bid)));
    }

    [Fact]
    public async Task IndependentReserve_SmallFile_GivesTheOrders()
    {
        ReplayedBooks books = await Run("independent-reserve");
        OrderByOrderBook book = books.Orders["ETH-AUD"];
        Assert.Equal(2, book.OrderCount);
        Assert.Equal(book.Instrument.ParseQuantity("1.0"u8), book.QuantityAt(Side.Ask, book.Instrument.ParsePrice("101.25"u8)));
    }

    [Fact]
    public async Task Databento_SmallFile_FollowsEachAction()
    {
        ReplayedBooks books = await Run("dbn");
        OrderByOrderBook book = books.Orders["ESX"];
        Assert.Equal(0.25m, book.Instrument.Price.Value);
        Assert.Equal((2, 1), (book.OrderCount, books.Trades));
        Assert.True(book.TryGetTouch(out DepthLevel bid, out DepthLevel ask));
        Assert.Equal((3, 7), (bid.Quantity, ask.Quantity));
        Assert.Equal(5214.50m, book.Instrument.Price.ToDecimal(ask.Price));
    }

    [Fact]
    public void Databento_Zstd_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        MarketDataFormatException e = Assert.Throws<MarketDataFormatException>(() => DatabentoFeed.Open(folder.Write("x.zst", [0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0, 0])));
        Assert.Contains("zstd", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lobster_MessagesAlone_GiveOrdersAndTrades()
    {
        ReplayedBooks books = await Run("lobster");
        Assert.Equal((0, 50), (books.Orders["AAA"].LevelCount(Side.Bid), books.Orders["AAA"].QuantityAt(Side.Ask, 2_238_200)));
        MarketEvent[] trades = [.. books.Events.Where(e => e.Kind == MarketEventKind.Trade)];
        Assert.Equal([Side.Bid, Side.Ask], trades.Select(t => t.Side));
        Assert.True(trades[1].Flags.HasFlag(MarketEventFlags.Hidden));
        Assert.Single(books.Events, e => e.Kind == MarketEventKind.Status && e.Id == (long)TradingStatus.Halted);
        Assert.Equal(new DateTimeOffset(2012, 6, 21, 9, 30, 0, 10, TimeSpan.FromHours(-5)), Timestamp.ToDateTimeOffset(books.Events[0].ExchangeTime));
    }

    [Fact]
    public async Task Lobster_WithOrderBook_GivesItsLevels()
    {
        using var folder = new TemporaryFolder();
        string messages = folder.Write("AAA_2012-06-21_1_2_message_2.csv", "34200.01,1,11,100,2238200,-1\n34200.02,1,12,50,2238100,1\n34200.03,4,11,100,2238200,-1\n");
        string book = folder.Write("AAA_2012-06-21_1_2_orderbook_2.csv", "2238200,100,-9999999999,0,9999999999,0,-9999999999,0\n2238200,100,2238100,50,9999999999,0,-9999999999,0\n9999999999,0,2238100,50,9999999999,0,-9999999999,0\n");
        LobsterFeed feed = LobsterFeed.Open(messages, book);
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        LimitOrderBook result = books.Levels["AAA"];
        Assert.Equal((1, 0, 50), (result.LevelCount(Side.Bid), result.LevelCount(Side.Ask), result.QuantityAt(Side.Bid, 2_238_100)));
        Assert.Equal((3, 2, 1), (feed.Counters.Messages, feed.Counters.LevelUpdates, books.Trades));
        string shorter = folder.Write("short.csv", "2238200,100,-9999999999,0\n");
        await Assert.ThrowsAsync<MarketDataFormatException>(() => ReplayedBooks.Run(LobsterFeed.Open(messages, shorter)));
    }

    [Fact]
    public async Task Tardis_ExchangeInAnotherCase_IsTheSameInstrument()
    {
        using var folder = new TemporaryFolder();
        string text = System.Text.Encoding.UTF8.GetString(SmallFiles.All["tardis-l2"].Content);
        int last = text.LastIndexOf("deribit", StringComparison.Ordinal);
        TardisCsvFeed feed = TardisCsvFeed.Open(folder.Write("t.csv", text[..last] + "Deribit" + text[(last + 7)..]));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Assert.Equal("DERIBIT", Assert.Single(feed.Instruments).Venue);
        Assert.Equal(1, books.Levels["BTC-PERPETUAL"].LevelCount(Side.Bid));
    }

    [Fact]
    public void Tardis_RowWithoutSymbol_IsAnErrorThatNamesTheLine()
    {
        using var folder = new TemporaryFolder();
        string text = System.Text.Encoding.UTF8.GetString(SmallFiles.All["tardis-trades"].Content).Replace("XBTUSD", string.Empty, StringComparison.Ordinal);
        MarketDataFormatException e = Assert.Throws<MarketDataFormatException>(() => TardisCsvFeed.Open(folder.Write("t.csv", text)));
        Assert.Equal(2, e.Line);
    }

    [Fact]
    public void Capture_OfAnotherVenue_IsAnErrorThatNamesTheFile()
    {
        using var folder = new TemporaryFolder();
        MarketDataFormatException e = Assert.Throws<MarketDataFormatException>(() => VenueCaptureFeed.Open(CaptureVenue.Kraken, folder.Write("c.jsonl", SmallFiles.All["coinbase"].Content)));
        Assert.Contains("c.jsonl", e.Message, StringComparison.Ordinal);
        Assert.Contains("Kraken", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tardis_SharedFiles_Replay()
    {
        foreach (string name in new[] { "binance-futures_book_snapshot_5_BTCUSDT", "binance-futures_book_snapshot_25_BTCUSDT", "deribit_incremental_book_L2_BTC-PERPETUAL", "bitmex_trades_XBTUSD" })
        {
            string path = SharedFolder.Require($"data/tardis/{name}.csv");
            TardisCsvFeed feed = TardisCsvFeed.Open(path);
            ReplayedBooks books = await ReplayedBooks.Run(feed);
            Assert.Equal(File.ReadLines(path).Count() - 1, feed.Counters.Messages);
            Assert.Equal(0, books.Crossed);
            if (name.Contains("snapshot", StringComparison.Ordinal))
            {
                // The final book is the last row, level by level.
                string[] last = File.ReadLines(path).Last().Split(',');
                LimitOrderBook book = Assert.Single(books.Levels).Value;
                int levels = (last.Length - 4) / 4;
                Assert.Equal((levels, levels), (book.LevelCount(Side.Bid), book.LevelCount(Side.Ask)));
                var asks = new DepthLevel[levels];
                book.CopyTop(Side.Ask, asks);
                for (int i = 0; i < levels; i++)
                {
                    Assert.Equal(decimal.Parse(last[4 + (4 * i)]), book.Instrument.Price.ToDecimal(asks[i].Price));
                    Assert.Equal(decimal.Parse(last[5 + (4 * i)]), book.Instrument.Quantity.ToDecimal(asks[i].Quantity));
                }
            }
        }
    }

    [Fact]
    public async Task BitstampLog_SharedFiles_GiveTheStatedCounts()
    {
        BitstampOrderLogFeed log = BitstampOrderLogFeed.Open(SharedFolder.Require("data/l3/bitstamp_2015-05-01.log.gz"));
        ReplayedBooks books = await ReplayedBooks.Run(log);
        Assert.Equal((56_000, 24_894, 602, 24_918, 575, 5_011), (log.Counters.Messages, log.Created, log.Changed, log.Deleted, log.Counters.Trades, log.Counters.Snapshots));
        OrderByOrderBook book = books.Orders["BTCUSD"];
        // Orders that are not in the book when they are deleted (208 times) or changed (5 times): opened before the start, or logged late.
        Assert.Equal(208 + 5, book.Counters.UnknownOrders);
        Assert.Equal((24_918 - 208, 602 - 5), (book.Counters.Deletes, book.Counters.Modifies));

        BitstampOrderLogFeed csv = BitstampOrderLogFeed.Open(SharedFolder.Require("data/l3/bitstamp_2015-05-01_orders.csv.gz"));
        ReplayedBooks rows = await ReplayedBooks.Run(csv);
        Assert.Equal(50_414, csv.Counters.Messages);
        Assert.Equal(24_894 + 602 + 24_918, csv.Created + csv.Changed + csv.Deleted);
        TestContext.Current.TestOutputHelper!.WriteLine($"log {BookHash.Format(book.ComputeHash())} {book.OrderCount} orders, csv {BookHash.Format(rows.Orders["BTCUSD"].ComputeHash())} {rows.Orders["BTCUSD"].OrderCount} orders");
        Assert.Equal(book.OrderCount, rows.Orders["BTCUSD"].OrderCount);
    }

    [Fact]
    public async Task Taq_SharedFiles_GiveEveryRow()
    {
        TaqCsvFeed trades = TaqCsvFeed.Open(SharedFolder.Require("data/taq/taq_XXX_trades_raw_2018-01-02.csv.gz"));
        ReplayedBooks t = await ReplayedBooks.Run(trades);
        Assert.Equal((39_470, 39_470, 13), (trades.Counters.Messages, t.Trades, t.Events.Select(e => e.ParticipantId).Distinct().Count()));
        Assert.Contains(t.Events, e => e.Flags.HasFlag(MarketEventFlags.NotLast));
        // 05:01 Eastern is 10:01 UTC.
        Assert.Equal(new TimeSpan(10, 1, 21), new TimeSpan(0, 0, (int)Timestamp.ToDateTimeOffset(t.Events[0].ExchangeTime).TimeOfDay.TotalSeconds));

        TaqCsvFeed quotes = TaqCsvFeed.Open(SharedFolder.Require("data/taq/taq_XXX_quotes_raw_2018-01-02.csv.gz"));
        ReplayedBooks q = await ReplayedBooks.Run(quotes);
        Assert.Equal((66_695, 2 * 66_695, 12), (quotes.Counters.Messages, q.Events.Count, q.Events.Select(e => e.ParticipantId).Distinct().Count()));

        TaqCsvFeed etf = TaqCsvFeed.Open(SharedFolder.Require("data/taq/multi_ETF_AAA_BBB_trades_2014-09-17.csv.gz"));
        ReplayedBooks m = await ReplayedBooks.Run(etf);
        Assert.Equal((43_581, 3), (m.Trades, etf.Instruments.Count));
    }

    [Fact]
    public void Npy_ColumnsAndEvents_ComeBackTheSame()
    {
        using var folder = new TemporaryFolder();
        MarketEvent[] events = SyntheticStream.Levels(1, 30_000, 3);
        NpyFile.WriteEvents(folder["e.npy"], events);
        Assert.Equal(events, NpyFile.ReadEvents(folder["e.npy"]));
        Assert.Equal(0, (new FileInfo(folder["e.npy"]).Length - (events.Length * 64L)) % 64);

        double[] column = [.. Enumerable.Range(0, 200_000).Select(i => i * 0.5)];
        NpyFile.Write<double>(folder["c.npy"], column);
        Assert.Equal(column, NpyFile.Read<double>(folder["c.npy"]));
        Assert.Throws<MarketDataFormatException>(() => NpyFile.Read<long>(folder["c.npy"]));
        Assert.Throws<MarketDataFormatException>(() => NpyFile.ReadEvents(folder["c.npy"]));
        File.WriteAllBytes(folder["c.npy"], File.ReadAllBytes(folder["c.npy"])[..^1]);
        Assert.Throws<MarketDataFormatException>(() => NpyFile.Read<double>(folder["c.npy"]));
        Assert.Throws<NotSupportedException>(() => NpyFile.Write<Guid>(folder["g.npy"], []));
    }

    [Theory]
    [InlineData("h.npy")]
    [InlineData("h.npz")]
    public void HftBacktest_Events_ComeBackTheSame(string name)
    {
        using var folder = new TemporaryFolder();
        Instrument instrument = SyntheticStream.Instrument(1);
        MarketEvent[] events = SyntheticStream.Levels(1, 2_000, 4);
        Assert.Equal(events.Length, HftBacktestFile.Write(folder[name], instrument, events));
        MarketEvent[] read = HftBacktestFile.Read(folder[name], instrument);
        // The format has no sequences and no trade ids; snapshots keep their flag, clears lose it.
        Assert.Equal(events.Select(e => (e.Kind, e.Side, e.Price, e.Quantity, e.ExchangeTime, e.ReceiveTime, e.IsEndOfMessage)), read.Select(e => (e.Kind, e.Side, e.Price, e.Quantity, e.ExchangeTime, e.ReceiveTime, e.IsEndOfMessage)));
        Assert.Throws<MarketDataFormatException>(() => HftBacktestFile.Read(folder[name], new Instrument(1, "X", 0.7m, 0.001m)));
    }

    private static async Task<ReplayedBooks> Run(string kind)
    {
        using var folder = new TemporaryFolder();
        (byte[] content, string name, Func<string, IMarketDataFeed> open) = SmallFiles.All[kind];
        return await ReplayedBooks.Run(open(folder.Write(name, content)));
    }
}
