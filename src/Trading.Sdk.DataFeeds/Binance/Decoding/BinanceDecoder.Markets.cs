using System.Text.Encodings.Web;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <content>Candles and what derivatives add: mark price, funding, liquidations.</content>
public sealed partial class BinanceDecoder
{
    /// <summary>Decimals of a funding rate in <see cref="MarketEventKind.FundingRate"/>.</summary>
    private static readonly DecimalIncrement FundingStep = DecimalIncrement.From(0.0000000001m);

    private void Kline(ReadOnlySpan<byte> data)
    {
        message.Instrument = FindInstrument(data);
        if (message.Instrument is not { } instrument)
        {
            return;
        }

        message.Kind = BinanceMessageKind.Kline;
        NestedFields inner = ScanNested(Required(fields.Nested, data, "k"));
        if (!inner.IsTrue("x"))
        {
            return;
        }

        message.Bar = new Bar
        {
            InstrumentId = instrument.Id,
            OpenTime = inner.Integer("t") * Timestamp.NanosPerMillisecond,
            // Binance's T is the last millisecond inside the interval.
            CloseTime = (inner.Integer("T") + 1) * Timestamp.NanosPerMillisecond,
            Open = instrument.ParsePrice(inner.Text("o")),
            High = instrument.ParsePrice(inner.Text("h")),
            Low = instrument.ParsePrice(inner.Text("l")),
            Close = instrument.ParsePrice(inner.Text("c")),
            Volume = instrument.ParseQuantity(inner.Text("v")),
            BuyVolume = instrument.ParseQuantity(inner.Text("V")),
            TradeCount = (int)Math.Min(inner.Integer("n"), int.MaxValue),
        };
    }

    private void MarkPrice(ReadOnlySpan<byte> data)
    {
        message.Instrument = FindInstrument(data);
        if (message.Instrument is not { } instrument)
        {
            return;
        }

        message.Kind = BinanceMessageKind.MarkPrice;
        MarketEvent mark = new()
        {
            Kind = MarketEventKind.MarkPrice,
            InstrumentId = instrument.Id,
            SourceId = SourceId,
            ExchangeTime = message.EventTime,
            ReceiveTime = message.ReceiveTime,
            // Averages of several markets, printed with more decimals than the tick: the nearest tick.
            Price = instrument.Price.Parse(Required(fields.Price, data, "p"), OffGridPolicy.Round),
        };
        message.Add(mark);
        if (fields.IndexPrice.Length > 0)
        {
            message.Add(mark with { Kind = MarketEventKind.IndexPrice, Price = instrument.Price.Parse(fields.IndexPrice.Of(data), OffGridPolicy.Round) });
        }

        // Delivery contracts have an empty rate.
        if (fields.FundingRate.Length > 0)
        {
            message.Add(mark with
            {
                Kind = MarketEventKind.FundingRate,
                Price = 0,
                Quantity = FundingStep.Parse(fields.FundingRate.Of(data), OffGridPolicy.Round),
                Id = fields.TransactionTime.Length > 0 ? Milliseconds(fields.TransactionTime, data, "T") : 0,
            });
        }

        message.EndMessage();
    }

    private void Liquidation(ReadOnlySpan<byte> data)
    {
        NestedFields order = ScanNested(Required(fields.Nested, data, "o"));
        message.Instrument = instruments.Find(order.Text("s"));
        if (message.Instrument is not { } instrument)
        {
            return;
        }

        message.Kind = BinanceMessageKind.Liquidation;
        message.Add(new MarketEvent
        {
            Kind = MarketEventKind.Liquidation,
            Flags = MarketEventFlags.EndOfMessage,
            Side = order.Text("S").SequenceEqual("SELL"u8) ? Side.Ask : Side.Bid,
            InstrumentId = instrument.Id,
            SourceId = SourceId,
            ExchangeTime = order.Integer("T") * Timestamp.NanosPerMillisecond,
            ReceiveTime = message.ReceiveTime,
            Price = instrument.Price.Parse(order.Text("p"), OffGridPolicy.Round),
            Quantity = instrument.ParseQuantity(order.Text("q")),
        });
    }

    private static NestedFields ScanNested(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject
            ? new NestedFields(json)
            : throw new MarketDataFormatException("a nested part of the message is not an object");
    }

    private static byte[] Unescape(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.RootElement.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    /// <summary>The fields of an object inside a message, looked up one by one: for streams of a few messages a second.</summary>
    private readonly ref struct NestedFields(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> json = json;

        public ReadOnlySpan<byte> Text(string name)
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isIt = reader.ValueTextEquals(name);
                reader.Read();
                if (isIt && reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
                {
                    return reader.ValueSpan;
                }

                reader.Skip();
            }

            throw new MarketDataFormatException($"the message lacks '{name}'");
        }

        public long Integer(string name) =>
            System.Buffers.Text.Utf8Parser.TryParse(Text(name), out long value, out int used) && used == Text(name).Length
                ? value
                : throw new MarketDataFormatException($"'{name}' is not a whole number");

        public bool IsTrue(string name) => Text(name).SequenceEqual("true"u8);
    }
}
