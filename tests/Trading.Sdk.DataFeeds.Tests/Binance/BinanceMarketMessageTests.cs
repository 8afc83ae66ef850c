using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

/// <summary>
/// The messages beside diff depth and trades, as Binance documents them: candles, mark price, forced orders, partial depth, tickers of
/// futures, open interest. Field order, envelope and unknown fields must not matter, and no broken field may pass in silence.
/// </summary>
public class BinanceMarketMessageTests
{
    private const long ReceiveTime = 77;

    private static readonly Instrument[] Instruments =
    [
        new(1, "BNBBTC", 0.0001m, 1m, "BINANCE"),
        new(2, "BTCUSDT", 0.01m, 0.001m, "BINANCE"),
        new(3, "BTCUSD_200925", 0.1m, 1m, "BINANCE"),
        new(4, "BNBUSDT", 0.0001m, 0.01m, "BINANCE"),
    ];

    /// <summary>Name, market, stream (empty: an answer of the REST interface), the documented message, what it says.</summary>
    private static readonly (string Name, BinanceVenue Venue, string Stream, string Json, string Expected)[] Documented =
    [
        ("kline, closed", BinanceVenue.Spot, "bnbbtc@kline_1m",
            """{"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1672515780000,"T":1672515839999,"s":"BNBBTC","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0009","v":"1000","n":100,"x":true,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}""",
            "Kline BNBBTC u=0 pu=-1 E=1672515782136000000 bar 1672515780000000000..1672515840000000000 10 25 9 20 v1000 b500 n100"),
        ("kline, in microseconds", BinanceVenue.Spot, "bnbbtc@kline_1m",
            """{"e":"kline","E":1672515782136000,"s":"BNBBTC","k":{"t":1672515780000000,"T":1672515839999999,"s":"BNBBTC","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0009","v":"1000","n":100,"x":true,"q":"1.0000","V":"500","Q":"0.500","B":"0"}}""",
            "Kline BNBBTC u=0 pu=-1 E=1672515782136000000 bar 1672515780000000000..1672515840000000000 10 25 9 20 v1000 b500 n100"),
        ("kline, open", BinanceVenue.UsdMFutures, "btcusdt@kline_1m",
            """{"e":"kline","E":1638747660000,"s":"BTCUSDT","k":{"t":1638747660000,"T":1638747719999,"s":"BTCUSDT","i":"1m","f":-1,"L":-1,"o":"49000.10","c":"49000.10","h":"49000.10","l":"49000.10","v":"0","n":0,"x":false,"q":"0","V":"0","Q":"0","B":"0"}}""",
            "Kline BTCUSDT u=0 pu=-1 E=1638747660000000000"),
        ("mark price of a perpetual", BinanceVenue.UsdMFutures, "btcusdt@markPrice@1s",
            """{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15000000","i":"11784.62659091","P":"11784.25641265","r":"-0.00038167","T":1562306400000}""",
            "MarkPrice BTCUSDT u=0 pu=-1 E=1562305380000000000"
            + "|MarkPrice None 1179415 x 0 id0 seq0 t1562305380000000000 None|IndexPrice None 1178463 x 0 id0 seq0 t1562305380000000000 None"
            + "|FundingRate None 0 x -3816700 id1562306400000000000 seq0 t1562305380000000000 EndOfMessage"),
        ("mark price of a delivery contract", BinanceVenue.CoinMFutures, "btcusd_200925@markPrice@1s",
            """{"e":"markPriceUpdate","E":1596095725000,"s":"BTCUSD_200925","p":"10934.62615417","P":"10962.17178236","r":"","T":0}""",
            "MarkPrice BTCUSD_200925 u=0 pu=-1 E=1596095725000000000|MarkPrice None 109346 x 0 id0 seq0 t1596095725000000000 EndOfMessage"),
        ("forced sale", BinanceVenue.UsdMFutures, "btcusdt@forceOrder",
            """{"e":"forceOrder","E":1568014460893,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9910","X":"FILLED","l":"0.014","z":"0.014","T":1568014460890}}""",
            "Liquidation BTCUSDT u=0 pu=-1 E=1568014460893000000|Liquidation Ask 991000 x 14 id0 seq0 t1568014460890000000 EndOfMessage"),
        ("forced purchase", BinanceVenue.CoinMFutures, "btcusd_200925@forceOrder",
            """{"e":"forceOrder","E":1591154240950,"o":{"s":"BTCUSD_200925","ps":"BTCUSD","S":"BUY","o":"LIMIT","f":"IOC","q":"1","p":"9425.5","ap":"9496.5","X":"FILLED","l":"1","z":"1","T":1591154240949}}""",
            "Liquidation BTCUSD_200925 u=0 pu=-1 E=1591154240950000000|Liquidation Bid 94255 x 1 id0 seq0 t1591154240949000000 EndOfMessage"),
        ("ticker of spot", BinanceVenue.Spot, "bnbusdt@bookTicker",
            """{"u":400900217,"s":"BNBUSDT","b":"25.35190000","B":"31.21000000","a":"25.36520000","A":"40.66000000"}""",
            "BookTicker BNBUSDT u=400900217 pu=-1 E=77|BestQuote Bid 253519 x 3121 id0 seq400900217 t77 ExchangeTimeUnknown|BestQuote Ask 253652 x 4066 id0 seq400900217 t77 EndOfMessage, ExchangeTimeUnknown"),
        ("ticker of USD-M", BinanceVenue.UsdMFutures, "bnbusdt@bookTicker",
            """{"e":"bookTicker","u":400900217,"E":1568014460893,"T":1568014460891,"s":"BNBUSDT","b":"25.35190000","B":"31.21000000","a":"25.36520000","A":"40.66000000"}""",
            "BookTicker BNBUSDT u=400900217 pu=-1 E=1568014460893000000|BestQuote Bid 253519 x 3121 id0 seq400900217 t1568014460893000000 None|BestQuote Ask 253652 x 4066 id0 seq400900217 t1568014460893000000 EndOfMessage"),
        ("ticker of COIN-M", BinanceVenue.CoinMFutures, "btcusd_200925@bookTicker",
            """{"e":"bookTicker","u":17242169,"s":"BTCUSD_200925","ps":"BTCUSD","b":"9548.1","B":"52","a":"9548.5","A":"11","T":1591268628155,"E":1591268628166}""",
            "BookTicker BTCUSD_200925 u=17242169 pu=-1 E=1591268628166000000|BestQuote Bid 95481 x 52 id0 seq17242169 t1591268628166000000 None|BestQuote Ask 95485 x 11 id0 seq17242169 t1591268628166000000 EndOfMessage"),
        ("partial depth 5 of spot", BinanceVenue.Spot, "bnbbtc@depth5",
            """{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]}""",
            "PartialDepth BNBBTC u=160 pu=-1 E=77|Clear None 0 x 0 id0 seq160 t77 Snapshot|Level Bid 24 x 10 id0 seq160 t77 Snapshot|Level Ask 26 x 100 id0 seq160 t77 EndOfMessage, Snapshot"),
        ("partial depth 10 of spot, a side empty", BinanceVenue.Spot, "bnbusdt@depth10@100ms",
            """{"lastUpdateId":161,"bids":[],"asks":[["0.0026","100"]]}""",
            "PartialDepth BNBUSDT u=161 pu=-1 E=77|Clear None 0 x 0 id0 seq161 t77 Snapshot|Level Ask 26 x 10000 id0 seq161 t77 EndOfMessage, Snapshot"),
        ("partial depth 20 of USD-M", BinanceVenue.UsdMFutures, "btcusdt@depth20@100ms",
            """{"e":"depthUpdate","E":1571889248277,"T":1571889248276,"s":"BTCUSDT","U":390497796,"u":390497878,"pu":390497794,"b":[["7403.89","0.002"]],"a":[["7405.96","3.340"],["7406.63","4.525"]]}""",
            "PartialDepth BTCUSDT u=390497878 pu=390497794 E=1571889248277000000|Clear None 0 x 0 id0 seq390497878 t1571889248277000000 Snapshot|Level Bid 740389 x 2 id0 seq390497878 t1571889248277000000 Snapshot"
            + "|Level Ask 740596 x 3340 id0 seq390497878 t1571889248277000000 Snapshot|Level Ask 740663 x 4525 id0 seq390497878 t1571889248277000000 EndOfMessage, Snapshot"),
        ("depth of USD-M", BinanceVenue.UsdMFutures, "btcusdt@depth",
            """{"e":"depthUpdate","E":1571889248277,"T":1571889248276,"s":"BTCUSDT","U":390497796,"u":390497878,"pu":390497794,"b":[["7403.89","0.002"]],"a":[]}""",
            "DepthUpdate BTCUSDT u=390497878 pu=390497794 E=1571889248277000000|Level Bid 740389 x 2 id0 seq390497878 t1571889248277000000 EndOfMessage"),
        ("partial depth 5 of COIN-M", BinanceVenue.CoinMFutures, "btcusd_200925@depth5@500ms",
            """{"e":"depthUpdate","E":1591269996801,"T":1591269996646,"s":"BTCUSD_200925","ps":"BTCUSD","U":17276694,"u":17276701,"pu":17276678,"b":[["9523.0","5"]],"a":[["9524.6","2"]]}""",
            "PartialDepth BTCUSD_200925 u=17276701 pu=17276678 E=1591269996801000000|Clear None 0 x 0 id0 seq17276701 t1591269996801000000 Snapshot|Level Bid 95230 x 5 id0 seq17276701 t1591269996801000000 Snapshot|Level Ask 95246 x 2 id0 seq17276701 t1591269996801000000 EndOfMessage, Snapshot"),
        ("open interest of USD-M", BinanceVenue.UsdMFutures, "",
            """{"openInterest":"10659.509","symbol":"BTCUSDT","time":1589437530011}""",
            "OpenInterest BTCUSDT u=0 pu=-1 E=1589437530011000000|OpenInterest None 0 x 10659509 id0 seq0 t1589437530011000000 EndOfMessage"),
        ("open interest of COIN-M", BinanceVenue.CoinMFutures, "",
            """{"symbol":"BTCUSD_200925","pair":"BTCUSD","openInterest":"15004","contractType":"CURRENT_QUARTER","time":1591261042378}""",
            "OpenInterest BTCUSD_200925 u=0 pu=-1 E=1591261042378000000|OpenInterest None 0 x 15004 id0 seq0 t1591261042378000000 EndOfMessage"),
    ];

    /// <summary>Fields that may be missing without making the message malformed: unused ones, and those that make it another message.</summary>
    private static readonly string[] Unused = ["k.s", "k.i", "k.f", "k.L", "k.q", "k.Q", "k.B", "P", "i", "r", "T", "E", "e", "o.o", "o.f", "o.ap", "o.X", "o.l", "o.z", "o.ps", "ps", "time", "pair", "contractType", "openInterest"];

    public static TheoryData<string> Names() => [.. Documented.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Documented_AnyOrderEnvelopeAndSpace_SaysTheSame(string name)
    {
        (_, BinanceVenue venue, string stream, string json, string expected) = Documented.Single(d => d.Name == name);
#pragma warning disable RS0030 // Seeded.
        var random = new System.Random(11);
#pragma warning restore RS0030
        var message = (JsonObject)JsonNode.Parse(json)!;
        foreach (string form in new[] { json, Shuffle(message, 0).ToJsonString() }
            .Concat(Enumerable.Range(0, 20).Select(i => Shuffle(message, random, i % 2 == 0).ToJsonString(new() { WriteIndented = i % 3 == 0 })))
            .Append(Escaped(json)))
        {
            foreach (string text in Envelopes(form, stream))
            {
                AssertBoth(venue, text, expected);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Documented_AFieldMissingOrBroken_IsATypedError(string name)
    {
        (_, BinanceVenue venue, string stream, string json, _) = Documented.Single(d => d.Name == name);
        int refused = 0;
        foreach ((string path, JsonNode? value) in Leaves((JsonObject)JsonNode.Parse(json)!, string.Empty).ToArray())
        {
            if (Unused.Contains(path))
            {
                continue;
            }

            string[] broken = value is JsonArray
                ? ["{}", "\"\"", "[1]", "[[\"1\"]]", "[[1,2]]", "[[\"x\",\"1\"]]", "[[\"1\",\"-1\"]]", "[[\"-1\",\"1\"]]", "[\"1\",\"1\"]"]
                : path is "s" or "o.s" or "symbol" ? ["{}", "17", "true"]
                : ["{}", "[]", "\"x\"", "\"-1\"", "\"1e99\"", "-1", "\"\\ud800\""];
            foreach (string? replacement in broken.Append(null))
            {
                var changed = (JsonObject)JsonNode.Parse(json)!;
                Replace(changed, path, "@@");
                string text = changed.ToJsonString();
                text = replacement is null ? Remove(json, path) : text.Replace("\"@@\"", replacement, StringComparison.Ordinal);
                foreach (string enveloped in Envelopes(text, stream))
                {
                    AssertBoth(venue, enveloped, "malformed");
                    refused++;
                }
            }
        }

        Assert.True(refused >= 4, $"{refused} forms were tried");
    }

    [Theory]
    [InlineData("""{"stream":"ethusdt@depth5","data":{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]}}""")]
    [InlineData("""{"data":{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]},"stream":"ethusdt@depth20@100ms"}""")]
    public void PartialDepth_OfAnotherSymbol_IsNeverTheOnlyInstruments(string json)
    {
        BinanceMessage message = new BinanceDecoder(BinanceVenue.Spot, Instruments[0]).Decode(Encoding.UTF8.GetBytes(json), 1);
        Assert.Equal((BinanceMessageKind.Other, 0), (message.Kind, message.Events.Length));
        Assert.Null(message.Instrument);
    }

    [Theory]
    [InlineData("9000000000000")]
    [InlineData("99999999999999")]
    [InlineData("9000000000000000")]
    public void Times_NeitherMillisecondsNorMicroseconds_AreRefused(string time) => AssertBoth(
        BinanceVenue.Spot, $$"""{"e":"depthUpdate","E":{{time}},"s":"BNBBTC","U":1,"u":2,"b":[["0.0024","10"]],"a":[["0.0026","1"]]}""", "malformed");

    [Theory]
    [InlineData("""{"e":"forceOrder","E":1568014460893,"o":{"s":"BTCUSDT","S":"sell","q":"0.014","p":"9910","T":1568014460893}}""")]
    [InlineData("""{"e":"kline","E":1638747660000,"s":"BTCUSDT","k":{"t":1638747660000,"T":1638747600000,"o":"1","c":"1","h":"1","l":"1","v":"0","n":0,"x":false,"V":"0"}}""")]
    [InlineData("""{"e":"kline","E":1638747660000,"s":"BTCUSDT","k":{"t":1638747660000,"T":1638747719999,"o":"1","c":"1","h":"1","l":"1","v":"0","n":0,"x":"maybe","V":"0"}}""")]
    [InlineData("""{"e":"kline","E":1638747660000,"s":"BTCUSDT","k":[]}""")]
    [InlineData("""{"e":"forceOrder","E":1638747660000,"o":"LIMIT"}""")]
    [InlineData("""{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15","r":"NaN","T":1562306400000}""")]
    [InlineData("""{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15","i":"-1","r":"0","T":1562306400000}""")]
    [InlineData("""{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15","r":"0.1","T":-1}""")]
    [InlineData("""{"openInterest":"x","symbol":"BTCUSDT","time":1589437530011}""")]
    [InlineData("""{"openInterest":"1","symbol":"BTCUSDT","time":"yesterday"}""")]
    [InlineData("""{"e":"\ud800","E":1}""")]
    [InlineData("""{"\udc00":1,"e":"kline"}""")]
    public void Contradictions_AreTypedErrors(string json) => AssertBoth(BinanceVenue.UsdMFutures, json, "malformed");

    private static IEnumerable<string> Envelopes(string json, string stream)
    {
        if (stream.Length == 0)
        {
            return [json];
        }

        string[] combined = [$"{{\"stream\":\"{stream}\",\"data\":{json}}}", $" {{ \"data\" : {json} , \"new\":{{\"data\":1}}, \"stream\" : \"{stream}\" }} "];
        return stream.Contains("@depth", StringComparison.Ordinal) && !stream.EndsWith("@depth", StringComparison.Ordinal) ? combined : [json, .. combined];
    }

    private static void AssertBoth(BinanceVenue venue, string text, string expected)
    {
        foreach (bool usesFastPath in new[] { true, false })
        {
            var decoder = new BinanceDecoder(venue, Instruments) { UsesFastPath = usesFastPath };
            string actual;
            try
            {
                actual = Say(decoder.Decode(Encoding.UTF8.GetBytes(text), ReceiveTime));
            }
            catch (MarketDataFormatException)
            {
                actual = "malformed";
            }

            Assert.True(expected == actual, $"{text}\nfast {usesFastPath}: {actual}\nexpected: {expected}");
        }
    }

    private static string Say(BinanceMessage m)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{m.Kind} {m.Instrument?.Symbol} u={m.FinalUpdateId} pu={m.PreviousFinalUpdateId} E={m.EventTime}");
        foreach (MarketEvent e in m.Events)
        {
            Assert.Equal((m.Instrument!.Id, ReceiveTime), (e.InstrumentId, e.ReceiveTime));
            text.Append(CultureInfo.InvariantCulture, $"|{e.Kind} {e.Side} {e.Price} x {e.Quantity} id{e.Id} seq{e.Sequence} t{e.ExchangeTime} {e.Flags}");
        }

        if (m.Bar is { } b)
        {
            Assert.Equal(m.Instrument!.Id, b.InstrumentId);
            text.Append(CultureInfo.InvariantCulture, $" bar {b.OpenTime}..{b.CloseTime} {b.Open} {b.High} {b.Low} {b.Close} v{b.Volume} b{b.BuyVolume} n{b.TradeCount}");
        }

        return text.ToString();
    }

    /// <summary>The same object with its fields backwards.</summary>
    private static JsonObject Shuffle(JsonObject source, int depth) =>
        new(source.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value is JsonObject o ? Shuffle(o, depth + 1) : p.Value?.DeepClone())));

    private static JsonObject Shuffle(JsonObject source, System.Random random, bool addsUnknown)
    {
        KeyValuePair<string, JsonNode?>[] fields = [.. source.Select(p => KeyValuePair.Create(p.Key, p.Value is JsonObject o ? Shuffle(o, random, addsUnknown) : p.Value?.DeepClone()))];
        if (addsUnknown)
        {
            fields = [.. fields, KeyValuePair.Create("zz", JsonNode.Parse("""{"s":"X","k":[1,{"u":2}]}""")), KeyValuePair.Create("st", JsonNode.Parse("1"))];
        }

        random.Shuffle(fields);
        return new JsonObject(fields);
    }

    /// <summary>The first character of every text that is a value, and of every name, as an escape.</summary>
    private static string Escaped(string json)
    {
        var text = new StringBuilder();
        bool isInside = false;
        for (int i = 0; i < json.Length; i++)
        {
            bool opens = json[i] == '"' && !isInside;
            isInside ^= json[i] == '"';
            text.Append(json[i]);
            if (opens && json[i + 1] != '"')
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)json[++i]:x4}");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<(string Path, JsonNode? Value)> Leaves(JsonObject node, string prefix) =>
        node.SelectMany(p => p.Value is JsonObject inner ? Leaves(inner, p.Key + ".") : [(prefix + p.Key, p.Value)]);

    private static void Replace(JsonObject root, string path, string value)
    {
        string[] names = path.Split('.');
        (names.Length == 1 ? root : (JsonObject)root[names[0]]!)[names[^1]] = value;
    }

    private static string Remove(string json, string path)
    {
        var root = (JsonObject)JsonNode.Parse(json)!;
        string[] names = path.Split('.');
        (names.Length == 1 ? root : (JsonObject)root[names[0]]!).Remove(names[^1]);
        return root.ToJsonString();
    }
}
