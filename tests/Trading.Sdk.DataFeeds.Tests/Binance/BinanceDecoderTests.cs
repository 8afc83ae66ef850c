using System.Text;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

public class BinanceDecoderTests
{
    private static readonly Instrument Bnb = new(7, "BNBBTC", 0.0001m, 1m, "BINANCE");

    private const string Depth = """{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":157,"u":160,"b":[["0.0024","10"]],"a":[["0.0026","100"],["0.0027","0.00000000"]]}""";

    [Fact]
    public void DepthUpdate_Spot_BecomesOneMessageOfLevels()
    {
        BinanceMessage message = Decode(Depth);
        Assert.Equal((BinanceMessageKind.DepthUpdate, 157, 160, -1), (message.Kind, message.FirstUpdateId, message.FinalUpdateId, message.PreviousFinalUpdateId));
        Assert.Equal(
            [(Side.Bid, 24L, 10L, false), (Side.Ask, 26L, 100L, false), (Side.Ask, 27L, 0L, true)],
            message.Events.ToArray().Select(e => (e.Side, e.Price, e.Quantity, e.IsEndOfMessage)));
        Assert.All(message.Events.ToArray(), e => Assert.Equal((7, 1_672_515_782_136_000_000L, 42L, 160L), (e.InstrumentId, e.ExchangeTime, e.ReceiveTime, e.Sequence)));
    }

    [Theory]
    [InlineData("""{"stream":"bnbbtc@depth","data":DEPTH}""")]
    [InlineData(""" { "data" : DEPTH , "stream" : "bnbbtc@depth" } """)]
    public void DepthUpdate_CombinedStream_IsTheSame(string envelope)
    {
        MarketEvent[] plain = Decode(Depth).Events.ToArray();
        Assert.Equal(plain, Decode(envelope.Replace("DEPTH", Depth, StringComparison.Ordinal)).Events.ToArray());
    }

    [Fact]
    public void DepthUpdate_OtherOrderSpaceUnknownFieldsAndEscapes_IsTheSame()
    {
        MarketEvent[] plain = Decode(Depth).Events.ToArray();
        const string Other = """
            { "a" : [ [ "0.0026" , "100" ] , ["0.0027","0.00000000"] ], "x":{"u":[1,{"b":2}]}, "u":160, "U":157,
              "b":[["0.0024","10",[]]], "\u0073":"BNBBTC", "E":1672515782136, "z":null, "e":"depthUpdate" }
            """;
        Assert.Equal(plain, Decode(Other).Events.ToArray());
    }

    [Fact]
    public void DepthUpdate_Microseconds_AreRecognised()
    {
        Assert.Equal(1_672_515_782_136_789_000, Decode(Depth.Replace("1672515782136", "1672515782136789", StringComparison.Ordinal)).EventTime);
    }

    [Fact]
    public void DepthUpdate_WithoutLevels_IsAHeartbeat()
    {
        BinanceMessage message = Decode("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":157,"u":160,"b":[],"a":[]}""");
        MarketEvent only = Assert.Single(message.Events.ToArray());
        Assert.Equal((MarketEventKind.Heartbeat, 160, true), (only.Kind, only.Sequence, only.IsEndOfMessage));
    }

    [Fact]
    public void Snapshot_Rest_ClearsAndFillsTheOnlyInstrument()
    {
        BinanceMessage message = Decode("""{"lastUpdateId":1027024,"bids":[["4.00000000","431.00000000"]],"asks":[["4.00020000","12.00000000"]]}""");
        Assert.Equal((BinanceMessageKind.DepthSnapshot, 1027024), (message.Kind, message.FinalUpdateId));
        Assert.Equal([MarketEventKind.Clear, MarketEventKind.Level, MarketEventKind.Level], message.Events.ToArray().Select(e => e.Kind));
        Assert.All(message.Events.ToArray(), e => Assert.True(e.IsSnapshot));
        Assert.Equal([false, false, true], message.Events.ToArray().Select(e => e.IsEndOfMessage));
        Assert.Equal(40002, message.Events[2].Price);
    }

    [Fact]
    public void Snapshot_SeveralInstruments_NeedsItsOwnerNamed()
    {
        var decoder = new BinanceDecoder(BinanceVenue.Spot, Bnb, new Instrument(8, "ETHBTC", 0.0001m, 1m, "BINANCE"));
        byte[] snapshot = """{"lastUpdateId":5,"bids":[],"asks":[]}"""u8.ToArray();
        Assert.Throws<MarketDataFormatException>(() => decoder.Decode(snapshot, 0));
        Assert.Equal(7, decoder.Decode(snapshot, 0, Bnb).Events[0].InstrumentId);
    }

    [Fact]
    public void PartialDepth_NamedByItsStreamAlone_IsASnapshotMessage()
    {
        BinanceMessage message = Decode("""{"stream":"bnbbtc@depth5@100ms","data":{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]}}""");
        Assert.Equal(BinanceMessageKind.PartialDepth, message.Kind);
        Assert.Equal(3, message.Events.Length);
    }

    [Fact]
    public void Trade_BuyerIsMaker_MeansTheAggressorSold()
    {
        MarketEvent sold = Decode("""{"e":"trade","E":1672515782137,"s":"BNBBTC","t":12345,"p":"0.0010","q":"100","T":1672515782136,"m":true,"M":true}""").Events[0];
        Assert.Equal((MarketEventKind.Trade, Side.Ask, 10L, 100L, 12345L, 1_672_515_782_136_000_000L), (sold.Kind, sold.Side, sold.Price, sold.Quantity, sold.Id, sold.ExchangeTime));
        MarketEvent bought = Decode("""{"e":"aggTrade","E":1672515782136,"s":"BNBBTC","a":12345,"p":"0.001","q":"100","f":100,"l":105,"T":1672515782136,"m":false,"M":true}""").Events[0];
        Assert.Equal((Side.Bid, 6, 12345L, MarketEventFlags.EndOfMessage | MarketEventFlags.Aggregate), (bought.Side, bought.Count, bought.Id, bought.Flags));
    }

    [Fact]
    public void BookTicker_SpotWithoutEventName_IsRecognised()
    {
        BinanceMessage message = Decode("""{"u":400900217,"s":"BNBBTC","b":"25.3519","B":"31.00000000","a":"25.3652","A":"40"}""");
        Assert.Equal(BinanceMessageKind.BookTicker, message.Kind);
        Assert.Equal([(Side.Bid, 253519L, 31L), (Side.Ask, 253652L, 40L)], message.Events.ToArray().Select(e => (e.Side, e.Price, e.Quantity)));
    }

    [Theory]
    [InlineData("""{"e":"serverShutdown","E":1770123456789}""", BinanceMessageKind.ServerShutdown)]
    [InlineData("""{"result":null,"id":1}""", BinanceMessageKind.ControlAnswer)]
    [InlineData("""{"code":2,"msg":"Invalid request","id":5}""", BinanceMessageKind.ControlAnswer)]
    [InlineData("""{"e":"24hrMiniTicker","E":1672515782136,"s":"BNBBTC"}""", BinanceMessageKind.Other)]
    [InlineData("""{"e":"trade","E":1672515782136,"s":"ETHBTC","t":1,"p":"1","q":"1","T":1,"m":true}""", BinanceMessageKind.Other)]
    public void Decode_MessagesWithoutMarketData_AreNamed(string json, BinanceMessageKind kind)
    {
        BinanceMessage message = Decode(json);
        Assert.Equal(kind, message.Kind);
        Assert.Equal(0, message.Events.Length);
    }

    [Theory]
    [InlineData(BinanceVenue.UsdMFutures, "", "spot stream")]
    [InlineData(BinanceVenue.Spot, "\"pu\":156,", "futures stream")]
    [InlineData(BinanceVenue.CoinMFutures, "\"pu\":156,", "USD-M")]
    [InlineData(BinanceVenue.UsdMFutures, "\"pu\":156,\"ps\":\"BNB\",", "COIN-M")]
    public void DepthUpdate_OfAnotherMarket_IsRefused(BinanceVenue venue, string extra, string expected)
    {
        string json = Depth.Replace("\"U\"", extra + "\"U\"", StringComparison.Ordinal);
        var decoder = new BinanceDecoder(venue, Bnb);
        Assert.Contains(expected, Assert.Throws<MarketDataFormatException>(() => decoder.Decode(Encoding.UTF8.GetBytes(json), 0)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("""{"e":"depthUpdate"} x""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":157,"u":160,"b":[["0.0024","10"]]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":157,"b":[],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":161,"u":160,"b":[],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":-1,"u":160,"b":[],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":1,"u":99999999999999999999,"b":[],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":1,"u":2,"b":[[0.0024,10]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":1,"u":2,"b":[["0.0024"]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":1,"u":2,"b":["0.0024","1"],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":1,"u":2,"b":[["0.00241","1"]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":1,"u":2,"b":[["0.0024","-1"]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":1,"u":2,"b":{},"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1672515782136,"U":1,"u":2,"b":[],"a":[]}""")]
    [InlineData("""{"e":"trade","E":1672515782136,"s":"BNBBTC","t":1,"p":"1","q":"1","T":1672515782136}""")]
    public void Decode_NotTheDocumentedShape_IsATypedError(string json)
    {
        Assert.Throws<MarketDataFormatException>(() => Decode(json));
    }

    [Fact]
    public void Decode_MutatedMessages_GiveOnlyTypedErrors()
    {
        byte[][] seeds =
        [
            Encoding.UTF8.GetBytes(Depth),
            """{"lastUpdateId":1027024,"bids":[["4.00000000","431.00000000"]],"asks":[["4.00020000","12.00000000"]]}"""u8.ToArray(),
            """{"stream":"bnbbtc@trade","data":{"e":"trade","E":1672515782137,"s":"BNBBTC","t":12345,"p":"0.0010","q":"100","T":1672515782136,"m":true,"M":true}}"""u8.ToArray(),
            """{"u":400900217,"s":"BNBBTC","b":"25.3519","B":"31.00000000","a":"25.3652","A":"40"}"""u8.ToArray(),
        ];
        var random = new Random(20240809);
        var decoder = new BinanceDecoder(BinanceVenue.Spot, Bnb);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = (byte[])seeds[i % seeds.Length].Clone();
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "{}[]\",:0123456789.-eEtrufalsn"[random.Next(29)]);
            }

            try
            {
                decoder.Decode(bytes.AsSpan(0, random.Next(8) == 0 ? random.Next(bytes.Length) : bytes.Length), 0);
            }
            catch (MarketDataFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 5_000, 19_999);
    }

    [Fact]
    public void Decode_AfterWarmUp_AllocatesNothing()
    {
        var decoder = new BinanceDecoder(BinanceVenue.Spot, Bnb);
        byte[] depth = Encoding.UTF8.GetBytes("""{"stream":"bnbbtc@depth","data":""" + Depth + "}");
        AllocationGuard.ShouldNotAllocate(() => decoder.Decode(depth, 0));
    }

    private static BinanceMessage Decode(string json) => new BinanceDecoder(BinanceVenue.Spot, Bnb).Decode(Encoding.UTF8.GetBytes(json), 42);
}
