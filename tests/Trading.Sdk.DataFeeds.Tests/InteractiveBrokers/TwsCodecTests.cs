using System.Buffers;
using System.Text;
using System.Text.Json;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests;

public class TwsCodecTests
{
    [Fact]
    public void Session_ServerFrames_DescribeAsTheRecordedEvents() =>
        Assert.Equal(GoldenTws.Lines("events.jsonl"), TwsSessionFile.Describe(GoldenTws.Lines("session.hex")));

    [Fact]
    public void Session_DividedAnyhow_GivesTheSameEvents()
    {
        string[] expected = GoldenTws.Lines("events.jsonl");
        byte[] stream = [.. GoldenTws.Frames('S').SelectMany(f => f)];
        foreach (int size in (int[])[1, 3, 7, 1000, stream.Length])
        {
            Assert.Equal(expected, TwsSessionFile.Describe(stream.Chunk(size).Select(c => "S " + Convert.ToHexString(c))));
        }
    }

    [Theory]
    [InlineData("S 00000002", "ends 4 bytes into a frame")]
    [InlineData("S 0000zz", "line 1: the bytes are not hexadecimal")]
    [InlineData("X 00", "line 1: a line is 'C' or 'S'")]
    [InlineData("S ffffffff", "4294967295 bytes")]
    [InlineData("S 00000002 3900", "line 1: the bytes")]
    [InlineData("S 000000023900", "message 0: field 2 is missing")]
    [InlineData("S 000000013100", "line 1")]
    public void Session_NotOfTheForm_IsATypedErrorThatNamesTheLine(string line, string part)
    {
        MarketDataFormatException e = Assert.ThrowsAny<MarketDataFormatException>(() => TwsSessionFile.Describe([line], "file.hex").ToList());
        Assert.Contains("file.hex", e.Message, StringComparison.Ordinal);
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EventText_ErrorOfAnOldServer_HasAnEmptyReject() =>
        Assert.Equal("{\"ev\": \"error\", \"id\": \"-1\", \"code\": \"2104\", \"msg\": \"caf\\u00e9 \\\\u00e9 \\\"\", \"advancedReject\": \"\"}", TwsEventText.Describe("4\u00002\0-1\u00002104\0café \\u00e9 \"\0"u8));

    [Fact]
    public void EventText_UnknownMessage_IsRaw() =>
        Assert.Equal("{\"ev\": \"raw\", \"fields\": [\"91\", \"7\", \"\", \"x\"]}", TwsEventText.Describe("91\u00007\0\0x\0"u8));

    [Fact]
    public void Encoder_RecordedCalls_GiveTheRecordedBytes()
    {
        byte[][] frames = GoldenTws.Frames('C');
        Assert.Equal(frames[0], TwsEncoder.Hello());
        Assert.Equal(frames[1], TwsEncoder.StartApi(7));
        int next = 2;
        foreach (JsonElement call in GoldenTws.Json("calls.json").EnumerateArray())
        {
            Assert.Equal(Convert.ToHexString(frames[next++]), Convert.ToHexString(Encode(call)));
        }

        Assert.Equal(frames.Length, next);
    }

    [Theory]
    [InlineData("187.5", "187.5")]
    [InlineData("251.0", "251.0")]
    [InlineData("-0.25", "-0.25")]
    [InlineData("0.00008065", "0.00008065")]
    [InlineData("1.0E-4", "0.00010")]
    [InlineData("6.1951E7", "61951000")]
    [InlineData("1E+3", "1000")]
    [InlineData("12345678901234567890.5", "12345678901234567890.5")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("1e-28", "0.0000000000000000000000000001")]
    public void Number_ExactText_IsReadExactly(string text, string expected)
    {
        Assert.True(TwsNumber.TryParse(Encoding.ASCII.GetBytes(text), out decimal value));
        Assert.Equal(expected, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1E999999999")]
    [InlineData("1e-29")]
    [InlineData("0x10")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData(" 1")]
    public void Number_NoNumberOrTooMuch_IsRefused(string text) => Assert.False(TwsNumber.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Number_AnyDecimal_SurvivesItsText()
    {
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++)
        {
            var value = new decimal(random.Next(), i % 3 == 0 ? 0 : random.Next(), i % 5 == 0 ? random.Next() : 0, random.Next(2) == 0, (byte)random.Next(29));
            Assert.True(TwsNumber.TryParse(Encoding.ASCII.GetBytes(value.ToString(System.Globalization.CultureInfo.InvariantCulture)), out decimal read));
            Assert.Equal(value, read);
        }
    }

    [Fact]
    public void Frames_BeyondTheLimit_AreCode507()
    {
        var buffer = new ReadOnlySequence<byte>([0x01, 0, 0, 0]);
        Assert.Equal(507, Assert.Throws<TwsProtocolException>(() => TwsFrames.TryRead(ref buffer, TwsWire.FrameBytesMax, out _)).Code);
    }

    [Fact]
    public void Text_Escapes_AreUndone()
    {
        Assert.Equal("Zürich \\u12 é", TwsText.Unescape("Z\\u00fcrich \\u12 \\u00e9"));
        Assert.Equal("plain", TwsText.Unescape("plain"));
        Assert.False(TwsText.IsSendable("é"));
    }

    [Fact]
    public void DepthDecoder_Allocates_Nothing()
    {
        byte[][] frames = [.. GoldenTws.Frames('S').Select(f => f[4..])];
        var decoder = new TwsDepthDecoder();
        decimal sum = 0;
        AllocationGuard.ShouldNotAllocate(() =>
        {
            foreach (byte[] frame in frames)
            {
                if (decoder.TryDecode(frame, out TwsDepthUpdate update))
                {
                    sum += update.Price;
                }
            }
        });
        Assert.True(sum > 0);
    }

    internal static byte[] Encode(JsonElement call)
    {
        int Id() => call.GetProperty("reqId").GetInt32();
        TwsContract Contract() => GoldenTws.Contract(call.GetProperty("contract"));
        string Text(string name) => GoldenTws.Text(call, name);
        bool Flag(string name) => call.TryGetProperty(name, out JsonElement e) && (e.ValueKind == JsonValueKind.Number ? e.GetInt32() != 0 : e.GetBoolean());
        int Int(string name) => call.TryGetProperty(name, out JsonElement e) ? e.GetInt32() : 0;
        return call.GetProperty("call").GetString() switch
        {
            "reqCurrentTime" => TwsEncoder.CurrentTime(),
            "reqIds" => TwsEncoder.NextIds(),
            "reqManagedAccts" => TwsEncoder.Accounts(),
            "reqMktDepthExchanges" => TwsEncoder.DepthExchanges(),
            "reqSmartComponents" => TwsEncoder.SmartComponents(Id(), Text("bboExchange")),
            "reqMarketDataType" => TwsEncoder.MarketDataType((TwsMarketDataType)Int("type")),
            "reqContractDetails" => TwsEncoder.ContractDetails(Id(), Contract(), 176),
            "reqMktDepth" => TwsEncoder.Depth(Id(), Contract(), Int("numRows"), Flag("smart")),
            "cancelMktDepth" => TwsEncoder.CancelDepth(Id(), Flag("smart")),
            "reqTickByTick" => TwsEncoder.TickByTick(Id(), Contract(), Enum.Parse<TwsTickByTickKind>(Text("tickType")), Int("numberOfTicks"), Flag("ignoreSize")),
            "cancelTickByTick" => TwsEncoder.CancelTickByTick(Id()),
            "reqMktData" => TwsEncoder.MarketData(Id(), Contract(), Text("genericTicks"), Flag("snapshot")),
            "cancelMktData" => TwsEncoder.CancelMarketData(Id()),
            "reqRealTimeBars" => TwsEncoder.RealTimeBars(Id(), Contract(), Text("whatToShow"), Flag("useRth")),
            "cancelRealTimeBars" => TwsEncoder.CancelRealTimeBars(Id()),
            "reqHistoricalData" => TwsEncoder.HistoricalBars(Id(), Contract(), Text("end"), Text("barSize"), Text("duration"), Flag("useRth"), Text("whatToShow"), Int("formatDate"), Flag("keepUpToDate")),
            "cancelHistoricalData" => TwsEncoder.CancelHistoricalBars(Id()),
            "reqHistoricalTicks" => TwsEncoder.HistoricalTicks(Id(), Contract(), Text("start"), Text("end"), Int("count"), Text("whatToShow"), Flag("useRth"), Flag("ignoreSize")),
            string other => throw new InvalidOperationException(other),
            null => throw new InvalidOperationException("call without a name"),
        };
    }
}
