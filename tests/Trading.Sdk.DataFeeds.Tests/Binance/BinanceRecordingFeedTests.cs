using System.IO.Compression;
using System.Text;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

public sealed class BinanceRecordingFeedTests : IDisposable
{
    private static readonly string[] Lines =
    [
        """1000 {"stream":"xy@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"XY","U":1,"u":3,"b":[["10.00","1.00"]],"a":[["11.00","2.00"]]}}""",
        """2000 {"lastUpdateId":2,"bids":[["10.00","5.00"],["9.99","4.00"]],"asks":[["11.00","3.00"]]}""",
        """3000 {"stream":"xy@bookTicker","data":{"u":3,"s":"XY","b":"10.00","B":"1.00","a":"11.00","A":"2.00"}}""",
        """4000 {"stream":"xy@trade","data":{"e":"trade","E":1723161255343,"s":"XY","t":9,"p":"10.00","q":"0.50","T":1723161255342,"m":true,"M":true}}""",
        """5000 {"stream":"xy@depth@100ms","data":{"e":"depthUpdate","E":1723161255308,"s":"XY","U":4,"u":5,"b":[["10.00","0.50"],["9.98","0.00"]],"a":[]}}""",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("binance-recording").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_SmallRecording_EndsWithTheTrueBook(bool gzip)
    {
        BinanceRecordingFeed feed = Open(BinanceVenue.Spot, Write(gzip, Lines));
        var sink = new BookSink(feed.Instrument);
        await feed.RunAsync(sink, TestContext.Current.CancellationToken);
        Assert.Equal("XY", feed.Instrument.Symbol);
        Assert.Equal(FeedState.Live, feed.Synchronizer.State);
        Assert.Equal([(1000L, 50L), (999L, 400L)], Walk(sink.Book, Side.Bid));
        Assert.Equal([(1100L, 200L)], Walk(sink.Book, Side.Ask));
        Assert.Equal((1, 1), (sink.Trades, sink.Book.Counters.UnknownDeletes));
        Assert.Equal(5, feed.Messages);
    }

    [Theory]
    [InlineData(BinanceVenue.Spot)]
    [InlineData(BinanceVenue.UsdMFutures)]
    public async Task RunAsync_EveryOtherStream_IsPassedOn(BinanceVenue venue)
    {
        string[] lines = venue == BinanceVenue.Spot
            ?
            [
                """1 {"stream":"xy@depth5@100ms","data":{"lastUpdateId":7,"bids":[["10.00","1.00"]],"asks":[["11.00","2.00"]]}}""",
                """2 {"stream":"xy@aggTrade","data":{"e":"aggTrade","E":1723161255343,"s":"XY","a":3,"p":"10.00","q":"0.50","f":7,"l":8,"T":1723161255342,"m":false,"M":true}}""",
                """3 {"stream":"xy@kline_1m","data":{"e":"kline","E":1672515782136,"s":"XY","k":{"t":1672515780000,"T":1672515839999,"s":"XY","i":"1m","f":100,"L":200,"o":"10.00","c":"10.10","h":"10.20","l":"9.90","v":"5.00","n":100,"x":true,"q":"1","V":"2.00","Q":"0","B":"0"}}}""",
                """4 {"stream":"xy@kline_1m","data":{"e":"kline","E":1672515842136,"s":"XY","k":{"t":1672515840000,"T":1672515899999,"s":"XY","i":"1m","f":201,"L":201,"o":"10.00","c":"10.10","h":"10.20","l":"9.90","v":"5.00","n":1,"x":false,"q":"1","V":"2.00","Q":"0","B":"0"}}}""",
            ]
            :
            [
                """1 {"stream":"xy@depth5@100ms","data":{"e":"depthUpdate","E":1723161255208,"T":1723161255205,"s":"XY","U":5,"u":7,"pu":4,"b":[["10.00","1.00"]],"a":[["11.00","2.00"]]}}""",
                """2 {"stream":"xy@markPrice@1s","data":{"e":"markPriceUpdate","E":1562305380000,"s":"XY","p":"11.15123","i":"11.62","P":"11.25","r":"0.00038167","T":1562306400000}}""",
                """3 {"stream":"xy@forceOrder","data":{"e":"forceOrder","E":1568014460893,"o":{"s":"XY","S":"SELL","o":"LIMIT","f":"IOC","q":"0.14","p":"9.10","ap":"9.10","X":"FILLED","l":"0.14","z":"0.14","T":1568014460893}}}""",
                """4 {"openInterest":"10.50","symbol":"XY","time":1589437530011}""",
            ];
        BinanceRecordingFeed feed = Open(venue, Write(false, lines));
        var sink = new EverythingSink();
        await feed.RunAsync(sink, TestContext.Current.CancellationToken);
        Assert.Equal(
            venue == BinanceVenue.Spot
                ? ["Clear 0 0", "Level 1000 100", "Level 1100 200", "Trade 1000 50", "bar 1000 1020 990 1010 500 200 100"]
                : (string[])["Clear 0 0", "Level 1000 100", "Level 1100 200", "MarkPrice 1115 0", "IndexPrice 1162 0", "FundingRate 0 3816700", "Liquidation 910 14", "OpenInterest 0 1050"],
            sink.Lines);
        Assert.Equal((4, 0), (feed.Messages, feed.OtherMessages));
    }

    [Fact]
    public async Task RunAsync_PartialDepthBesideTheWholeBook_DoesNotOverwriteIt()
    {
        string partial = """4500 {"stream":"xy@depth5","data":{"lastUpdateId":4,"bids":[["10.00","9.00"]],"asks":[["11.00","9.00"]]}}""";
        BinanceRecordingFeed feed = Open(BinanceVenue.Spot, Write(false, [.. Lines[..4], partial, Lines[4], partial]));
        var sink = new BookSink(feed.Instrument);
        await feed.RunAsync(sink, TestContext.Current.CancellationToken);
        Assert.Equal([(1000L, 50L), (999L, 400L)], Walk(sink.Book, Side.Bid));
        Assert.Equal(2, feed.OtherMessages);
    }

    [Theory]
    [InlineData("""{"stream":"ab@depth5","data":{"lastUpdateId":7,"bids":[],"asks":[]}}""")]
    [InlineData("""{"e":"forceOrder","E":1568014460893,"o":{"s":"AB","S":"SELL","q":"0.14","p":"9.10","T":1568014460893}}""")]
    public async Task RunAsync_OtherSymbolThatIsNamedElsewhere_IsAnErrorToo(string json)
    {
        BinanceRecordingFeed feed = Open(BinanceVenue.Spot, Write(false, [.. Lines, "6000 " + json]));
        MarketDataFormatException e = await Assert.ThrowsAsync<MarketDataFormatException>(() => feed.RunAsync(new CollectingSink(), TestContext.Current.CancellationToken));
        Assert.Contains("AB", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_TwoFiles_ContinueOneAnother()
    {
        BinanceRecordingFeed feed = Open(BinanceVenue.Spot, Write(true, Lines[..3]), Write(false, Lines[3..]));
        var sink = new BookSink(feed.Instrument);
        await feed.RunAsync(sink, TestContext.Current.CancellationToken);
        Assert.Equal(50, sink.Book.QuantityAt(Side.Bid, 1000));
        Assert.Equal(0, feed.Synchronizer.Counters.Gaps);
    }

    [Fact]
    public async Task RunAsync_GzipCutAnywhere_IsAnErrorThatNamesTheFile()
    {
        string whole = Write(true, Lines);
        byte[] bytes = await File.ReadAllBytesAsync(whole);
        for (int length = 18; length < bytes.Length; length++)
        {
            string cut = Path.Combine(folder, "cut.gz");
            await File.WriteAllBytesAsync(cut, bytes.AsMemory(0, length));
            var options = new BinanceRecordingOptions { Venue = BinanceVenue.Spot, Tick = 0.01m, Lot = 0.01m, Symbol = "XY" };
            MarketDataFormatException error = await Assert.ThrowsAsync<MarketDataFormatException>(async () =>
                await BinanceRecordingFeed.Open(options, cut).RunAsync(new BookSink(new Instrument(1, "XY", 0.01m, 0.01m)), TestContext.Current.CancellationToken));
            Assert.StartsWith(cut + ", line ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunAsync_GzipOfSeveralMembers_IsReadWhole()
    {
        byte[] first = await File.ReadAllBytesAsync(Write(true, Lines[..2])), second = await File.ReadAllBytesAsync(Write(true, Lines[2..]));
        string joined = Path.Combine(folder, "joined.gz");
        await File.WriteAllBytesAsync(joined, [.. first, .. second]);
        BinanceRecordingFeed feed = Open(BinanceVenue.Spot, joined);
        await feed.RunAsync(new BookSink(feed.Instrument), TestContext.Current.CancellationToken);
        Assert.Equal(5, feed.Messages);
    }

    [Fact]
    public async Task RunAsync_MalformedLine_IsAnErrorThatNamesFileAndLine()
    {
        string file = Write(false, [.. Lines[..3], "4000 {\"stream\":", .. Lines[3..]]);
        BinanceRecordingFeed feed = Open(BinanceVenue.Spot, file);
        MarketDataFormatException error = await Assert.ThrowsAsync<MarketDataFormatException>(() => feed.RunAsync(new BookSink(feed.Instrument), TestContext.Current.CancellationToken));
        Assert.Equal((file, 4L), (error.DataSource, error.Line));
        Assert.StartsWith($"{file}, line 4: not valid JSON", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WrongVenueOrSecondSymbol_IsAnError()
    {
        BinanceRecordingFeed wrongVenue = Open(BinanceVenue.UsdMFutures, Write(false, Lines));
        await Assert.ThrowsAsync<MarketDataFormatException>(() => wrongVenue.RunAsync(new BookSink(wrongVenue.Instrument), TestContext.Current.CancellationToken));
        BinanceRecordingFeed mixed = Open(BinanceVenue.Spot, Write(false, [.. Lines, Lines[0].Replace("XY", "ZZ", StringComparison.Ordinal)]));
        MarketDataFormatException error = await Assert.ThrowsAsync<MarketDataFormatException>(() => mixed.RunAsync(new BookSink(mixed.Instrument), TestContext.Current.CancellationToken));
        Assert.Contains("ZZ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFileOrNoRecording_IsAnError()
    {
        Assert.Throws<FileNotFoundException>(() => Open(BinanceVenue.Spot, Path.Combine(folder, "absent.gz")));
        Assert.Throws<MarketDataFormatException>(() => Open(BinanceVenue.Spot, Write(false, ["hello"])));
        Assert.Throws<MarketDataFormatException>(() => Open(BinanceVenue.Spot, Write(false, [])));
    }

    /// <summary>After the depth message with final id u the best levels must equal the book ticker with the largest id up to u, where a later one exists.</summary>
    [Theory]
    [InlineData(BinanceVenue.Spot, "0.01", "0.00001", "spot_btcusdt_20240808.gz,spot_btcusdt_20240809.gz", 6490, 6492, 298_094, "61602.01", "1.67177", "61602.02", "2.66795", 1971, 2962)]
    [InlineData(BinanceVenue.UsdMFutures, "0.10", "0.001", "usdm_btcusdt_20240808.gz", 6545, 6545, 443_262, "61659.7", "1.486", "61659.8", "0.981", 5018, 4578)]
    [InlineData(BinanceVenue.CoinMFutures, "0.1", "1", "cm_btcusd_perp_20240808.gz,cm_btcusd_perp_20240809.gz", 44_770, 44_770, 659_405, "61600.0", "27", "61600.1", "1647", 1510, 1733)]
    public async Task RunAsync_RecordedMarket_EqualsTheBookTickerAndTheKnownFinalBook(
        BinanceVenue venue, string tick, string lot, string files, int equalAtLeast, int points, long updates, string bid, string bidQuantity, string ask, string askQuantity, int bidLevels, int askLevels)
    {
        string[] paths = [.. files.Split(',').Select(f => SharedFolder.Require("data/binance/" + f))];
        var options = new BinanceRecordingOptions
        {
            Venue = venue,
            Tick = decimal.Parse(tick, System.Globalization.CultureInfo.InvariantCulture),
            Lot = decimal.Parse(lot, System.Globalization.CultureInfo.InvariantCulture),
        };
        BinanceRecordingFeed feed = BinanceRecordingFeed.Open(options, paths);
        var sink = new BookSink(feed.Instrument);
        await feed.RunAsync(sink, TestContext.Current.CancellationToken);

        Assert.Equal(updates, feed.Synchronizer.Counters.LevelUpdates);
        Assert.Equal((0L, 0L, 0L), (feed.Synchronizer.Counters.Gaps, feed.Synchronizer.Counters.Resyncs, sink.Book.Counters.Crossed));
        Assert.True(sink.Book.TryGetTouch(out DepthLevel bestBid, out DepthLevel bestAsk));
        Assert.Equal((bid, bidQuantity), (feed.Instrument.FormatPrice(bestBid.Price), feed.Instrument.FormatQuantity(bestBid.Quantity)));
        Assert.Equal((ask, askQuantity), (feed.Instrument.FormatPrice(bestAsk.Price), feed.Instrument.FormatQuantity(bestAsk.Quantity)));
        Assert.Equal((bidLevels, askLevels), (sink.Book.LevelCount(Side.Bid), sink.Book.LevelCount(Side.Ask)));

        (int equal, int compared) = sink.CompareWithTickers();
        Assert.Equal(points, compared);
        Assert.InRange(equal, equalAtLeast, points);
    }

    private static BinanceRecordingFeed Open(BinanceVenue venue, params string[] files) =>
        BinanceRecordingFeed.Open(new BinanceRecordingOptions { Venue = venue, Tick = 0.01m, Lot = 0.01m }, files);

    private static (long Price, long Quantity)[] Walk(LimitOrderBook book, Side side)
    {
        var levels = new List<(long, long)>();
        foreach (DepthLevel level in book.Walk(side))
        {
            levels.Add((level.Price, level.Quantity));
        }

        return [.. levels];
    }

    private string Write(bool gzip, string[] lines)
    {
        string path = Path.Combine(folder, Guid.NewGuid().ToString("N") + (gzip ? ".gz" : ".txt"));
        using Stream stream = gzip ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        foreach (string line in lines)
        {
            stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }

        return path;
    }

    private sealed class BookSink(Instrument instrument) : IMarketEventSink
    {
        private readonly List<(long Id, long Bid, long BidQuantity, long Ask, long AskQuantity)> tickers = [];
        private readonly List<(long Id, long Bid, long BidQuantity, long Ask, long AskQuantity)> books = [];

        public LimitOrderBook Book { get; } = new(instrument);

        public int Trades { get; private set; }

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            Book.Apply(events);
            MarketEvent last = events[^1];
            if (last.Kind == MarketEventKind.BestQuote)
            {
                tickers.Add((last.Sequence, events[0].Price, events[0].Quantity, last.Price, last.Quantity));
            }
            else if (last.Kind == MarketEventKind.Level && !last.IsSnapshot && Book.TryGetTouch(out DepthLevel bid, out DepthLevel ask))
            {
                books.Add((last.Sequence, bid.Price, bid.Quantity, ask.Price, ask.Quantity));
            }

            Trades += last.Kind == MarketEventKind.Trade ? 1 : 0;
        }

        public (int Equal, int Compared) CompareWithTickers()
        {
            tickers.Sort((a, b) => a.Id.CompareTo(b.Id));
            long[] ids = [.. tickers.Select(t => t.Id)];
            int equal = 0, compared = 0;
            foreach (var book in books)
            {
                int at = Array.BinarySearch(ids, book.Id);
                // Several tickers may carry one id: the last of them counts.
                at = at < 0 ? ~at - 1 : at;
                while (at >= 0 && at + 1 < ids.Length && ids[at + 1] <= book.Id)
                {
                    at++;
                }

                if (at < 0 || at + 1 >= ids.Length)
                {
                    continue;
                }

                compared++;
                var ticker = tickers[at];
                equal += (ticker.Bid, ticker.BidQuantity, ticker.Ask, ticker.AskQuantity) == (book.Bid, book.BidQuantity, book.Ask, book.AskQuantity) ? 1 : 0;
            }

            return (equal, compared);
        }
    }

    private sealed class EverythingSink : IMarketEventSink
    {
        public List<string> Lines { get; } = [];

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            foreach (MarketEvent e in events)
            {
                Lines.Add($"{e.Kind} {e.Price} {e.Quantity}");
            }
        }

        public void OnBars(ReadOnlySpan<Bar> bars)
        {
            foreach (Bar b in bars)
            {
                Lines.Add($"bar {b.Open} {b.High} {b.Low} {b.Close} {b.Volume} {b.BuyVolume} {b.TradeCount}");
            }
        }
    }
}
