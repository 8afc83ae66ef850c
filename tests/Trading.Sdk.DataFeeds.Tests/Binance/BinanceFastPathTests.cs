using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

/// <summary>The fast and the general form of the decoder: identical events for whatever the fast form accepts, and the same errors.</summary>
public class BinanceFastPathTests
{
    private static readonly Instrument[] Instruments =
    [
        new(1, "BTCUSDT", 0.01m, 0.00001m, "BINANCE"),
        new(2, "X", 0.5m, 1m, "BINANCE"),
        new(3, "PEPEUSDT", 0.00000001m, 1m, "BINANCE") { QuantityOffGrid = OffGridPolicy.Round },
        new(4, "BTCUSD_PERP", 0.1m, 1m, "BINANCE"),
    ];

    [Theory]
    [InlineData(BinanceVenue.Spot)]
    [InlineData(BinanceVenue.UsdMFutures)]
    [InlineData(BinanceVenue.CoinMFutures)]
    public void RandomMessages_BothForms_GiveTheSameEvents(BinanceVenue venue)
    {
        (BinanceDecoder fast, BinanceDecoder general) = Decoders(venue);
        long accepted = 0;
        foreach (int seed in Enumerable.Range(1, TestEffort.Count(4_000, 200_000)))
        {
#pragma warning disable RS0030 // Seeded.
            var random = new System.Random(seed);
#pragma warning restore RS0030
            byte[] message = Encoding.UTF8.GetBytes(Write(random, venue));
            AssertSame(fast, general, message);
            accepted = fast.FastMessages;

            // One byte changed: whatever it makes of it, both must make the same of it.
            byte[] changed = [.. message];
            changed[random.Next(changed.Length)] = (byte)"\"[]{},.:0123456789eE-+ x\\Uub"[random.Next(28)];
            AssertSame(fast, general, changed);
            AssertSame(fast, general, message[..random.Next(message.Length)]);
        }

        Assert.True(accepted > TestEffort.Count(4_000, 200_000) / 3, $"{accepted} messages took the fast form");
        Assert.Equal(0, general.FastMessages);
    }

    [Fact]
    public void Numbers_AnyText_BothFormsAgree()
    {
        (BinanceDecoder fast, BinanceDecoder general) = Decoders(BinanceVenue.Spot);
        Gen<string> digits = Gen.Elements([.. "0123456789"]).ArrayOf().Select(a => new string(a));
        Gen<string> number = from whole in digits from fraction in digits from shape in Gen.Choose(0, 5)
                             select shape switch { 0 => whole, 1 => whole + ".", 2 => "." + fraction, 3 => "-" + whole + "." + fraction, _ => whole + "." + fraction };
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(number.Two().ToArbitrary(), pair =>
        {
            string text = $"{{\"e\":\"depthUpdate\",\"E\":1672515782136,\"s\":\"PEPEUSDT\",\"U\":1,\"u\":2,\"b\":[[\"{pair.Item1}\",\"{pair.Item2}\"]],\"a\":[[\"1.00000000\",\"2.00000000\"]]}}";
            AssertSame(fast, general, Encoding.UTF8.GetBytes(text));
        }));
    }

    [Fact]
    public void DocumentedMessage_TakesTheFastForm()
    {
        (BinanceDecoder fast, _) = Decoders(BinanceVenue.Spot);
        fast.Decode("{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1723161255208,\"s\":\"BTCUSDT\",\"U\":50093239189,\"u\":50093239202,\"b\":[[\"61737.63000000\",\"0.00000000\"]],\"a\":[[\"61837.64000000\",\"1.54698000\"],[\"61848.49000000\",\"0.00000000\"]]}}"u8, 5);
        Assert.Equal(1, fast.FastMessages);
    }

    [Fact]
    public void Escapes_OtherOrderAndSpace_AreAccepted()
    {
        (BinanceDecoder fast, BinanceDecoder general) = Decoders(BinanceVenue.Spot);
        byte[] plain = "{\"e\":\"depthUpdate\",\"E\":1672515782136,\"s\":\"BTCUSDT\",\"U\":157,\"u\":160,\"b\":[[\"0.02\",\"10\"]],\"a\":[]}"u8.ToArray();
        byte[] odd = " { \"\\u0061\" : [ ] ,\"new\":{\"x\":[1,{}]}, \"b\":[ [\"0.0\\u0032\" , \"1\\u0030\"] ],\"u\":160, \"U\":157,\"s\":\"BTC\\u0055SDT\",\"E\":1672515782136,\"e\":\"depth\\u0055pdate\"} "u8.ToArray();
        MarketEvent[] expected = fast.Decode(plain, 7).Events.ToArray();
        Assert.Equal(expected, general.Decode(odd, 7).Events.ToArray());
        Assert.Equal(expected, fast.Decode(odd, 7).Events.ToArray());
    }

    [Fact]
    public void FastForm_AllocatesNothing()
    {
        (BinanceDecoder fast, BinanceDecoder general) = Decoders(BinanceVenue.Spot);
#pragma warning disable RS0030 // Seeded.
        byte[] message = Encoding.UTF8.GetBytes(Write(new System.Random(3), BinanceVenue.Spot, plain: true));
#pragma warning restore RS0030
        AllocationGuard.ShouldNotAllocate(() => fast.Decode(message, 1));
        AllocationGuard.ShouldNotAllocate(() => general.Decode(message, 1));
        Assert.True(fast.FastMessages > 0);
    }

    [Fact]
    public void RecordedStreams_BothForms_GiveTheSameEvents()
    {
        foreach ((string file, BinanceVenue venue, Instrument instrument) in new[]
        {
            ("spot_btcusdt_20240808.gz", BinanceVenue.Spot, new Instrument(1, "BTCUSDT", 0.01m, 0.00001m) { QuantityOffGrid = OffGridPolicy.Round }),
            ("usdm_btcusdt_20240808.gz", BinanceVenue.UsdMFutures, new Instrument(1, "BTCUSDT", 0.1m, 0.001m)),
            ("cm_btcusd_perp_20240808.gz", BinanceVenue.CoinMFutures, new Instrument(1, "BTCUSD_PERP", 0.1m, 1m)),
        })
        {
            var fast = new BinanceDecoder(venue, instrument);
            var general = new BinanceDecoder(venue, instrument) { UsesFastPath = false };
            using var lines = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(SharedFolder.Require("data/binance/" + file)), System.IO.Compression.CompressionMode.Decompress));
            long depth = 0;
            for (int i = 0; i < 30_000 && lines.ReadLine() is { } line; i++)
            {
                byte[] json = Encoding.UTF8.GetBytes(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                AssertSame(fast, general, json);
                depth += line.Contains("\"depthUpdate\"", StringComparison.Ordinal) ? 1 : 0;
            }

            Assert.True(depth > 1000 && fast.FastMessages >= depth - 10, $"{file}: {fast.FastMessages} of {depth} took the fast form");
        }
    }

    private static (BinanceDecoder Fast, BinanceDecoder General) Decoders(BinanceVenue venue) =>
        (new BinanceDecoder(venue, Instruments) { SourceId = 3 }, new BinanceDecoder(venue, Instruments) { SourceId = 3, UsesFastPath = false });

    private static void AssertSame(BinanceDecoder fast, BinanceDecoder general, byte[] message)
    {
        string Read(BinanceDecoder decoder)
        {
            try
            {
                BinanceMessage m = decoder.Decode(message, 123_456_789);
                return $"{m.Kind} {m.Instrument?.Id} {m.FirstUpdateId} {m.FinalUpdateId} {m.PreviousFinalUpdateId} {m.EventTime} " + string.Join('\n', m.Events.ToArray());
            }
            catch (MarketDataFormatException)
            {
                return "malformed";
            }
        }

        string expected = Read(general), actual = Read(fast);
        Assert.True(expected == actual, $"{Encoding.UTF8.GetString(message)}\ngeneral: {expected}\nfast: {actual}");
    }

    private static string Write(System.Random random, BinanceVenue venue, bool plain = false)
    {
        Instrument instrument = plain ? Instruments[0] : Instruments[random.Next(Instruments.Length)];
        bool isCombined = random.Next(2) == 0;
        string Level()
        {
            long price = random.NextInt64(1, random.Next(4) == 0 ? 90_000_000_000 : 9_000_000), quantity = random.Next(4) == 0 ? 0 : random.NextInt64(0, 900_000_000);
            string p = instrument.FormatPrice(price), q = instrument.FormatQuantity(quantity);
            if (venue == BinanceVenue.Spot && !plain)
            {
                p = Padded(p);
                q = Padded(q);
            }

            return $"[\"{p}\",\"{q}\"]";
        }

        string Padded(string number) => decimal.Parse(number, CultureInfo.InvariantCulture).ToString(random.Next(20) == 0 ? "F9" : "F8", CultureInfo.InvariantCulture);
        string Side() => string.Join(',', Enumerable.Range(0, random.Next(8)).Select(_ => Level()));
        long u = random.NextInt64(1, 60_000_000_000);
        string futures = venue == BinanceVenue.Spot ? "" : $",\"pu\":{u - 20}";
        string data = $"{{\"e\":\"depthUpdate\",\"E\":1672515782136{(venue == BinanceVenue.Spot ? "" : ",\"T\":1672515782130")},\"s\":\"{instrument.Symbol}\""
            + (venue == BinanceVenue.CoinMFutures ? ",\"ps\":\"BTCUSD\"" : "") + $",\"U\":{u - random.Next(10)},\"u\":{u}{futures},\"b\":[{Side()}],\"a\":[{Side()}]}}";
        return isCombined ? $"{{\"stream\":\"{instrument.Symbol.ToLowerInvariant()}@depth@100ms\",\"data\":{data}}}" : data;
    }
}
