using System.Text.Encodings.Web;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <content>Candles and what derivatives add: mark price, funding, liquidations, open interest.</content>
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
        bool hasClosed = inner.Flag("x");
        ReadOnlySpan<byte> end = inner.Text("T");
        long lastInside = Milliseconds(end, "T");
        var bar = new Bar
        {
            InstrumentId = instrument.Id,
            OpenTime = Milliseconds(inner.Text("t"), "t"),
            // Binance's T is the last millisecond (or microsecond) inside the interval.
            CloseTime = lastInside + (end.Length > 14 ? Timestamp.NanosPerMicrosecond : Timestamp.NanosPerMillisecond),
            Open = Price(instrument, inner.Text("o"), "o"),
            High = Price(instrument, inner.Text("h"), "h"),
            Low = Price(instrument, inner.Text("l"), "l"),
            Close = Price(instrument, inner.Text("c"), "c"),
            Volume = Quantity(instrument, inner.Text("v"), "v"),
            BuyVolume = Quantity(instrument, inner.Text("V"), "V"),
            TradeCount = (int)Math.Min(Integer(inner.Text("n"), "n"), int.MaxValue),
        };
        if (bar.CloseTime <= bar.OpenTime)
        {
            throw new MarketDataFormatException("the candle ends before it begins");
        }

        // A candle that is still open is checked all the same: a broken stream is told at once.
        message.Bar = hasClosed ? bar : null;
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
            Price = Price(instrument, Required(fields.Price, data, "p"), "p", OffGridPolicy.Round),
        };
        message.Add(mark);
        if (fields.IndexPrice.Length > 0)
        {
            message.Add(mark with { Kind = MarketEventKind.IndexPrice, Price = Price(instrument, fields.IndexPrice.Of(data), "i", OffGridPolicy.Round) });
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
        message.Instrument = instruments.Find(order.Text("s", mustBeString: true));
        if (message.Instrument is not { } instrument)
        {
            return;
        }

        message.Kind = BinanceMessageKind.Liquidation;
        ReadOnlySpan<byte> side = order.Text("S");
        bool isSale = side.SequenceEqual("SELL"u8);
        if (!isSale && !side.SequenceEqual("BUY"u8))
        {
            throw new MarketDataFormatException("the side ('S') of a forced order is neither BUY nor SELL");
        }

        message.Add(new MarketEvent
        {
            Kind = MarketEventKind.Liquidation,
            Flags = MarketEventFlags.EndOfMessage,
            Side = isSale ? Side.Ask : Side.Bid,
            InstrumentId = instrument.Id,
            SourceId = SourceId,
            ExchangeTime = Milliseconds(order.Text("T"), "T"),
            ReceiveTime = message.ReceiveTime,
            Price = Price(instrument, order.Text("p"), "p", OffGridPolicy.Round),
            Quantity = Quantity(instrument, order.Text("q"), "q"),
        });
    }

    private void OpenInterest(ReadOnlySpan<byte> data)
    {
        message.Instrument = FindInstrument(data);
        if (message.Instrument is not { } instrument)
        {
            return;
        }

        message.Kind = BinanceMessageKind.OpenInterest;
        if (fields.AnswerTime.Length > 0)
        {
            message.EventTime = Milliseconds(fields.AnswerTime, data, "time");
        }

        message.Add(new MarketEvent
        {
            Kind = MarketEventKind.OpenInterest,
            Flags = MarketEventFlags.EndOfMessage,
            InstrumentId = instrument.Id,
            SourceId = SourceId,
            ExchangeTime = message.EventTime,
            ReceiveTime = message.ReceiveTime,
            Quantity = Quantity(instrument, fields.OpenInterest.Of(data), "openInterest"),
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

        public ReadOnlySpan<byte> Text(string name, bool mustBeString = false)
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isIt = reader.ValueTextEquals(name);
                reader.Read();
                if (isIt && (reader.TokenType == JsonTokenType.String || (!mustBeString && reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)))
                {
                    return reader.ValueSpan;
                }

                reader.Skip();
            }

            throw new MarketDataFormatException($"the message lacks '{name}', or it is not of the documented type");
        }

        public bool Flag(string name) => Text(name) switch
        {
            var text when text.SequenceEqual("true"u8) => true,
            var text when text.SequenceEqual("false"u8) => false,
            _ => throw new MarketDataFormatException($"'{name}' is neither true nor false"),
        };
    }
}
