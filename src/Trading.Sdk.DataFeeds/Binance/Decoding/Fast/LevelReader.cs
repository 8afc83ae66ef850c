using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads the levels of one instrument in the form in which Binance prints them, <c>[["price","quantity"],…]</c> without white space:
/// with vectors where the numbers have the widths of those before, else number by number. Whatever else is there is for the reader
/// of any JSON.
/// </summary>
internal sealed class LevelReader
{
    private const int MisfitsMax = 16;

    private readonly GridReader price;
    private readonly GridReader quantity;
    private readonly bool usesVectors;
    private readonly byte[] ending = LevelPlace.NewEnding();
    private LevelPattern? pattern;
    private int misfits;

    private LevelReader(Instrument instrument, bool usesVectors)
    {
        Instrument = instrument;
        this.usesVectors = usesVectors && LevelPattern.IsSupported;
        price = new GridReader(instrument.Price);
        quantity = new GridReader(instrument.Quantity);
    }

    public Instrument Instrument { get; }

    /// <summary>The reader of an instrument; null where the venue's tick depends on the price.</summary>
    public static LevelReader? Create(Instrument instrument, bool usesVectors) =>
        instrument.Quoting.Bands.Length == 1 && instrument.Quoting.Bands[0].Tick == 1 ? new LevelReader(instrument, usesVectors) : null;

    /// <summary>Reads one side or both.</summary>
    /// <param name="text">The message, or as much of it as is known to belong to it.</param>
    /// <param name="at">Behind the opening bracket of the levels; afterwards behind the closing one of what was read.</param>
    /// <param name="shape">What the events have in common.</param>
    /// <param name="isBoth">The bids are read, the name of the asks, and the asks; else one side of the shape's kind.</param>
    /// <param name="events">Where they go: room for one event per ten bytes of text, and two more.</param>
    /// <param name="count">Events written; counted on.</param>
    /// <returns>False where the text is of another form; nothing that was written counts then.</returns>
    public bool TryRead(ReadOnlySpan<byte> text, ref int at, in LevelShape shape, bool isBoth, Span<MarketEvent> events, ref int count)
    {
        int start = count, from = at;
        bool isTried = false;
        if (usesVectors && text.Length >= LevelPattern.ReadAhead && misfits < MisfitsMax && (pattern ??= Learn(text[at..])) is not null)
        {
            var place = new LevelPlace(text, ending, at);
            if (TryReadSide(ref place, shape.Front, shape.Back, events, ref count)
                && (!isBoth || (place.TrySkip(LevelPlace.AskOpening, 6) && TryReadSide(ref place, shape.AskFront, shape.Back, events, ref count))))
            {
                misfits = 0;
                at = place.InMessage;
                return at <= text.Length;
            }

            isTried = true;
            count = start;
        }

        var cursor = new TextCursor(text) { At = from };
        if (TryReadSide(ref cursor, shape.ToEvent(shape.Front), events, ref count)
            && (!isBoth || (cursor.TrySkip(",\"a\":["u8) && TryReadSide(ref cursor, shape.ToEvent(shape.AskFront), events, ref count))))
        {
            // It was right, and the pattern was not: the next message shows a new one.
            misfits += isTried ? 1 : 0;
            pattern = isTried ? null : pattern;
            at = cursor.At;
            return true;
        }

        count = start;
        return false;
    }

    /// <summary>Reads a side in any form of JSON.</summary>
    /// <param name="reader">At the opening bracket; afterwards at the closing one.</param>
    /// <param name="text">What the reader reads.</param>
    /// <param name="shape">What the events have in common.</param>
    /// <param name="events">Where they go: room for one event per ten bytes of text.</param>
    /// <param name="count">Events written; counted on.</param>
    /// <returns>False where something is no level, or is not on the grid: whoever can say what it is must read it again.</returns>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, in LevelShape shape, Span<MarketEvent> events, ref int count)
    {
        ref byte destination = ref Unsafe.As<MarketEvent, byte>(ref MemoryMarshal.GetReference(events));
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            if (!TryReadNumber(ref reader, text, price, out long priceUnits) || !TryReadNumber(ref reader, text, quantity, out long quantityUnits)
                || !reader.Read() || reader.TokenType != JsonTokenType.EndArray || count == events.Length)
            {
                return false;
            }

            ref byte e = ref Unsafe.Add(ref destination, count++ * MarketEvent.SizeInBytes);
            shape.Front.AsByte().StoreUnsafe(ref e);
            shape.Back.WithElement(0, priceUnits).WithElement(1, quantityUnits).AsByte().StoreUnsafe(ref e, 32);
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, in GridReader grid, out long units)
    {
        units = 0;
        return reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && grid.TryReadAt(text, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, out units);
    }

    /// <summary>How the first level prints its numbers; what follows is expected to do the same.</summary>
    private LevelPattern? Learn(ReadOnlySpan<byte> levels)
    {
        var cursor = new TextCursor(levels);
        _ = cursor.TrySkip("],\"a\":["u8);
        return cursor.TrySkip2((byte)'[', (byte)'"') && cursor.TryPlainText(out ReadOnlySpan<byte> first) && cursor.TrySkip2((byte)',', (byte)'"') && cursor.TryPlainText(out ReadOnlySpan<byte> second)
            ? LevelPattern.Create(Fraction(first), price.Decimals, Fraction(second), quantity.Decimals)
            : null;
    }

    private static int Fraction(ReadOnlySpan<byte> number) => number.IndexOf((byte)'.') is >= 0 and var point ? number.Length - 1 - point : 0;

    private bool TryReadSide(ref LevelPlace place, Vector256<long> front, Vector256<long> back, Span<MarketEvent> events, ref int count)
    {
        if (place.TrySkip((byte)']', 1))
        {
            return true;
        }

        while (true)
        {
            place.LookAhead();
            LevelPattern.Outcome outcome = pattern!.Read(ref place.Text, ref place.At, place.Last, front, back, ref Unsafe.As<MarketEvent, byte>(ref MemoryMarshal.GetReference(events)), ref count);
            if (outcome != LevelPattern.Outcome.OtherWidth)
            {
                return outcome == LevelPattern.Outcome.Done;
            }

            if (place.At > place.Last)
            {
                if (place.IsEnding)
                {
                    return false;
                }

                continue;
            }

            TextCursor cursor = place.Cursor();
            if (!TryReadLevel(ref cursor, LevelShape.ToEvent(front, back), events, ref count))
            {
                return false;
            }

            bool hasMore = cursor.TrySkip2((byte)']', (byte)',');
            if (!hasMore && !cursor.TrySkip2((byte)']', (byte)']'))
            {
                return false;
            }

            place.At = cursor.At;
            if (!hasMore)
            {
                return true;
            }
        }
    }

    private bool TryReadSide(ref TextCursor cursor, in MarketEvent first, Span<MarketEvent> events, ref int count)
    {
        if (cursor.TrySkip((byte)']'))
        {
            return true;
        }

        while (TryReadLevel(ref cursor, first, events, ref count))
        {
            if (!cursor.TrySkip2((byte)']', (byte)','))
            {
                return cursor.TrySkip2((byte)']', (byte)']');
            }
        }

        return false;
    }

    private bool TryReadLevel(ref TextCursor cursor, in MarketEvent first, Span<MarketEvent> events, ref int count)
    {
        if (!cursor.TrySkip2((byte)'[', (byte)'"') || !price.TryRead(ref cursor, out long priceUnits)
            || !cursor.TrySkip2((byte)',', (byte)'"') || !quantity.TryRead(ref cursor, out long quantityUnits) || count == events.Length)
        {
            return false;
        }

        events[count++] = first with { Price = priceUnits, Quantity = quantityUnits };
        return true;
    }
}
