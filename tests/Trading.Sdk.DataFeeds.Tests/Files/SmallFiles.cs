using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>A small self-made file of each kind that is read, so that a clone alone is well tested, and the seeds of the fuzz tests.</summary>
internal static class SmallFiles
{
    public static IReadOnlyDictionary<string, (byte[] Content, string Name, Func<string, IMarketDataFeed> Open)> All { get; } = new Dictionary<string, (byte[], string, Func<string, IMarketDataFeed>)>
    {
        ["coinbase"] = (Capture(
            "{\"channel\":\"l2_data\",\"timestamp\":\"2026-08-09T21:05:48.5Z\",\"sequence_num\":0,\"events\":[{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"updates\":[{\"side\":\"bid\",\"event_time\":\"2026-08-09T21:05:48Z\",\"price_level\":\"100.5\",\"new_quantity\":\"1\"},{\"side\":\"offer\",\"event_time\":\"2026-08-09T21:05:48Z\",\"price_level\":\"101.25\",\"new_quantity\":\"2.5\"}]}]}",
            "{\"channel\":\"heartbeats\",\"timestamp\":\"2026-08-09T21:05:48.6Z\",\"sequence_num\":1,\"events\":[]}",
            "{\"channel\":\"l2_data\",\"timestamp\":\"2026-08-09T21:05:49.5Z\",\"sequence_num\":2,\"events\":[{\"type\":\"update\",\"product_id\":\"BTC-USD\",\"updates\":[{\"side\":\"bid\",\"event_time\":\"2026-08-09T21:05:48Z\",\"price_level\":\"100.5\",\"new_quantity\":\"0\"},{\"side\":\"bid\",\"event_time\":\"2026-08-09T21:05:48Z\",\"price_level\":\"100.75\",\"new_quantity\":\"3\"}]}]}",
            "{\"channel\":\"market_trades\",\"timestamp\":\"2026-08-09T21:05:49.6Z\",\"sequence_num\":3,\"events\":[{\"type\":\"update\",\"trades\":[{\"product_id\":\"BTC-USD\",\"trade_id\":\"7\",\"price\":\"101.25\",\"size\":\"0.5\",\"time\":\"2026-08-09T21:05:49.55Z\",\"side\":\"SELL\"}]}]}"), "c.jsonl", p => VenueCaptureFeed.Open(CaptureVenue.Coinbase, p)),
        ["binance-capture"] = (Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(Capture(
            "{\"stream\":\"xyusdt@depth\",\"data\":{\"e\":\"depthUpdate\",\"E\":1633998512068,\"s\":\"XYUSDT\",\"U\":5,\"u\":7,\"b\":[[\"1.50\",\"3.0\"]],\"a\":[]}}",
            "{\"stream\":\"xyusdt@depth\",\"data\":{\"e\":\"depthUpdate\",\"E\":1633998512168,\"s\":\"XYUSDT\",\"U\":8,\"u\":9,\"b\":[[\"1.49\",\"0.0\"]],\"a\":[[\"1.52\",\"2.5\"]]}}",
            "{\"stream\":\"xyusdt@aggTrade\",\"data\":{\"e\":\"aggTrade\",\"E\":1633998512268,\"s\":\"XYUSDT\",\"a\":1,\"p\":\"1.50\",\"q\":\"0.5\",\"f\":1,\"l\":1,\"T\":1633998512267,\"m\":true,\"M\":true}}"))
            + Response("https://api.binance.com/api/v3/depth?symbol=XYUSDT&limit=1000", "{\"lastUpdateId\":6,\"bids\":[[\"1.49\",\"1.0\"]],\"asks\":[[\"1.51\",\"1.0\"]]}", 1000.15)), "n.jsonl", p => VenueCaptureFeed.Open(CaptureVenue.Binance, p)),
        ["kraken"] = (Capture(
            "{\"event\":\"heartbeat\"}",
            "[1,{\"as\":[[\"101.00\",\"2.000\",\"1618678123.5\"],[\"102.00\",\"1.000\",\"1618678123.5\"]],\"bs\":[[\"100.00\",\"1.500\",\"1618678123.5\"]]},\"book-2\",\"XBT/USD\"]",
            "[1,{\"a\":[[\"100.50\",\"1.000\",\"1618678124.5\"]]},{\"b\":[[\"99.00\",\"4.000\",\"1618678124.5\"]]},\"book-2\",\"XBT/USD\"]",
            "[1,[[\"100.50\",\"0.300\",\"1618678124.6\",\"b\",\"l\",\"\"]],\"trade\",\"XBT/USD\"]"), "k.jsonl", p => VenueCaptureFeed.Open(CaptureVenue.Kraken, p)),
        ["deribit"] = (Capture(
            "{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"book.X.raw\",\"data\":{\"type\":\"snapshot\",\"timestamp\":1626993723632,\"instrument_name\":\"X\",\"change_id\":10,\"bids\":[[\"new\",0.0015,4714.0]],\"asks\":[[\"new\",0.0025,873.0]]}}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"book.X.raw\",\"data\":{\"type\":\"change\",\"timestamp\":1626993723732,\"prev_change_id\":10,\"instrument_name\":\"X\",\"change_id\":11,\"bids\":[[\"delete\",0.0015,0.0],[\"new\",1e-3,5.5]],\"asks\":[[\"change\",0.0025,800.0]]}}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"trades.X.raw\",\"data\":[{\"trade_seq\":1,\"trade_id\":\"ETH-1\",\"timestamp\":1626993723800,\"price\":0.0025,\"instrument_name\":\"X\",\"direction\":\"buy\",\"amount\":10.0}]}}"), "d.jsonl", p => VenueCaptureFeed.Open(CaptureVenue.Deribit, p)),
        ["bitstamp"] = (Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(Capture(
            "{\"data\":{\"timestamp\":\"1\",\"microtimestamp\":\"1641343695000001\",\"bids\":[[\"99.00\",\"9.0\"]],\"asks\":[]},\"channel\":\"diff_order_book_btcusd\",\"event\":\"data\"}",
            "{\"data\":{\"timestamp\":\"1\",\"microtimestamp\":\"1641343695000009\",\"bids\":[[\"99.50\",\"2.0\"]],\"asks\":[[\"101.00\",\"0.0\"]]},\"channel\":\"diff_order_book_btcusd\",\"event\":\"data\"}",
            "{\"data\":{\"id\":5,\"timestamp\":\"1\",\"amount\":0.5,\"amount_str\":\"0.5\",\"price\":101.5,\"price_str\":\"101.50\",\"type\":0,\"microtimestamp\":\"1641343695000010\"},\"channel\":\"live_trades_btcusd\",\"event\":\"trade\"}"))
            + Response("https://www.bitstamp.net/api/v2/order_book/btcusd", "{\"timestamp\": \"1\", \"microtimestamp\": \"1641343695000005\", \"bids\": [[\"99.00\", \"1.0\"]], \"asks\": [[\"101.00\", \"1.0\"], [\"101.50\", \"1.0\"]]}", 1000.95)), "b.jsonl", p => VenueCaptureFeed.Open(CaptureVenue.Bitstamp, p)),
        ["bitmex"] = (Encoding.UTF8.GetBytes(
            "wss://x <-> 1626993367.3\nwss://x <- 1626993367.4: {\"op\":\"subscribe\"}\n1626993367.5: {\"info\":\"Welcome\"}\n"
            + "1626993368.1: {\"table\":\"orderBookL2\",\"action\":\"partial\",\"filter\":{\"symbol\":\"XBTUSD\"},\"data\":[{\"symbol\":\"XBTUSD\",\"id\":5,\"side\":\"Sell\",\"size\":30,\"price\":101.5},{\"symbol\":\"XBTUSD\",\"id\":6,\"side\":\"Buy\",\"size\":40,\"price\":101}]}\n"
            + "1626993368.2: {\"table\":\"orderBookL2\",\"action\":\"update\",\"data\":[{\"symbol\":\"XBTUSD\",\"id\":6,\"side\":\"Buy\",\"size\":41}]}\n"
            + "1626993368.3: {\"table\":\"orderBookL2\",\"action\":\"insert\",\"data\":[{\"symbol\":\"XBTUSD\",\"id\":7,\"side\":\"Buy\",\"size\":4,\"price\":100.5}]}\n"
            + "1626993368.4: {\"table\":\"orderBookL2\",\"action\":\"delete\",\"data\":[{\"symbol\":\"XBTUSD\",\"id\":6,\"side\":\"Buy\"}]}\n"
            + "1626993368.5: {\"table\":\"trade\",\"action\":\"insert\",\"data\":[{\"timestamp\":\"2021-07-22T22:36:08.4Z\",\"symbol\":\"XBTUSD\",\"side\":\"Sell\",\"size\":40,\"price\":101,\"trdMatchID\":\"ccc3c1fa-212c\"}]}\n"), "m.txt", p => VenueCaptureFeed.Open(CaptureVenue.Bitmex, p)),
        ["independent-reserve"] = (Encoding.UTF8.GetBytes(
            Response("https://x/Public/GetAllOrders?primaryCurrencyCode=Eth&secondaryCurrencyCode=Aud", "{\"BuyOrders\":[{\"Guid\":\"a\",\"Price\":99.5,\"Volume\":2.0}],\"SellOrders\":[{\"Guid\":\"b\",\"Price\":101.25,\"Volume\":1.5}]}", 1000.05)
            + Encoding.UTF8.GetString(Capture(
            "{\"Channel\":\"orderbook-eth\",\"Nonce\":1,\"Data\":{\"OrderType\":\"LimitBid\",\"OrderGuid\":\"c\",\"Price\":{\"aud\":99.75,\"usd\":70.1},\"Volume\":3.0},\"Time\":1649023809209,\"Event\":\"NewOrder\"}",
            "{\"Channel\":\"orderbook-eth\",\"Nonce\":2,\"Data\":{\"OrderType\":\"LimitBid\",\"OrderGuid\":\"a\"},\"Time\":1649023809210,\"Event\":\"OrderCanceled\"}",
            "{\"Channel\":\"orderbook-eth\",\"Nonce\":3,\"Data\":{\"OrderType\":\"LimitOffer\",\"OrderGuid\":\"b\",\"Price\":{\"aud\":101.25,\"usd\":70.1},\"Volume\":1.0},\"Time\":1649023809211,\"Event\":\"OrderChanged\"}"))), "i.jsonl", p => VenueCaptureFeed.Open(CaptureVenue.IndependentReserve, p)),
        ["bitstamp-log"] = (Encoding.UTF8.GetBytes(
            "1430438404518 order_created {\"price\": \"236.47\", \"amount\": \"2.00000000\", \"datetime\": \"1430438404\", \"id\": 65595247, \"order_type\": 0}\n"
            + "1430438404635 order_changed {\"price\": \"236.47\", \"amount\": \"1.78855669\", \"datetime\": \"1430438404\", \"id\": 65595247, \"order_type\": 0}\n"
            + "1430438404645 trade {\"price\": 236.47, \"amount\": 0.21144331, \"id\": 8111041}\n"
            + "1430438405885 order_book {\"bids\": [[\"236.47\", \"1.78855669\"]], \"asks\": []}\n"
            + "1430438405943 order_created {\"price\": \"236.11\", \"amount\": \"2.00000000\", \"datetime\": \"1430438405\", \"id\": 65595248, \"order_type\": 1}\n"
            + "1430438406007 order_deleted {\"price\": \"236.47\", \"amount\": \"1.78855669\", \"datetime\": \"1430438333\", \"id\": 65595247, \"order_type\": 0}\n"), "l.log", p => BitstampOrderLogFeed.Open(p)),
        ["bitstamp-csv"] = (Encoding.UTF8.GetBytes(
            "id,timestamp,exchange.timestamp,price,volume,action,direction\n65595247,1430438404518,1430438404000,236.47,200000000,created,bid\n65595247,1430438404635,1430438404000,236.47,178855669,changed,bid\n65595247,1430438404637,1430438340000,236.47,0,deleted,bid\n"), "l.csv", p => BitstampOrderLogFeed.Open(p)),
        ["tardis-l2"] = (Encoding.UTF8.GetBytes(
            "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\nderibit,BTC-PERPETUAL,1585699200245000,1585699200355684,true,ask,6421.5,18640\nderibit,BTC-PERPETUAL,1585699200245000,1585699200355684,true,bid,6421,1190\nderibit,BTC-PERPETUAL,1585699200250000,1585699200355690,false,bid,6421,0\nderibit,BTC-PERPETUAL,1585699200250000,1585699200355690,false,bid,6420.5,10\n"), "t1.csv", TardisCsvFeed.Open),
        ["tardis-snapshot"] = (Encoding.UTF8.GetBytes(
            "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount,asks[1].price,asks[1].amount,bids[1].price,bids[1].amount\nbinance-futures,BTCUSDT,1598918403696000,1598918403810979,11657.08,1.714,11657.07,10.896,11657.54,5.4,11656.97,0.2\nbinance-futures,BTCUSDT,1598918403888000,1598918403894256,11657.08,1.476,11657.07,10.896,11657.54,5.4,11656.9,0.3\n"), "t2.csv", TardisCsvFeed.Open),
        ["tardis-trades"] = (Encoding.UTF8.GetBytes(
            "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nbitmex,XBTUSD,1583020803145000,1583020803307160,ccc3c1fa,sell,8531.5,2152\nbitmex,XBTUSD,1583020803276000,1583020803336743,17,buy,8531.5,1\n"), "t3.csv", TardisCsvFeed.Open),
        ["taq-trades"] = (Encoding.UTF8.GetBytes(
            "DT,EX,SYMBOL,COND,SIZE,PRICE,CORR\n2018-01-02T05:01:21.479000,P,XXX,FTI,2,157.8,0\n2018-01-02T09:30:00,N,XXX,,300,157.85,0\n"), "q1.csv", p => TaqCsvFeed.Open(p)),
        ["taq-quotes"] = (Encoding.UTF8.GetBytes(
            "DT,EX,BID,BIDSIZ,OFR,OFRSIZ,SYMBOL\n2018-01-02T04:04:13.125000,P,156.57,1,158.85,1,XXX\n2018-01-02T04:05:05.979000,P,156.55,1,0,0,XXX\n"), "q2.csv", p => TaqCsvFeed.Open(p)),
        ["lobster"] = (Encoding.UTF8.GetBytes(
            "34200.01,1,11,100,2238200,-1\n34200.02,1,12,50,2238100,1\n34200.03,2,11,40,2238200,-1\n34200.04,4,11,10,2238200,-1\n34200.05,5,0,7,2238150,1\n34200.06,3,12,50,2238100,1\n34200.07,7,0,0,-1,-1\n34200.08,3,99,50,2238100,1\n"), "AAA_2012-06-21_34200000_57600000_message_1.csv", p => LobsterFeed.Open(p)),
        ["dbn"] = (Databento(), "x.dbn", DatabentoFeed.Open),
    };

    public static byte[] Databento()
    {
        using var stream = new MemoryStream();
        var metadata = new byte[100 + 4 + 4 + 22 + 4 + 4 + 4 + 22 + 4 + 8 + 22];
        "TEST"u8.CopyTo(metadata);
        BinaryPrimitives.WriteUInt32LittleEndian(metadata.AsSpan(104), 1);
        "ESX"u8.CopyTo(metadata.AsSpan(108));
        BinaryPrimitives.WriteUInt32LittleEndian(metadata.AsSpan(138), 1);
        "ESX"u8.CopyTo(metadata.AsSpan(142));
        BinaryPrimitives.WriteUInt32LittleEndian(metadata.AsSpan(164), 1);
        "42"u8.CopyTo(metadata.AsSpan(176));
        stream.Write("DBN"u8);
        stream.WriteByte(1);
        stream.Write(BitConverter.GetBytes(metadata.Length));
        stream.Write(metadata);
        Order(0, long.MaxValue, 0, 0x20, 'R', 'N', 1);
        Order(1, 5214_000_000_000, 5, 0x20, 'A', 'B', 2);
        Order(2, 5214_250_000_000, 7, 0xA0, 'A', 'A', 3);
        Order(3, 5214_000_000_000, 2, 0x80, 'A', 'B', 4);
        Order(1, 5214_000_000_000, 2, 0x80, 'C', 'B', 5);
        Order(2, 5214_500_000_000, 7, 0x80, 'M', 'A', 6);
        Order(3, 5214_000_000_000, 2, 0x00, 'T', 'A', 7);
        Order(3, 5214_000_000_000, 2, 0x00, 'F', 'B', 7);
        Order(3, 5214_000_000_000, 2, 0x80, 'C', 'B', 7);
        return stream.ToArray();

        void Order(long id, long price, uint size, byte flags, char action, char side, uint sequence)
        {
            var record = new byte[56];
            record[0] = 14;
            record[1] = 0xA0;
            record[2] = 1;
            record[4] = 42;
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(8), 1_000_000_000L + sequence);
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(16), id);
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(24), price);
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(32), size);
            record[36] = flags;
            record[38] = (byte)action;
            record[39] = (byte)side;
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(40), 1_000_000_500L + sequence);
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(52), sequence);
            stream.Write(record);
        }
    }

    private static byte[] Capture(params string[] messages)
    {
        var text = new StringBuilder("{\"t\":\"header\",\"format\":2}\n{\"t\":\"connect\",\"conn\":\"ws\",\"ts\":1000.0}\n");
        for (int i = 0; i < messages.Length; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"t\":\"recv\",\"conn\":\"ws\",\"ts\":1000.{i + 1},\"data\":{Quoted(messages[i])}}}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Response(string url, string data, double seconds) => FormattableString.Invariant($"{{\"t\":\"http\",\"conn\":\"rest\",\"ts\":{seconds},\"url\":{Quoted(url)},\"data\":{Quoted(data)}}}\n");

    private static string Quoted(string text) => '"' + JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString() + '"';
}
