using System.Buffers;
using System.Globalization;
using System.Text;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Describes frames of a server as JSON, one object a frame: <c>ev</c> names the event, every other value is text exactly as sent.
/// Messages without a layout of their own become <c>raw</c> with all their fields. For logs, recordings and comparisons; nothing is
/// interpreted, so nothing is lost.
/// </summary>
public static class TwsEventText
{
    private static readonly string[] BarFields = ["time", "open", "high", "low", "close", "volume", "wap", "count"];

    // Fields of a message in wire order; "-" is passed over (version fields), "*" names the array of repeated groups.
    private static readonly Dictionary<int, Layout> Layouts = new()
    {
        [TwsIncoming.NextValidId] = new("nextValidId", ["-", "id"]),
        [TwsIncoming.ManagedAccounts] = new("managedAccounts", ["-", "accounts"]),
        [TwsIncoming.CurrentTime] = new("currentTime", ["-", "time"]),
        [TwsIncoming.DepthExchanges] = new("depthExchanges", [], ["exchange", "secType", "listingExch", "serviceDataType", "aggGroup"]),
        [TwsIncoming.SmartComponents] = new("smartComponents", ["id"], ["bit", "exchange", "letter"]),
        [TwsIncoming.ContractDataEnd] = new("contractDetailsEnd", ["-", "id"]),
        [TwsIncoming.MarketDepth] = new("depth", ["-", "id", "pos", "op", "side", "price", "size"]),
        [TwsIncoming.MarketDepthL2] = new("depthL2", ["-", "id", "pos", "mm", "op", "side", "price", "size", "smart"]),
        [TwsIncoming.MarketDataType] = new("marketDataType", ["-", "id", "type"]),
        [TwsIncoming.TickReqParams] = new("tickReqParams", ["id", "minTick", "bboExchange", "snapshotPermissions"]),
        [TwsIncoming.TickPrice] = new("tickPrice", ["-", "id", "tickType", "price", "size", "attrMask"]),
        [TwsIncoming.TickSize] = new("tickSize", ["-", "id", "tickType", "size"]),
        [TwsIncoming.TickString] = new("tickString", ["-", "id", "tickType", "value"]),
        [TwsIncoming.TickGeneric] = new("tickGeneric", ["-", "id", "tickType", "value"]),
        [TwsIncoming.TickSnapshotEnd] = new("tickSnapshotEnd", ["-", "id"]),
        [TwsIncoming.RealTimeBar] = new("realtimeBar", ["-", "id", .. BarFields]),
        [TwsIncoming.HistoricalData] = new("historicalBars", ["id", "start", "end"], BarFields),
        [TwsIncoming.HistoricalDataUpdate] = new("historicalUpdate", ["id", "count", "time", "open", "close", "high", "low", "wap", "volume"]),
        [TwsIncoming.HistoricalTicksLast] = new("historicalTicksLast", ["id"], ["time", "mask", "price", "size", "exchange", "conditions"], "done"),
        [TwsIncoming.HistoricalTicksBidAsk] = new("historicalTicksBidAsk", ["id"], ["time", "mask", "bid", "ask", "bidSize", "askSize"], "done"),
        [TwsIncoming.HistoricalTicks] = new("historicalTicks", ["id"], ["time", "unused", "price", "size"], "done"),
    };

    private static readonly string[] TradeTick = ["time", "price", "size", "mask", "exchange", "conditions"];

    private static readonly string[] QuoteTick = ["time", "bid", "ask", "bidSize", "askSize", "mask"];

    private static readonly string[] MidPointTick = ["time", "mid"];

    /// <summary>Describes the server's answer to the hello.</summary>
    /// <param name="payload">The frame without its length: server version and connection time.</param>
    /// <exception cref="TwsProtocolException">The frame has not two fields.</exception>
    public static string DescribeHello(ReadOnlySpan<byte> payload)
    {
        var reader = new TwsFieldReader(payload);
        var json = new Writer("connectAck");
        json.Field("serverVersion", reader.ReadBytes());
        json.Field("connTime", reader.ReadBytes());
        return json.End();
    }

    /// <summary>Describes any later frame of a server.</summary>
    /// <param name="payload">The frame without its length.</param>
    /// <exception cref="TwsProtocolException">The frame has fewer fields than its layout, or a field without an end.</exception>
    public static string Describe(ReadOnlySpan<byte> payload)
    {
        var reader = new TwsFieldReader(payload);
        int message = ReadId(ref reader);
        if (message == TwsIncoming.Error)
        {
            return DescribeError(ref reader);
        }

        if (message == TwsIncoming.TickByTick && TryDescribeTick(payload, out string? tick))
        {
            return tick!;
        }

        if (!Layouts.TryGetValue(message, out Layout? layout))
        {
            return DescribeRaw(payload);
        }

        var json = new Writer(layout.Event);
        foreach (string name in layout.Fields)
        {
            json.Field(name, reader.ReadBytes());
        }

        if (layout.Groups is { } groups)
        {
            int count = reader.ReadCount(groups.Length);
            json.BeginArray("rows");
            for (int i = 0; i < count; i++)
            {
                json.BeginItem(i);
                foreach (string name in groups)
                {
                    json.Field(name, reader.ReadBytes());
                }

                json.EndItem();
            }

            json.EndArray();
        }

        if (layout.Last is { } last)
        {
            json.Field(last, reader.ReadBytes());
        }

        return json.End();
    }

    // A message id that is no number is not an error of ours to judge: the message is shown raw.
    private static int ReadId(ref TwsFieldReader reader)
    {
        ReadOnlySpan<byte> field = reader.ReadBytes();
        return System.Buffers.Text.Utf8Parser.TryParse(field, out int id, out int used) && used == field.Length ? id : -1;
    }

    private static string DescribeError(ref TwsFieldReader reader)
    {
        var json = new Writer("error");
        reader.Skip();
        json.Field("id", reader.ReadBytes());
        json.Field("code", reader.ReadBytes());
        json.Field("msg", reader.ReadBytes());
        // Servers below 166 do not send it.
        json.Field("advancedReject", reader.IsAtEnd ? default : reader.ReadBytes());
        return json.End();
    }

    private static bool TryDescribeTick(ReadOnlySpan<byte> payload, out string? text)
    {
        var reader = new TwsFieldReader(payload);
        reader.Skip();
        ReadOnlySpan<byte> id = reader.ReadBytes(), type = reader.ReadBytes();
        string[]? names = type.Length != 1 ? null : type[0] switch { (byte)'1' or (byte)'2' => TradeTick, (byte)'3' => QuoteTick, (byte)'4' => MidPointTick, _ => null };
        text = null;
        if (names is null)
        {
            return false;
        }

        var json = new Writer("tickByTick");
        json.Field("id", id);
        json.Field("type", type);
        foreach (string name in names)
        {
            json.Field(name, reader.ReadBytes());
        }

        text = json.End();
        return true;
    }

    private static string DescribeRaw(ReadOnlySpan<byte> payload)
    {
        var reader = new TwsFieldReader(payload);
        var json = new Writer("raw");
        json.BeginArray("fields");
        for (int i = 0; !reader.IsAtEnd; i++)
        {
            json.Value(i, reader.ReadBytes());
        }

        json.EndArray();
        return json.End();
    }

    private sealed record Layout(string Event, string[] Fields, string[]? Groups = null, string? Last = null);

    // The spelling of Python's json module, in which the recorded sessions are written: ", " and ": ", everything but ASCII escaped.
    private sealed class Writer
    {
        private readonly StringBuilder text = new();

        public Writer(string name) => text.Append("{\"ev\": \"").Append(name).Append('"');

        public void Field(string name, ReadOnlySpan<byte> value)
        {
            if (name == "-")
            {
                return;
            }

            if (text[^1] != '{')
            {
                text.Append(", ");
            }

            text.Append('"').Append(name).Append("\": ");
            Quote(value);
        }

        public void BeginArray(string name) => text.Append(", \"").Append(name).Append("\": [");

        public void EndArray() => text.Append(']');

        public void BeginItem(int index) => text.Append(index == 0 ? "{" : ", {");

        public void EndItem() => text.Append('}');

        public void Value(int index, ReadOnlySpan<byte> value)
        {
            text.Append(index == 0 ? "" : ", ");
            Quote(value);
        }

        public string End() => text.Append('}').ToString();

        private void Quote(ReadOnlySpan<byte> value)
        {
            text.Append('"');
            char[]? rented = value.Length > 256 ? ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(value.Length)) : null;
            Span<char> characters = rented ?? stackalloc char[Encoding.UTF8.GetMaxCharCount(256)];
            int count = Encoding.UTF8.GetChars(value, characters);
            foreach (char c in characters[..count])
            {
                switch (c)
                {
                    case '"':
                        text.Append("\\\"");
                        break;
                    case '\\':
                        text.Append("\\\\");
                        break;
                    case '\n':
                        text.Append("\\n");
                        break;
                    case '\r':
                        text.Append("\\r");
                        break;
                    case '\t':
                        text.Append("\\t");
                        break;
                    case '\b':
                        text.Append("\\b");
                        break;
                    case '\f':
                        text.Append("\\f");
                        break;
                    case >= ' ' and <= '~':
                        text.Append(c);
                        break;
                    default:
                        text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                        break;
                }
            }

            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }

            text.Append('"');
        }
    }
}
