using System.Buffers.Binary;
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
        if (!cursor.TryInteger(out long eventTime) || eventTime is <= 0 or >= 9_000_000_000_000_000)
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

        message.EventTime = eventTime * (eventTime < 100_000_000_000_000 ? Timestamp.NanosPerMillisecond : Timestamp.NanosPerMicrosecond);
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
        while (true)
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
    }

    /// <summary>Reads plain decimals on a grid 10^−n, n at most 8, up to and including the closing quote.</summary>
    private readonly struct GridReader
    {
        private readonly DecimalIncrement step;
        private readonly int decimals;
        private readonly ulong divisor;

        public GridReader(DecimalIncrement step)
        {
            this.step = step;
            bool isPower = step.Decimals <= 8 && step.Value == 1m / PowersOfTen[Math.Min(step.Decimals, 8)];
            decimals = isPower ? step.Decimals : -1;
            divisor = isPower ? (ulong)PowersOfTen[8 - step.Decimals] : 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(ref Cursor cursor, out long units)
        {
            units = 0;
            // 24 bytes ahead: at most 9 whole digits, point, 8 decimals, quote. The last numbers of a message have fewer behind them.
            if (decimals < 0 || cursor.Left < 24)
            {
                return TryReadAny(ref cursor, out units);
            }

            ref byte at = ref cursor.Here;
            ulong whole = 0;
            int length = 0;
            uint digit;
            while ((digit = (uint)(Unsafe.Add(ref at, length) - '0')) <= 9)
            {
                whole = (whole * 10) + digit;
                if (++length > 9)
                {
                    return false;
                }
            }

            if (length == 0)
            {
                return false;
            }

            if (Unsafe.Add(ref at, length) == '"')
            {
                units = (long)(whole * (ulong)PowersOfTen[decimals]);
                cursor.Skip(length + 1);
                return true;
            }

            if (Unsafe.Add(ref at, length) != '.')
            {
                return false;
            }

            ref byte fraction = ref Unsafe.Add(ref at, length + 1);
            ulong eight = Unsafe.ReadUnaligned<ulong>(ref fraction);
            if (!BitConverter.IsLittleEndian)
            {
                eight = BinaryPrimitives.ReverseEndianness(eight);
            }

            int digits = DigitCount(eight);
            if (digits == 0 || Unsafe.Add(ref fraction, digits) != '"')
            {
                return false;
            }

            // Fewer than eight digits: what follows them counts as zeros.
            if (digits < 8)
            {
                ulong kept = (1UL << (digits * 8)) - 1;
                eight = (eight & kept) | (Zeros & ~kept);
            }

            ulong scaled = EightDigits(eight);
            ulong units8 = divisor == 1 ? scaled : scaled / divisor;
            if (divisor != 1 && units8 * divisor != scaled)
            {
                return false;
            }

            units = (long)((whole * (ulong)PowersOfTen[decimals]) + units8);
            cursor.Skip(length + 1 + digits + 1);
            return true;
        }

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
