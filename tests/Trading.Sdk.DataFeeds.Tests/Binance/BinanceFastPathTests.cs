using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

/// <summary>
/// The forms of the decoder give identical events and the same errors: the fast one with vectors and without, the general one, and the
/// general one by Utf8JsonReader alone, which shares no reading of numbers with the others.
/// </summary>
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
        Forms forms = Decoders(venue);
        long accepted = 0;
        foreach (int seed in Enumerable.Range(1, TestEffort.Count(4_000, 200_000)))
        {
#pragma warning disable RS0030 // Seeded.
            var random = new System.Random(seed);
#pragma warning restore RS0030
            byte[] message = Encoding.UTF8.GetBytes(Write(random, venue));
            AssertSame(forms, message);
            accepted = forms.Fast.FastMessages;

            // One byte changed: whatever it makes of it, both must make the same of it.
            byte[] changed = [.. message];
            changed[random.Next(changed.Length)] = (byte)"\"[]{},.:0123456789eE-+ x\\Uub"[random.Next(28)];
            AssertSame(forms, changed);
            AssertSame(forms, message[..random.Next(message.Length)]);

            // Fields in another order, some twice, white space here and there: for the general form.
            byte[] shuffled = Encoding.UTF8.GetBytes(Shuffled(random, Encoding.UTF8.GetString(message)));
            AssertSame(forms, shuffled);
            AssertSame(forms, shuffled[..random.Next(shuffled.Length)]);
            shuffled[random.Next(shuffled.Length)] = (byte)"\"[]{},.:0123456789eE-+ x\\Uub"[random.Next(28)];
            AssertSame(forms, shuffled);
        }

        Assert.True(accepted > TestEffort.Count(4_000, 200_000) / 3, $"{accepted} messages took the fast form");
        Assert.Equal(0, forms.General.FastMessages);
    }

    [Fact]
    public void Numbers_AnyText_BothFormsAgree()
    {
        Forms forms = Decoders(BinanceVenue.Spot);
        Gen<string> digits = Gen.Elements([.. "0123456789"]).ArrayOf().Select(a => new string(a));
        Gen<string> number = from whole in digits from fraction in digits from shape in Gen.Choose(0, 5)
                             select shape switch { 0 => whole, 1 => whole + ".", 2 => "." + fraction, 3 => "-" + whole + "." + fraction, _ => whole + "." + fraction };
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(number.Two().ToArbitrary(), pair =>
        {
            string text = $"{{\"e\":\"depthUpdate\",\"E\":1672515782136,\"s\":\"PEPEUSDT\",\"U\":1,\"u\":2,\"b\":[[\"{pair.Item1}\",\"{pair.Item2}\"]],\"a\":[[\"1.00000000\",\"2.00000000\"]]}}";
            AssertSame(forms, Encoding.UTF8.GetBytes(text));
        }));
    }

    [Fact]
    public void DocumentedMessage_TakesTheFastForm()
    {
        Forms forms = Decoders(BinanceVenue.Spot);
        forms.Fast.Decode("{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1723161255208,\"s\":\"BTCUSDT\",\"U\":50093239189,\"u\":50093239202,\"b\":[[\"61737.63000000\",\"0.00000000\"]],\"a\":[[\"61837.64000000\",\"1.54698000\"],[\"61848.49000000\",\"0.00000000\"]]}}"u8, 5);
        Assert.Equal(1, forms.Fast.FastMessages);
    }

    [Fact]
    public void Escapes_OtherOrderAndSpace_AreAccepted()
    {
        Forms forms = Decoders(BinanceVenue.Spot);
        byte[] plain = "{\"e\":\"depthUpdate\",\"E\":1672515782136,\"s\":\"BTCUSDT\",\"U\":157,\"u\":160,\"b\":[[\"0.02\",\"10\"]],\"a\":[]}"u8.ToArray();
        byte[] odd = " { \"\\u0061\" : [ ] ,\"new\":{\"x\":[1,{}]}, \"b\":[ [\"0.0\\u0032\" , \"1\\u0030\"] ],\"u\":160, \"U\":157,\"s\":\"BTC\\u0055SDT\",\"E\":1672515782136,\"e\":\"depth\\u0055pdate\"} "u8.ToArray();
        MarketEvent[] expected = forms.Fast.Decode(plain, 7).Events.ToArray();
        Assert.Equal(expected, forms.General.Decode(odd, 7).Events.ToArray());
        Assert.Equal(expected, forms.Fast.Decode(odd, 7).Events.ToArray());
    }

    [Fact]
    public void FastForm_AllocatesNothing()
    {
        Forms forms = Decoders(BinanceVenue.Spot);
#pragma warning disable RS0030 // Seeded.
        byte[] message = Encoding.UTF8.GetBytes(Write(new System.Random(3), BinanceVenue.Spot, plain: true));
#pragma warning restore RS0030
        AllocationGuard.ShouldNotAllocate(() => forms.Fast.Decode(message, 1));
        AllocationGuard.ShouldNotAllocate(() => forms.General.Decode(message, 1));
        Assert.True(forms.Fast.FastMessages > 0);
    }

    [Fact]
    public void ManyStreamsInTurn_AllocateNothing_AndKeepTheirHeads()
    {
        Instrument[] instruments = [.. Enumerable.Range(0, 60).Select(i => new Instrument(i + 1, $"SYM{i}USDT", 0.01m, 0.00001m, "BINANCE"))];
        byte[][] messages = [.. instruments.SelectMany(i => new[] { 7, 8 }.Select(u => Encoding.UTF8.GetBytes(
            $"{{\"stream\":\"{i.Symbol.ToLowerInvariant()}@depth@100ms\",\"data\":{{\"e\":\"depthUpdate\",\"E\":1672515782136,\"s\":\"{i.Symbol}\",\"U\":{u}0000000,\"u\":{u}0000009,\"b\":[[\"61737.63000000\",\"0.00000000\"]],\"a\":[[\"61837.64000000\",\"1.54698000\"],[\"61848.49000000\",\"12.00000000\"]]}}}}")))];
        foreach (bool isFast in new[] { true, false })
        {
            var decoder = new BinanceDecoder(BinanceVenue.Spot, instruments) { UsesFastPath = isFast };
            AllocationGuard.ShouldNotAllocate(() =>
            {
                foreach (byte[] message in messages)
                {
                    decoder.Decode(message, 1);
                }
            });
        }
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
            Forms forms = Decoders(venue, instrument);
            using var lines = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(SharedFolder.Require("data/binance/" + file)), System.IO.Compression.CompressionMode.Decompress));
            long depth = 0;
            for (int i = 0; i < 30_000 && lines.ReadLine() is { } line; i++)
            {
                byte[] json = Encoding.UTF8.GetBytes(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                AssertSame(forms, json);
                depth += line.Contains("\"depthUpdate\"", StringComparison.Ordinal) ? 1 : 0;
            }

            Assert.True(depth > 1000 && forms.Fast.FastMessages >= depth - 10, $"{file}: {forms.Fast.FastMessages} of {depth} took the fast form");
        }
    }

    private static Forms Decoders(BinanceVenue venue, params Instrument[] instruments)
    {
        instruments = instruments.Length > 0 ? instruments : Instruments;
        return new(
            new BinanceDecoder(venue, instruments) { SourceId = 3 },
            new BinanceDecoder(venue, instruments) { SourceId = 3, UsesVectors = false },
            new BinanceDecoder(venue, instruments) { SourceId = 3, UsesFastPath = false },
            new BinanceDecoder(venue, instruments) { SourceId = 3, UsesFastPath = false, UsesLevelReaders = false });
    }

    private static void AssertSame(Forms forms, byte[] message)
    {
        Said expected = Said.By(forms.Plain, message);
        foreach ((string name, BinanceDecoder decoder) in ((string, BinanceDecoder)[])[("general", forms.General), ("fast", forms.Fast), ("fast without vectors", forms.Scalar)])
        {
            Said actual = Said.By(decoder, message);
            if (expected.Head != actual.Head || !expected.Events.AsSpan().SequenceEqual(actual.Events))
            {
                Assert.Fail($"{Encoding.UTF8.GetString(message)}\nby Utf8JsonReader: {expected}\n{name}: {actual}");
            }
        }
    }

    /// <summary>What a decoder made of a message; without a kind, that it is malformed.</summary>
    private sealed record Said((BinanceMessageKind? Kind, int? Instrument, long First, long Final, long Previous, long Time) Head, MarketEvent[] Events)
    {
        public static Said By(BinanceDecoder decoder, byte[] message)
        {
            try
            {
                BinanceMessage m = decoder.Decode(message, 123_456_789);
                return new((m.Kind, m.Instrument?.Id, m.FirstUpdateId, m.FinalUpdateId, m.PreviousFinalUpdateId, m.EventTime), m.Events.ToArray());
            }
            catch (MarketDataFormatException)
            {
                return new(default, []);
            }
        }

        public override string ToString() => $"{Head}\n{string.Join('\n', Events)}";
    }

    /// <summary>The decoder's forms.</summary>
    private sealed record Forms(BinanceDecoder Fast, BinanceDecoder Scalar, BinanceDecoder General, BinanceDecoder Plain);

    /// <summary>The same message with its fields in another order, one of them perhaps twice, and white space.</summary>
    private static string Shuffled(System.Random random, string json)
    {
        System.Text.Json.Nodes.JsonObject root = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        string Mix(System.Text.Json.Nodes.JsonObject node)
        {
            string[] parts = [.. node.Select(p => (Text: $"\"{p.Key}\":{(p.Key == "data" ? Mix(p.Value!.AsObject()) : p.Value!.ToJsonString())}", Order: random.Next())).OrderBy(p => p.Order).Select(p => p.Text)];
            if (random.Next(4) == 0)
            {
                parts = [.. parts, parts[random.Next(parts.Length)]];
            }

            string comma = random.Next(3) == 0 ? " , " : ",";
            string all = "{" + string.Join(comma, parts) + (random.Next(8) == 0 ? ",}" : "}");
            return random.Next(3) == 0 ? all.Replace(":[", ": [", StringComparison.Ordinal) : all;
        }

        return Mix(root);
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
