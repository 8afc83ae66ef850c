using System.Text;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Decodes Binance's JSON (raw and combined streams, REST depth answers) into events, without allocating per message. Any
/// field order, white space, unknown fields and escapes are accepted; a message that is not of the documented shape is a
/// <see cref="MarketDataFormatException"/>.
/// </summary>
/// <remarks>Not thread-safe: one decoder per connection. Field names as in Binance's web-socket-streams documentation.</remarks>
public sealed partial class BinanceDecoder
{
    // Times that are one or the other without doubt, and fit into 64 bits as nanoseconds.
    private const long MillisecondsEnd = 9_000_000_000_000;
    private const long MicrosecondsStart = 100_000_000_000_000;
    private const long MicrosecondsEnd = 9_000_000_000_000_000;

    private readonly BinanceVenue venue;
    private readonly BinanceInstruments instruments;
    private readonly BinanceMessage message = new();
    private Fields fields;
    private Instrument? streamInstrument;

    /// <summary>Creates a decoder.</summary>
    /// <param name="venue">The market the messages come from; depth messages of another market are refused.</param>
    /// <param name="instruments">Instruments whose messages are decoded; those of others are <see cref="BinanceMessageKind.Other"/>.</param>
    public BinanceDecoder(BinanceVenue venue, params IEnumerable<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        this.venue = venue;
        this.instruments = new BinanceInstruments(instruments);
    }

    /// <summary>Source id that the events carry. Default 0.</summary>
    public ushort SourceId { get; init; }

    /// <summary>
    /// COIN-M messages are told from USD-M by their field "ps", and the wrong one is refused. Default true; false where the address
    /// already says which market it is.
    /// </summary>
    public bool ChecksPair { get; init; } = true;

    /// <summary>Level quantities off the lot that were rounded, where the instrument allows it.</summary>
    public long RoundedQuantities { get; private set; }

    /// <summary>Decodes one message.</summary>
    /// <param name="utf8">The whole JSON text.</param>
    /// <param name="receiveTime">Time of arrival, nanoseconds since 1970.</param>
    /// <param name="snapshotOf">The instrument a REST answer without symbol belongs to; default: the only instrument.</param>
    /// <returns>The message; the same object at each call.</returns>
    /// <exception cref="MarketDataFormatException">The text is not JSON or not of the documented shape.</exception>
    public BinanceMessage Decode(ReadOnlySpan<byte> utf8, long receiveTime, Instrument? snapshotOf = null)
    {
        message.Reset(receiveTime);
        if (UsesFastPath && TryDecodeFast(utf8))
        {
            return message;
        }

        message.Reset(receiveTime);
        fields = default;
        streamInstrument = null;
        try
        {
            ScanEnvelope(utf8, out int start, out int length);
            if (fields.IsEscaped)
            {
                // Rare enough to be written anew: the same text without needless escapes.
                byte[] plain = Unescape(utf8);
                fields = default;
                ScanEnvelope(plain, out start, out length);
                Interpret(plain.AsSpan(start, length), snapshotOf);
                return message;
            }

            ReadOnlySpan<byte> data = utf8.Slice(start, length);
            Interpret(data, snapshotOf);
            return message;
        }
        catch (Exception e) when (IsBadText(e))
        {
            throw new MarketDataFormatException($"not valid JSON ({e.Message})", e);
        }
    }

    /// <summary>The symbol that a message names (its "s"), as text, or null: for recordings whose instrument is not known beforehand.</summary>
    public static string? FindSymbol(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var probe = new BinanceDecoder(BinanceVenue.Spot);
            probe.ScanEnvelope(utf8, out int start, out _);
            return probe.fields.Symbol.Length == 0 ? null : Encoding.UTF8.GetString(utf8.Slice(start + probe.fields.Symbol.Start, probe.fields.Symbol.Length));
        }
        catch (Exception e) when (IsBadText(e))
        {
            throw new MarketDataFormatException($"not valid JSON ({e.Message})", e);
        }
    }

    /// <summary>No JSON, or an escape that is half a character (which the reader reports as an invalid operation).</summary>
    private static bool IsBadText(Exception e) => e is JsonException or InvalidOperationException;

    /// <summary>Finds the object that holds the fields, inside the envelope of a combined stream or bare, and scans it.</summary>
    private void ScanEnvelope(ReadOnlySpan<byte> utf8, out int start, out int length)
    {
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new MarketDataFormatException("the message is not a JSON object");
        }

        start = -1;
        length = 0;
        bool partialDepth = false;
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isData = reader.ValueTextEquals("data"u8), isStream = reader.ValueTextEquals("stream"u8);
            reader.Read();
            int valueStart = (int)reader.TokenStartIndex;
            if (isStream && reader.TokenType == JsonTokenType.String)
            {
                fields.IsEscaped |= reader.ValueIsEscaped;
                partialDepth = IsPartialDepth(reader.ValueSpan);
                streamInstrument = partialDepth ? instruments.FindStream(reader.ValueSpan) : null;
            }

            reader.Skip();
            if (isData && utf8[valueStart] == '{')
            {
                start = valueStart;
                length = (int)reader.BytesConsumed - valueStart;
            }
        }

        if (reader.CurrentDepth != depth || reader.Read())
        {
            throw new MarketDataFormatException("there is more behind the JSON object");
        }

        if (start < 0)
        {
            start = 0;
            length = utf8.Length;
        }

        fields.IsPartialDepth = partialDepth;
        Scan(utf8.Slice(start, length));
    }

    /// <summary>Notes where each known field stands; values are read when the kind of the message is known.</summary>
    private void Scan(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Field field = Name(ref reader);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            bool isString = reader.TokenType == JsonTokenType.String;
            bool isNull = reader.TokenType == JsonTokenType.Null;
            fields.IsEscaped |= field != Field.Unknown && isString && reader.ValueIsEscaped;

            if (field is Field.EventType or Field.Symbol && !isString && !isNull)
            {
                throw new MarketDataFormatException(field == Field.Symbol ? "the symbol is not text" : "the event type ('e') is not text");
            }

            if (field is Field.Bids or Field.Asks or Field.Nested && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.CurrentDepth > 1)
                {
                    fields.IsEscaped |= reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped;
                }
            }
            else
            {
                reader.Skip();
            }

            int end = (int)reader.BytesConsumed;
            Slice slice = isNull ? default : isString ? new Slice(start + 1, end - start - 2) : new Slice(start, end - start);
            fields.Set(field, slice);
        }
    }

    private static Field Name(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            return reader.ValueTextEquals("lastUpdateId"u8) ? Field.LastUpdateId : reader.ValueTextEquals("bids"u8) ? Field.Bids : reader.ValueTextEquals("asks"u8) ? Field.Asks
                : NameOf(Encoding.UTF8.GetBytes(reader.GetString()!));
        }

        return NameOf(reader.ValueSpan);
    }

    private static Field NameOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 => name[0] switch
        {
            (byte)'e' => Field.EventType,
            (byte)'E' => Field.EventTime,
            (byte)'T' => Field.TransactionTime,
            (byte)'s' => Field.Symbol,
            (byte)'U' => Field.FirstUpdateId,
            (byte)'u' => Field.FinalUpdateId,
            (byte)'b' => Field.Bids,
            (byte)'a' => Field.Asks,
            (byte)'B' => Field.BidQuantity,
            (byte)'A' => Field.AskQuantity,
            (byte)'p' => Field.Price,
            (byte)'q' => Field.Quantity,
            (byte)'t' => Field.TradeId,
            (byte)'f' => Field.FirstTradeId,
            (byte)'l' => Field.LastTradeId,
            (byte)'m' => Field.BuyerIsMaker,
            (byte)'X' => Field.OrderType,
            (byte)'k' or (byte)'o' => Field.Nested,
            (byte)'i' => Field.IndexPrice,
            (byte)'r' => Field.FundingRate,
            _ => Field.Unknown,
        },
        2 when name.SequenceEqual("pu"u8) => Field.PreviousFinalUpdateId,
        2 when name.SequenceEqual("ps"u8) => Field.Pair,
        5 when name.SequenceEqual("error"u8) => Field.ControlCode,
        4 when name.SequenceEqual("bids"u8) => Field.Bids,
        4 when name.SequenceEqual("asks"u8) => Field.Asks,
        4 when name.SequenceEqual("code"u8) => Field.ControlCode,
        4 when name.SequenceEqual("time"u8) => Field.AnswerTime,
        6 when name.SequenceEqual("symbol"u8) => Field.Symbol,
        6 when name.SequenceEqual("result"u8) => Field.ControlResult,
        12 when name.SequenceEqual("lastUpdateId"u8) => Field.LastUpdateId,
        12 when name.SequenceEqual("openInterest"u8) => Field.OpenInterest,
        _ => Field.Unknown,
    };

    private static bool IsPartialDepth(ReadOnlySpan<byte> stream)
    {
        int at = stream.IndexOf("@depth"u8);
        return at >= 0 && at + 6 < stream.Length && stream[at + 6] is >= (byte)'0' and <= (byte)'9';
    }

    private void Interpret(ReadOnlySpan<byte> data, Instrument? snapshotOf)
    {
        ReadOnlySpan<byte> type = fields.EventType.Of(data);
        if (fields.EventTime.Length > 0)
        {
            message.EventTime = Milliseconds(fields.EventTime, data, "E");
        }

        if (type.SequenceEqual("depthUpdate"u8))
        {
            DepthUpdate(data);
        }
        else if (type.Length == 0 && (fields.LastUpdateId.Length > 0 || fields.IsPartialDepth))
        {
            Snapshot(data, snapshotOf);
        }
        else if (type.SequenceEqual("trade"u8) || type.SequenceEqual("aggTrade"u8))
        {
            Trade(data, isAggregate: type.Length > 5);
        }
        else if (type.SequenceEqual("bookTicker"u8) || (type.Length == 0 && (fields.FinalUpdateId.Length > 0 || fields.BidQuantity.Length > 0)))
        {
            BookTicker(data);
        }
        else if (type.SequenceEqual("kline"u8))
        {
            Kline(data);
        }
        else if (type.SequenceEqual("markPriceUpdate"u8))
        {
            MarkPrice(data);
        }
        else if (type.SequenceEqual("forceOrder"u8))
        {
            Liquidation(data);
        }
        else if (type.Length == 0 && fields.OpenInterest.Length > 0)
        {
            OpenInterest(data);
        }
        else if (type.SequenceEqual("serverShutdown"u8))
        {
            message.Kind = BinanceMessageKind.ServerShutdown;
        }
        else if (type.Length == 0 && (fields.ControlResult.Length > 0 || fields.ControlCode.Length > 0 || fields.HasControlResult))
        {
            message.Kind = BinanceMessageKind.ControlAnswer;
        }
    }

    private void DepthUpdate(ReadOnlySpan<byte> data)
    {
        bool hasPrevious = fields.PreviousFinalUpdateId.Length > 0, hasPair = fields.Pair.Length > 0;
        if (hasPrevious != (venue != BinanceVenue.Spot))
        {
            throw new MarketDataFormatException(hasPrevious
                ? "the depth message has 'pu': it is a futures stream, not spot"
                : "the depth message has no 'pu': it is a spot stream, not futures");
        }

        if (ChecksPair && hasPrevious && hasPair != (venue == BinanceVenue.CoinMFutures))
        {
            throw new MarketDataFormatException(hasPair
                ? "the depth message has 'ps': it is a COIN-M stream, not USD-M"
                : "the depth message has no 'ps': it is a USD-M stream, not COIN-M");
        }

        message.Instrument = FindInstrument(data);
        if (message.Instrument is null)
        {
            return;
        }

        message.Kind = fields.IsPartialDepth ? BinanceMessageKind.PartialDepth : BinanceMessageKind.DepthUpdate;
        message.FirstUpdateId = Integer(fields.FirstUpdateId, data, "U");
        message.FinalUpdateId = Integer(fields.FinalUpdateId, data, "u");
        if (message.FirstUpdateId > message.FinalUpdateId)
        {
            throw new MarketDataFormatException($"the depth message's U {message.FirstUpdateId} is above its u {message.FinalUpdateId}");
        }

        message.PreviousFinalUpdateId = hasPrevious ? Integer(fields.PreviousFinalUpdateId, data, "pu") : -1;
        if (fields.IsPartialDepth)
        {
            AddClear();
        }

        AddLevels(data, fields.IsPartialDepth ? MarketEventFlags.Snapshot : MarketEventFlags.None);
        if (message.Count == 0)
        {
            message.Add(new MarketEvent
            {
                Kind = MarketEventKind.Heartbeat,
                InstrumentId = message.Instrument.Id,
                SourceId = SourceId,
                ExchangeTime = message.EventTime,
                ReceiveTime = message.ReceiveTime,
                Sequence = message.FinalUpdateId,
            });
        }

        message.EndMessage();
    }

    private void Snapshot(ReadOnlySpan<byte> data, Instrument? snapshotOf)
    {
        message.Instrument = fields.Symbol.Length > 0 ? FindInstrument(data) : fields.IsPartialDepth ? streamInstrument : snapshotOf ?? instruments.Only;
        message.FinalUpdateId = Integer(fields.LastUpdateId, data, "lastUpdateId");
        message.Kind = fields.IsPartialDepth ? BinanceMessageKind.PartialDepth : BinanceMessageKind.DepthSnapshot;
        if (message.Instrument is null)
        {
            if (fields.Symbol.Length > 0 || fields.IsPartialDepth)
            {
                message.Kind = BinanceMessageKind.Other;
                return;
            }

            throw new MarketDataFormatException("a depth answer names no symbol, and there is more than one instrument it could belong to");
        }

        AddClear();
        AddLevels(data, MarketEventFlags.Snapshot);
        message.EndMessage();
    }

    private void AddClear() => message.Add(new MarketEvent
    {
        Kind = MarketEventKind.Clear,
        Flags = MarketEventFlags.Snapshot,
        InstrumentId = message.Instrument!.Id,
        SourceId = SourceId,
        ExchangeTime = message.EventTime,
        ReceiveTime = message.ReceiveTime,
        Sequence = message.FinalUpdateId,
    });

    private void AddLevels(ReadOnlySpan<byte> data, MarketEventFlags flags)
    {
        if (fields.Bids.Length == 0 || fields.Asks.Length == 0)
        {
            throw new MarketDataFormatException("the depth message lacks its bids or asks");
        }

        AddSide(fields.Bids.Of(data), Side.Bid, flags);
        AddSide(fields.Asks.Of(data), Side.Ask, flags);
    }

    private void AddSide(ReadOnlySpan<byte> levels, Side side, MarketEventFlags flags)
    {
        var reader = new Utf8JsonReader(levels);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new MarketDataFormatException($"the {side} levels are not an array");
        }

        Instrument instrument = message.Instrument!;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            long price = instrument.ParseQuotePrice(ReadText(ref reader));
            if (price < 0)
            {
                throw new MarketDataFormatException($"a level has the negative price {instrument.FormatPrice(price)}");
            }

            long quantity = instrument.ParseQuantity(ReadText(ref reader), out bool rounded);
            RoundedQuantities += rounded ? 1 : 0;
            if (quantity < 0)
            {
                throw new MarketDataFormatException($"a level has the negative quantity {instrument.FormatQuantity(quantity)}");
            }

            // Old snapshots carry an empty third element.
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                reader.Skip();
            }

            message.Add(new MarketEvent
            {
                Kind = MarketEventKind.Level,
                Side = side,
                Flags = flags,
                InstrumentId = instrument.Id,
                SourceId = SourceId,
                ExchangeTime = message.EventTime,
                ReceiveTime = message.ReceiveTime,
                Price = price,
                Quantity = quantity,
                Sequence = message.FinalUpdateId,
            });
        }

        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw new MarketDataFormatException($"a {side} level is not an array of price and quantity");
        }
    }

    private static ReadOnlySpan<byte> ReadText(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped
            ? reader.ValueSpan
            : throw new MarketDataFormatException("a level holds something other than plain text for price and quantity");

    private void Trade(ReadOnlySpan<byte> data, bool isAggregate)
    {
        message.Instrument = FindInstrument(data);
        if (message.Instrument is not { } instrument)
        {
            return;
        }

        // Insurance-fund and liquidation bookkeeping entries of the futures stream are no market trades.
        if (fields.OrderType.Of(data).SequenceEqual("NA"u8))
        {
            return;
        }

        message.Kind = isAggregate ? BinanceMessageKind.AggregateTrade : BinanceMessageKind.Trade;
        ReadOnlySpan<byte> buyerIsMaker = fields.BuyerIsMaker.Of(data);
        if (!buyerIsMaker.SequenceEqual("true"u8) && !buyerIsMaker.SequenceEqual("false"u8))
        {
            throw new MarketDataFormatException("a trade lacks 'm' (buyer is maker)");
        }

        long first = isAggregate ? Integer(fields.FirstTradeId, data, "f") : 0, last = isAggregate ? Integer(fields.LastTradeId, data, "l") : 0;
        message.Add(new MarketEvent
        {
            Kind = MarketEventKind.Trade,
            Side = buyerIsMaker[0] == 't' ? Side.Ask : Side.Bid,
            Flags = MarketEventFlags.EndOfMessage | (isAggregate ? MarketEventFlags.Aggregate : MarketEventFlags.None),
            InstrumentId = instrument.Id,
            SourceId = SourceId,
            Count = isAggregate ? (int)Math.Clamp(last - first + 1, 0, int.MaxValue) : 1,
            ExchangeTime = fields.TransactionTime.Length > 0 ? Milliseconds(fields.TransactionTime, data, "T") : message.EventTime,
            ReceiveTime = message.ReceiveTime,
            Price = Price(instrument, Required(fields.Price, data, "p"), "p"),
            Quantity = Quantity(instrument, Required(fields.Quantity, data, "q"), "q"),
            Id = isAggregate ? Integer(fields.Asks, data, "a") : Integer(fields.TradeId, data, "t"),
        });
    }

    private void BookTicker(ReadOnlySpan<byte> data)
    {
        message.Instrument = FindInstrument(data);
        if (message.Instrument is not { } instrument)
        {
            return;
        }

        message.Kind = BinanceMessageKind.BookTicker;
        message.FinalUpdateId = Integer(fields.FinalUpdateId, data, "u");
        MarketEvent bid = new()
        {
            Kind = MarketEventKind.BestQuote,
            Side = Side.Bid,
            Flags = fields.EventTime.Length > 0 ? MarketEventFlags.None : MarketEventFlags.ExchangeTimeUnknown,
            InstrumentId = instrument.Id,
            SourceId = SourceId,
            ExchangeTime = message.EventTime,
            ReceiveTime = message.ReceiveTime,
            Price = Price(instrument, Required(fields.Bids, data, "b"), "b"),
            Quantity = Quantity(instrument, Required(fields.BidQuantity, data, "B"), "B"),
            Sequence = message.FinalUpdateId,
        };
        message.Add(bid);
        message.Add(bid with
        {
            Side = Side.Ask,
            Price = Price(instrument, Required(fields.Asks, data, "a"), "a"),
            Quantity = Quantity(instrument, Required(fields.AskQuantity, data, "A"), "A"),
        });
        message.EndMessage();
    }

    private Instrument? FindInstrument(ReadOnlySpan<byte> data) =>
        fields.Symbol.Length > 0 ? instruments.Find(fields.Symbol.Of(data)) : throw new MarketDataFormatException("the message names no symbol ('s')");

    private static ReadOnlySpan<byte> Required(Slice slice, ReadOnlySpan<byte> data, string name) =>
        slice.Length > 0 ? slice.Of(data) : throw new MarketDataFormatException($"the message lacks '{name}'");

    /// <summary>A price that cannot be below nothing.</summary>
    private static long Price(Instrument instrument, ReadOnlySpan<byte> text, string name, OffGridPolicy policy = OffGridPolicy.Reject)
    {
        long price = instrument.Price.Parse(text, policy);
        return price >= 0 ? price : throw new MarketDataFormatException($"'{name}' is the negative price {instrument.FormatPrice(price)}");
    }

    private static long Quantity(Instrument instrument, ReadOnlySpan<byte> text, string name)
    {
        long quantity = instrument.ParseQuantity(text);
        return quantity >= 0 ? quantity : throw new MarketDataFormatException($"'{name}' is the negative quantity {instrument.FormatQuantity(quantity)}");
    }

    private static long Integer(Slice slice, ReadOnlySpan<byte> data, string name) => Integer(Required(slice, data, name), name);

    private static long Integer(ReadOnlySpan<byte> text, string name)
    {
        return System.Buffers.Text.Utf8Parser.TryParse(text, out long value, out int used) && used == text.Length && value >= 0
            ? value
            : throw new MarketDataFormatException($"'{name}' is '{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)])}', not a non-negative integer of 64 bits");
    }

    /// <summary>Times are milliseconds, or microseconds where the stream was asked for them: 16 digits against 13.</summary>
    private static long Milliseconds(Slice slice, ReadOnlySpan<byte> data, string name) => Milliseconds(Required(slice, data, name), name);

    private static long Milliseconds(ReadOnlySpan<byte> text, string name)
    {
        long value = Integer(text, name);
        return value switch
        {
            < MillisecondsEnd => value * Timestamp.NanosPerMillisecond,
            >= MicrosecondsStart and < MicrosecondsEnd => value * Timestamp.NanosPerMicrosecond,
            _ => throw new MarketDataFormatException($"'{name}' is {value}, neither milliseconds nor microseconds since 1970"),
        };
    }

    private enum Field
    {
        Unknown,
        EventType,
        EventTime,
        TransactionTime,
        Symbol,
        FirstUpdateId,
        FinalUpdateId,
        PreviousFinalUpdateId,
        Pair,
        LastUpdateId,
        Bids,
        Asks,
        BidQuantity,
        AskQuantity,
        Price,
        Quantity,
        TradeId,
        FirstTradeId,
        LastTradeId,
        BuyerIsMaker,
        OrderType,
        Nested,
        IndexPrice,
        FundingRate,
        ControlResult,
        ControlCode,
        OpenInterest,
        AnswerTime,
    }

    private readonly record struct Slice(int Start, int Length)
    {
        public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> data) => data.Slice(Start, Length);
    }

    private struct Fields
    {
        public bool IsPartialDepth;
        public bool HasControlResult;
        public bool IsEscaped;
        public Slice EventType, EventTime, TransactionTime, Symbol, FirstUpdateId, FinalUpdateId, PreviousFinalUpdateId, Pair, LastUpdateId;
        public Slice Bids, Asks, BidQuantity, AskQuantity, Price, Quantity, TradeId, FirstTradeId, LastTradeId, BuyerIsMaker, OrderType, Nested, IndexPrice, FundingRate, ControlResult, ControlCode, OpenInterest, AnswerTime;

        public void Set(Field field, Slice slice)
        {
            switch (field)
            {
                case Field.EventType: EventType = slice; break;
                case Field.EventTime: EventTime = slice; break;
                case Field.TransactionTime: TransactionTime = slice; break;
                case Field.Symbol: Symbol = slice; break;
                case Field.FirstUpdateId: FirstUpdateId = slice; break;
                case Field.FinalUpdateId: FinalUpdateId = slice; break;
                case Field.PreviousFinalUpdateId: PreviousFinalUpdateId = slice; break;
                case Field.Pair: Pair = slice; break;
                case Field.LastUpdateId: LastUpdateId = slice; break;
                case Field.Bids: Bids = slice; break;
                case Field.Asks: Asks = slice; break;
                case Field.BidQuantity: BidQuantity = slice; break;
                case Field.AskQuantity: AskQuantity = slice; break;
                case Field.Price: Price = slice; break;
                case Field.Quantity: Quantity = slice; break;
                case Field.TradeId: TradeId = slice; break;
                case Field.FirstTradeId: FirstTradeId = slice; break;
                case Field.LastTradeId: LastTradeId = slice; break;
                case Field.BuyerIsMaker: BuyerIsMaker = slice; break;
                case Field.OrderType: OrderType = slice; break;
                case Field.Nested: Nested = slice; break;
                case Field.IndexPrice: IndexPrice = slice; break;
                case Field.FundingRate: FundingRate = slice; break;
                case Field.ControlResult: ControlResult = slice; HasControlResult = true; break;
                case Field.ControlCode: ControlCode = slice; break;
                case Field.OpenInterest: OpenInterest = slice; break;
                case Field.AnswerTime: AnswerTime = slice; break;
            }
        }
    }
}
