using System.Globalization;
using System.IO.Compression;
using System.Text;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

public class BinanceHistoryTests
{
    private static readonly Instrument Instrument = new(7, "BTCUSDT", 0.01m, 0.00001m);

    [Fact]
    public async Task Klines_SeveralPages_EachCandleOnce_TheRunningOneLeftOut()
    {
        const long Minute = 60_000;
        var asked = new List<string>();
        await using var server = new FakeWebServer((request, _) =>
        {
            asked.Add(request.Path);
            long start = long.Parse(request.Query["startTime"], CultureInfo.InvariantCulture), end = long.Parse(request.Query["endTime"], CultureInfo.InvariantCulture);
            long first = (start + Minute - 1) / Minute * Minute;
            var rows = new List<string>();
            for (long t = first; t <= end && rows.Count < 1000; t += Minute)
            {
                rows.Add($"[{t},\"1.00\",\"3.00\",\"0.50\",\"2.00\",\"10.00000\",{t + Minute - 1},\"20\",{t / Minute},\"4.00000\",\"8\",\"0\"]");
            }

            return Task.FromResult(FakeHttpResponse.Text("[" + string.Join(',', rows) + "]"));
        });
        using var http = new HttpClient();
        var history = new BinanceHistory(new BinanceRestClient(http, new BinanceFeedOptions { RestAddress = server.HttpAddress }), BinanceVenue.Spot);
        var bars = new List<Bar>();
        await foreach (Bar bar in history.GetKlinesAsync(Instrument, "1m", 0, Timestamp.FromMilliseconds(2500 * Minute), Timestamp.FromMilliseconds(2499 * Minute)))
        {
            bars.Add(bar);
        }

        Assert.Equal(2499, bars.Count);
        Assert.Equal(Enumerable.Range(0, 2499), bars.Select(b => b.TradeCount));
        Assert.Equal((100, 300, 50, 200, 1_000_000, 400_000), (bars[5].Open, bars[5].High, bars[5].Low, bars[5].Close, bars[5].Volume, bars[5].BuyVolume));
        Assert.Equal(Timestamp.FromMilliseconds(Minute), bars[0].CloseTime);
        Assert.All(asked, path => Assert.Equal("/api/v3/klines", path));
    }

    [Fact]
    public async Task AggregateTrades_AreFoundByTime_ThenFollowedById()
    {
        await using var server = new FakeWebServer((request, _) =>
        {
            // Three trades share each millisecond; nothing happens in the first hours.
            long first = request.Query.TryGetValue("fromId", out string? id)
                ? long.Parse(id, CultureInfo.InvariantCulture)
                : long.Parse(request.Query["endTime"], CultureInfo.InvariantCulture) < 9_000_000 ? long.MaxValue : 100;
            IEnumerable<string> rows = Enumerable.Range(0, 1000).Select(i => first + i).Where(i => i is >= 100 and < 4000)
                .Select(i => $"{{\"a\":{i},\"p\":\"5.00\",\"q\":\"0.00002\",\"f\":{i * 2},\"l\":{(i * 2) + 1},\"T\":{9_000_000 + (i / 3)},\"m\":{(i % 2 == 0 ? "true" : "false")},\"M\":true}}");
            return Task.FromResult(FakeHttpResponse.Text("[" + (first == long.MaxValue ? "" : string.Join(',', rows)) + "]"));
        });
        using var http = new HttpClient();
        var history = new BinanceHistory(new BinanceRestClient(http, new BinanceFeedOptions { RestAddress = server.HttpAddress }), BinanceVenue.Spot);
        var trades = new List<MarketEvent>();
        await foreach (MarketEvent trade in history.GetAggregateTradesAsync(Instrument, 0, Timestamp.FromMilliseconds(9_001_000)))
        {
            trades.Add(trade);
        }

        Assert.Equal(Enumerable.Range(100, 2900).Select(i => (long)i), trades.Select(t => t.Id));
        Assert.Equal((Side.Ask, 2, 500, 2), (trades[0].Side, trades[0].Count, trades[0].Price, trades[0].Quantity));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BulkFiles_ZipOrPlain_WithAndWithoutHeader_AreReplayed(bool isZip)
    {
        using var folder = new TemporaryFolder();
        string futures = Write(folder, "a", "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n5,100.50,0.00100,7,9,1723075200001,true\n", isZip);
        string spot = Write(folder, "b", "6,100.51,0.00200,10,10,1735689600123456,False,True\n", isZip);
        var sink = new CollectingSink();
        await new BinanceBulkFeed(Instrument, BinanceBulkKind.AggregateTrades, futures, spot).RunAsync(sink, CancellationToken.None);
        Assert.Equal([(5L, 10050L, 100L, 3), (6L, 10051L, 200L, 1)], sink.Events.Select(e => (e.Id, e.Price, e.Quantity, e.Count)));
        Assert.Equal([1723075200001000000, 1735689600123456000], sink.Events.Select(e => e.ExchangeTime));
        Assert.Equal([Side.Ask, Side.Bid], sink.Events.Select(e => e.Side));
    }

    [Fact]
    public async Task BulkFile_MalformedLine_NamesFileAndLine()
    {
        using var folder = new TemporaryFolder();
        string file = Write(folder, "c", "1,2.00,0.1,0.2,1723075200001,true\n1,x,0.1,0.2,1723075200001,true\n", isZip: true);
        MarketDataFormatException e = await Assert.ThrowsAsync<MarketDataFormatException>(() => new BinanceBulkFeed(Instrument, BinanceBulkKind.Trades, file).RunAsync(new CollectingSink(), CancellationToken.None));
        Assert.Equal((file, 2), (e.DataSource, e.Line));
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..60]);
        await Assert.ThrowsAsync<MarketDataFormatException>(() => new BinanceBulkFeed(Instrument, BinanceBulkKind.Trades, file).RunAsync(new CollectingSink(), CancellationToken.None));
    }

    [Fact]
    public void DailyPath_FollowsTheVenuesLayout()
    {
        var day = new DateOnly(2024, 8, 8);
        Assert.Equal("data/spot/daily/aggTrades/BTCUSDT/BTCUSDT-aggTrades-2024-08-08.zip", BinanceBulkFeed.DailyPath(BinanceVenue.Spot, BinanceBulkKind.AggregateTrades, "BTCUSDT", day));
        Assert.Equal("data/futures/um/daily/klines/BTCUSDT/5m/BTCUSDT-5m-2024-08-08.zip", BinanceBulkFeed.DailyPath(BinanceVenue.UsdMFutures, BinanceBulkKind.Klines, "BTCUSDT", day, "5m"));
        Assert.Equal("data/futures/cm/daily/trades/BTCUSD_PERP/BTCUSD_PERP-trades-2024-08-08.zip", BinanceBulkFeed.DailyPath(BinanceVenue.CoinMFutures, BinanceBulkKind.Trades, "BTCUSD_PERP", day));
    }

    private static string Write(TemporaryFolder folder, string name, string csv, bool isZip)
    {
        string file = folder[name];
        if (!isZip)
        {
            File.WriteAllText(file, csv);
            return file;
        }

        using ZipArchive archive = ZipFile.Open(file, ZipArchiveMode.Create);
        using Stream stream = archive.CreateEntry(name + ".csv").Open();
        stream.Write(Encoding.UTF8.GetBytes(csv));
        return file;
    }
}
