using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <content>
/// Depth updates in exactly the form that Binance prints them, without a general JSON reader: everything that differs by a byte
/// from it is left to the general form. Both give the same events.
/// </content>
/// <remarks>
/// Eight digits become a number with three multiplications (SIMD within a register; D. Lemire, "Quickly parsing eight digits",
/// 2018). Reading runs at most 8 bytes ahead, and never over the end: the last bytes are left to the general form's checks.
/// </remarks>
public sealed partial class BinanceDecoder
{
    private const ulong Zeros = 0x3030303030303030;

    /// <summary>More than a level in the fast form takes: two numbers of at most 17 bytes, six marks, and 8 bytes read ahead.</summary>
    private const int FastLevelBytes = 64;

    // Two characters at once, little-endian: [" then ," then ], then ]].
    private const ushort OpenLevel = '[' | ('"' << 8);
    private const ushort NextNumber = ',' | ('"' << 8);
    private const ushort NextLevel = ']' | (',' << 8);
    private const ushort LastLevel = ']' | (']' << 8);

    // Places of price and quantity in an event, in words of 8 bytes (docs/market-events.md).
    private const int PriceWord = 4;
    private const int QuantityWord = 5;

    private static readonly long[] PowersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    private Instrument? lastInstrument;
    private byte[] lastSymbol = [];
    private GridReader lastPrice;
    private GridReader lastQuantity;

    /// <summary>Messages that the fast form has decoded.</summary>
    public long FastMessages { get; private set; }

    /// <summary>Depth updates are tried in the fast form first. Default true; the events are the same.</summary>
    public bool UsesFastPath { get; init; } = true;

    /// <summary>Decodes a depth update, or says that the general form must.</summary>
    private bool TryDecodeFast(ReadOnlySpan<byte> utf8)
    {
        bool hasEnvelope = utf8.StartsWith("{\"stream\":\""u8);
        ReadOnlySpan<byte> rest = utf8;
        if (hasEnvelope)
        {
            rest = rest[11..];
            int quote = rest.IndexOf((byte)'"');
            // A partial depth stream differs by its name alone; an escape is not for here.
            if (quote < 0 || !rest[(quote + 1)..].StartsWith(",\"data\":"u8) || IsPartialDepth(rest[..quote]) || rest[..quote].ContainsAnyInRange((byte)0, (byte)0x1F) || rest[..quote].Contains((byte)'\\'))
            {
                return false;
            }

            rest = rest[(quote + 9)..];
        }

        if (!rest.StartsWith("{\"e\":\"depthUpdate\",\"E\":"u8) || utf8[^1] != (byte)'}' || (hasEnvelope && utf8[^2] != (byte)'}'))
        {
            return false;
        }

        var cursor = new Cursor(rest[..^(hasEnvelope ? 1 : 0)]);
        cursor.Skip(23);
        if (!cursor.TryInteger(out long eventTime) || eventTime is <= 0 or (>= MillisecondsEnd and < MicrosecondsStart) or >= MicrosecondsEnd)
        {
            return false;
        }

        bool isSpot = venue == BinanceVenue.Spot;
        if (!isSpot && !(cursor.TrySkip(",\"T\":"u8) && cursor.TryInteger(out _)))
        {
            return false;
        }

        if (!cursor.TrySkip(",\"s\":\""u8) || !TryFindSymbol(ref cursor))
        {
            return false;
        }

        if (!isSpot && cursor.TrySkip(",\"ps\":\""u8))
        {
            if ((ChecksPair && venue != BinanceVenue.CoinMFutures) || !cursor.TrySkipPlainText())
            {
                return false;
            }
        }
        else if (ChecksPair && venue == BinanceVenue.CoinMFutures)
        {
            return false;
        }

        long previous = -1;
        if (!cursor.TrySkip(",\"U\":"u8) || !cursor.TryInteger(out long first) || !cursor.TrySkip(",\"u\":"u8) || !cursor.TryInteger(out long final) || first > final
            || (!isSpot && !(cursor.TrySkip(",\"pu\":"u8) && cursor.TryInteger(out previous))))
        {
            return false;
        }

        message.EventTime = eventTime * (eventTime < MillisecondsEnd ? Timestamp.NanosPerMillisecond : Timestamp.NanosPerMicrosecond);
        message.FirstUpdateId = first;
        message.FinalUpdateId = final;
        message.PreviousFinalUpdateId = previous;
        Instrument instrument = lastInstrument!;
        var pattern = new MarketEvent
        {
            Kind = MarketEventKind.Level,
            InstrumentId = instrument.Id,
            SourceId = SourceId,
            ExchangeTime = message.EventTime,
            ReceiveTime = message.ReceiveTime,
            Sequence = final,
        };
        // A level takes at least 10 bytes: so many events are enough for all of them.
        Span<MarketEvent> events = message.Reserve((cursor.Left / 10) + 1);
        int count = 0;
        if (!cursor.TrySkip(",\"b\":["u8) || !TryLevels(ref cursor, pattern with { Side = Side.Bid }, events, ref count)
            || !cursor.TrySkip(",\"a\":["u8) || !TryLevels(ref cursor, pattern with { Side = Side.Ask }, events, ref count)
            || !cursor.IsLast((byte)'}'))
        {
            return false;
        }

        if (count == 0)
        {
            events[count++] = pattern with { Kind = MarketEventKind.Heartbeat };
        }

        events[count - 1] = events[count - 1] with { Flags = MarketEventFlags.EndOfMessage };
        message.Take(count);
        message.Kind = BinanceMessageKind.DepthUpdate;
        message.Instrument = instrument;
        FastMessages++;
        return true;
    }

    /// <summary>The instrument of a symbol; most often the one of the message before.</summary>
    private bool TryFindSymbol(ref Cursor cursor)
    {
        if (lastInstrument is not null && cursor.TrySkip(lastSymbol))
        {
            return true;
        }

        if (!cursor.TryPlainText(out ReadOnlySpan<byte> symbol) || instruments.Find(symbol) is not { } found || found.Quoting.Bands.Length != 1 || found.Quoting.Bands[0].Tick != 1)
        {
            return false;
        }

        lastInstrument = found;
        lastSymbol = [.. symbol, (byte)'"'];
        lastPrice = new GridReader(found.Price);
        lastQuantity = new GridReader(found.Quantity);
        return true;
    }

    private bool TryLevels(ref Cursor cursor, in MarketEvent pattern, Span<MarketEvent> events, ref int count)
    {
        if (cursor.TrySkip((byte)']'))
        {
            return true;
        }

        GridReader priceGrid = lastPrice, quantityGrid = lastQuantity;
        ref byte text = ref cursor.Start;
        int at = cursor.At, lastFast = cursor.Length - FastLevelBytes;
        bool isOpen = true;
        // While a whole level lies ahead in any case: no bounds to check, and nothing but the two numbers differs between the events.
        while (at <= lastFast && isOpen)
        {
            if (Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref text, at)) != OpenLevel)
            {
                return false;
            }

            int price = priceGrid.TryReadFast(ref Unsafe.Add(ref text, at + 2), out long priceUnits);
            if (price == 0 || Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref text, at + 2 + price)) != NextNumber)
            {
                break;
            }

            int quantity = quantityGrid.TryReadFast(ref Unsafe.Add(ref text, at + 4 + price), out long quantityUnits);
            if (quantity == 0)
            {
                break;
            }

            ref MarketEvent e = ref events[count++];
            e = pattern;
            ref long words = ref Unsafe.As<MarketEvent, long>(ref e);
            Unsafe.Add(ref words, PriceWord) = priceUnits;
            Unsafe.Add(ref words, QuantityWord) = quantityUnits;
            at += 4 + price + quantity;
            ushort close = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref text, at));
            if (close != NextLevel && close != LastLevel)
            {
                return false;
            }

            isOpen = close == NextLevel;
            at += 2;
        }

        cursor.Skip(at - cursor.At);
        while (isOpen)
        {
            if (!cursor.TrySkip2((byte)'[', (byte)'"') || !priceGrid.TryRead(ref cursor, out long price)
                || !cursor.TrySkip2((byte)',', (byte)'"') || !quantityGrid.TryRead(ref cursor, out long quantity))
            {
                return false;
            }

            events[count++] = pattern with { Price = price, Quantity = quantity };
            if (!cursor.TrySkip2((byte)']', (byte)','))
            {
                return cursor.TrySkip2((byte)']', (byte)']');
            }
        }

        return true;
    }

    /// <summary>Reads plain decimals on a grid 10^−n, n at most 8, up to and including the closing quote.</summary>
    private readonly struct GridReader
    {
        private readonly DecimalIncrement step;
        private readonly int decimals;
        private readonly long scale;

        public GridReader(DecimalIncrement step)
        {
            this.step = step;
            bool isPower = step.Decimals <= 8 && step.Value == 1m / PowersOfTen[Math.Min(step.Decimals, 8)];
            decimals = isPower ? step.Decimals : -1;
            scale = isPower ? PowersOfTen[step.Decimals] : 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(ref Cursor cursor, out long units)
        {
            // Up to 7 whole digits, point, 8 decimals, quote, and the reading of 8 bytes at once.
            int length = cursor.Left >= 24 ? TryReadFast(ref cursor.Here, out units) : Nothing(out units);
            if (length > 0)
            {
                cursor.Skip(length);
                return true;
            }

            return TryReadAny(ref cursor, out units);
        }

        /// <summary>Reads digits, point, digits and the closing quote; 24 bytes must lie ahead.</summary>
        /// <returns>Bytes read; 0 where the number has another form, or is not on the grid.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int TryReadFast(ref byte at, out long units)
        {
            units = 0;
            if (decimals < 0 || !BitConverter.IsLittleEndian)
            {
                return 0;
            }

            ulong whole = Unsafe.ReadUnaligned<ulong>(ref at);
            int wholeDigits = DigitCount(whole);
            if ((uint)(wholeDigits - 1) > 6)
            {
                return 0;
            }

            byte after = Unsafe.Add(ref at, wholeDigits);
            long value = (long)EightDigits(FirstDigits(whole, wholeDigits)) * scale;
            if (after != '.')
            {
                units = value;
                return after == '"' ? wholeDigits + 1 : 0;
            }

            ulong fraction = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, wholeDigits + 1));
            int digits = DigitCount(fraction);
            if (digits == 0 || Unsafe.Add(ref at, wholeDigits + 1 + digits) != '"')
            {
                return 0;
            }

            if (digits < 8)
            {
                // What follows the last digit counts as zeros.
                ulong kept = (1UL << (digits * 8)) - 1;
                fraction = (fraction & kept) | (Zeros & ~kept);
            }

            if (decimals < 8)
            {
                if ((fraction ^ Zeros) >> (decimals * 8) != 0)
                {
                    return 0;
                }

                fraction = FirstDigits(fraction, decimals);
            }

            units = value + (long)EightDigits(fraction);
            return wholeDigits + 1 + digits + 1;
        }

        private static int Nothing(out long units)
        {
            units = 0;
            return 0;
        }

        /// <summary>The first digits moved to the end, zeros before them.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong FirstDigits(ulong bytes, int count) =>
            count == 0 ? Zeros : (bytes << ((8 - count) * 8)) | (Zeros & ((1UL << ((8 - count) * 8)) - 1));

        [MethodImpl(MethodImplOptions.NoInlining)]
        private bool TryReadAny(ref Cursor cursor, out long units)
        {
            units = 0;
            return cursor.TryPlainText(out ReadOnlySpan<byte> text) && step.Parse(text, out units) == DecimalParse.Ok && units >= 0;
        }

        /// <summary>How many of the first bytes are digits.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static int DigitCount(ulong bytes)
        {
            // A byte is a digit when its high half is 3, and still is after adding 6.
            ulong notDigits = ((bytes & 0xF0F0F0F0F0F0F0F0) ^ Zeros) | (((bytes + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) ^ Zeros);
            return notDigits == 0 ? 8 : System.Numerics.BitOperations.TrailingZeroCount(notDigits) >> 3;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong EightDigits(ulong bytes)
        {
            bytes -= Zeros;
            bytes = (bytes * 10) + (bytes >> 8);
            return (((bytes & 0x000000FF000000FF) * 0x000F424000000064) + (((bytes >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
        }
    }

    /// <summary>A place in the message.</summary>
    private ref struct Cursor(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> text = text;
        private int at;

        public readonly int Left => text.Length - at;

        public readonly int At => at;

        public readonly int Length => text.Length;

        public readonly ref byte Start => ref MemoryMarshal.GetReference(text);

        public readonly ref byte Here => ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at);

        public readonly bool IsLast(byte value) => at == text.Length - 1 && text[at] == value;

        public void Skip(int count) => at += count;

        public bool TrySkip(byte expected)
        {
            if (at < text.Length && text[at] == expected)
            {
                at++;
                return true;
            }

            return false;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TrySkip2(byte first, byte second)
        {
            if (at + 2 <= text.Length && Here == first && Unsafe.Add(ref Here, 1) == second)
            {
                at += 2;
                return true;
            }

            return false;
        }

        public bool TrySkip(ReadOnlySpan<byte> expected)
        {
            if (text[at..].StartsWith(expected))
            {
                at += expected.Length;
                return true;
            }

            return false;
        }

        /// <summary>Text up to a quote, which is passed over; false where it holds an escape or a control character.</summary>
        public bool TryPlainText(out ReadOnlySpan<byte> plain)
        {
            int start = at;
            for (; at < text.Length; at++)
            {
                if (text[at] == (byte)'"')
                {
                    plain = text[start..at++];
                    return true;
                }

                if (text[at] is (byte)'\\' or < 0x20 or > 0x7E)
                {
                    break;
                }
            }

            plain = default;
            return false;
        }

        public bool TrySkipPlainText() => TryPlainText(out _);

        /// <summary>A whole number of at most 18 digits, without a leading zero before others.</summary>
        public bool TryInteger(out long value)
        {
            value = 0;
            int start = at;
            while (at < text.Length && (uint)(text[at] - '0') is <= 9 and uint digit)
            {
                value = (value * 10) + digit;
                at++;
            }

            int length = at - start;
            return length is > 0 and <= 18 && (length == 1 || text[start] != (byte)'0');
        }
    }
}
