using System.Text;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <content>One pass over a message that notes where its fields stand.</content>
public sealed partial class BinanceDecoder
{
    private ScannedLevels scanned;
    private bool isProbe;
    private string? partialStreamSymbol;

    /// <summary>Notes where each known field stands, inside the envelope of a combined stream or bare; values are read when the kind of the message is known.</summary>
    private void Scan(ReadOnlySpan<byte> utf8)
    {
        fields = default;
        scanned = default;
        streamInstrument = null;
        partialStreamSymbol = null;
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new MarketDataFormatException("the message is not a JSON object");
        }

        int offset = 0;
        BinanceFields data = default;
        bool hasData = false, isEscaped = false, isPartialDepth = false, isFirst = true;
        while (true)
        {
            JsonReaderState before = reader.CurrentState;
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            {
                break;
            }

            BinanceField field = Name(ref reader);
            reader.Read();
            if (field == BinanceField.Data && reader.TokenType == JsonTokenType.StartObject)
            {
                BinanceFields envelope = fields;
                fields = default;
                ScanInner(ref reader, utf8, ref offset, isPartialDepth);
                data = fields;
                fields = envelope;
                hasData = true;
            }
            else if (field == BinanceField.Stream && reader.TokenType == JsonTokenType.String)
            {
                isEscaped |= reader.ValueIsEscaped;
                isPartialDepth = IsPartialDepth(reader.ValueSpan);
                streamInstrument = isPartialDepth ? instruments.FindStream(reader.ValueSpan) : null;
                partialStreamSymbol = isPartialDepth && isProbe ? reader.GetString()!.Split('@')[0].ToUpperInvariant() : null;
            }
            else
            {
                Note(ref reader, utf8, ref offset, field, before, isFirst, readsLevels: !isPartialDepth);
            }

            isFirst = false;
        }

        if (reader.Read())
        {
            throw new MarketDataFormatException("there is more behind the JSON object");
        }

        fields = hasData ? data : fields;
        fields.IsEscaped |= isEscaped;
        fields.IsPartialDepth = isPartialDepth;
    }

    private void ScanInner(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, ref int offset, bool isPartialDepth)
    {
        scanned = default;
        bool isFirst = true;
        while (true)
        {
            JsonReaderState before = reader.CurrentState;
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            {
                return;
            }

            BinanceField field = Name(ref reader);
            reader.Read();
            Note(ref reader, utf8, ref offset, field, before, isFirst, readsLevels: !isPartialDepth);
            isFirst = false;
        }
    }

    /// <summary>Notes the value that the reader stands at, and passes over it.</summary>
    private void Note(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, ref int offset, BinanceField field, in JsonReaderState before, bool isFirst, bool readsLevels)
    {
        int start = offset + (int)reader.TokenStartIndex;
        bool isString = reader.TokenType == JsonTokenType.String;
        bool isNull = reader.TokenType == JsonTokenType.Null;
        fields.IsEscaped |= field != BinanceField.Unknown && isString && reader.ValueIsEscaped;
        if (field is BinanceField.EventType or BinanceField.Symbol && !isString && !isNull)
        {
            throw new MarketDataFormatException(field == BinanceField.Symbol ? "the symbol is not text" : "the event type ('e') is not text");
        }

        if (field is BinanceField.Bids or BinanceField.Asks or BinanceField.Nested && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            if (readsLevels && reader.TokenType == JsonTokenType.StartArray && TryReadLevels(ref reader, utf8, ref offset, start, field, before, isFirst))
            {
                return;
            }

            int depth = reader.CurrentDepth;
            while (reader.Read() && reader.CurrentDepth > depth)
            {
                fields.IsEscaped |= reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped;
            }
        }
        else
        {
            reader.Skip();
        }

        int end = offset + (int)reader.BytesConsumed;
        fields.Set(field, isNull ? default : isString ? new TextSlice(start + 1, end - start - 2) : new TextSlice(start, end - start));
    }

    /// <summary>Reads levels at once, where it is known already whose they are: as text, or with the reader itself.</summary>
    private bool TryReadLevels(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, ref int offset, int start, BinanceField field, in JsonReaderState before, bool isFirst)
    {
        bool isBids = field == BinanceField.Bids;
        if ((isBids ? fields.Bids.Length > 0 : scanned.Bids.Length == 0 || fields.Asks.Length > 0)
            || fields.IsEscaped || fields.Symbol.Length == 0 || !fields.EventType.Of(utf8).SequenceEqual("depthUpdate"u8)
            || instruments.Find(fields.Symbol.Of(utf8)) is not { } instrument || instruments.LevelsOf(instrument) is not { } plain)
        {
            return false;
        }

        int count = scanned.Count, behind = start + 1;
        var shape = new LevelShape(instrument, SourceId, isBids ? Side.Bid : Side.Ask, MarketEventFlags.None, 0, message.ReceiveTime, 0);
        Span<MarketEvent> events = message.Reserve(((utf8.Length - start) / 10) + 2 + count);
        if (!plain.TryRead(utf8, ref behind, shape, isBoth: false, events, ref count) || !TryGoOn(ref reader, utf8, behind, before, isFirst, ref offset))
        {
            count = scanned.Count;
            Utf8JsonReader levels = reader;
            if (!plain.TryRead(ref levels, utf8[offset..], shape, events, ref count))
            {
                return false;
            }

            reader = levels;
            behind = offset + (int)reader.BytesConsumed;
        }

        var slice = new TextSlice(start, behind - start);
        fields.Set(field, slice);
        scanned.Instrument = instrument;
        scanned.Count = count;
        scanned.Bids = isBids ? slice : scanned.Bids;
        scanned.Asks = isBids ? scanned.Asks : slice;
        return true;
    }

    /// <summary>Lets a reader go on behind a value that was read in another way, as if the property had not been there.</summary>
    private static bool TryGoOn(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, int behind, in JsonReaderState before, bool isFirst, ref int offset)
    {
        if (isFirst)
        {
            // Then the comma would have nothing before it. A comma before the end of the object is an error that must be seen.
            if (!utf8[behind..].StartsWith(",\""u8))
            {
                return false;
            }

            behind++;
        }

        reader = new Utf8JsonReader(utf8[behind..], isFinalBlock: true, before);
        offset = behind;
        return true;
    }

    private static BinanceField Name(ref Utf8JsonReader reader) =>
        BinanceFields.NameOf(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan);
}
