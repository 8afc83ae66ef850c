using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Depth updates in exactly the form that Binance prints them, without a general JSON reader: everything that differs by a byte
/// from it is left to the general form. Both give the same events.
/// </summary>
/// <remarks>
/// A stream repeats itself: the head of a message (<see cref="DepthHead"/>) and the widths of its numbers (<see cref="LevelPattern"/>)
/// are predicted from the message before, and verified. Nothing is read beyond the message: its last bytes are copied in front of
/// zeros first.
/// </remarks>
internal sealed class DepthFastPath(BinanceVenue venue, BinanceInstruments instruments, ushort sourceId, bool checksPair)
{
    private const int HeadsLog2 = 7;

    private readonly DepthHead?[] heads = new DepthHead?[1 << HeadsLog2];

    /// <summary>Decodes a depth update, or says that the general form must.</summary>
    public bool TryDecode(ReadOnlySpan<byte> utf8, BinanceMessage message)
    {
        ref DepthHead? place = ref heads[Place(utf8)];
        if (place is not { } head || !head.TryRead(utf8, out DepthHeadNumbers numbers))
        {
            if (!TryReadHead(utf8, out DepthHead? next, out numbers))
            {
                return false;
            }

            head = next!;
            place = head;
        }

        if ((head.HasEnvelope && (utf8[^1] != (byte)'}' || utf8[^2] != (byte)'}')) || numbers.First > numbers.Final || !BinanceTime.TryNanoseconds(numbers.EventTime, out long eventTime) || numbers.EventTime == 0)
        {
            return false;
        }

        message.EventTime = eventTime;
        message.FirstUpdateId = numbers.First;
        message.FinalUpdateId = numbers.Final;
        message.PreviousFinalUpdateId = numbers.Previous;
        message.Instrument = head.Levels.Instrument;
        ReadOnlySpan<byte> text = utf8[..^(head.HasEnvelope ? 1 : 0)];
        // A level takes at least 10 bytes: so many events are enough for all of them.
        Span<MarketEvent> events = message.Reserve(((text.Length - head.Length) / 10) + 2);
        var shape = new LevelShape(message.Instrument, sourceId, Side.Bid, MarketEventFlags.None, eventTime, message.ReceiveTime, numbers.Final);
        int at = head.Length, count = 0;
        if (!head.Levels.TryRead(text, ref at, shape, isBoth: true, events, ref count) || at != text.Length - 1 || text[at] != (byte)'}')
        {
            return false;
        }

        message.TakeDepth(count, sourceId);
        return true;
    }

    /// <summary>Where the head of such a message is kept: by the first bytes of the stream's name, or of the symbol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Place(ReadOnlySpan<byte> utf8)
    {
        // {"stream":"btcusdt@depth… or {"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT… (18 bytes further with a "T").
        if (utf8.Length < 96)
        {
            return 0;
        }

        ref byte start = ref MemoryMarshal.GetReference(utf8);
        bool hasEnvelope = Unsafe.Add(ref start, 2) == (byte)'s';
        int at = hasEnvelope ? 11 : venue == BinanceVenue.Spot ? 42 : 60;
        ulong name = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at));
        name += hasEnvelope ? Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at + 4)) * 3 : 0;
        return (int)((name * 0x9E3779B97F4A7C15) >> (64 - HeadsLog2));
    }

    /// <summary>Reads the head piece by piece.</summary>
    private bool TryReadHead(ReadOnlySpan<byte> utf8, out DepthHead? head, out DepthHeadNumbers numbers)
    {
        head = null;
        numbers = default;
        var cursor = new TextCursor(utf8);
        bool hasEnvelope = cursor.TrySkip("{\"stream\":\""u8);
        if (hasEnvelope)
        {
            // A partial depth stream differs by its name alone; an escape is not for here.
            if (!cursor.TryPlainText(out ReadOnlySpan<byte> stream) || BinanceDecoder.IsPartialDepth(stream) || !cursor.TrySkip(",\"data\":"u8))
            {
                return false;
            }
        }

        bool isSpot = venue == BinanceVenue.Spot;
        DepthHeadPlaces places = default;
        if (!cursor.TrySkip("{\"e\":\"depthUpdate\",\"E\":"u8) || !cursor.TryInteger(out numbers.EventTime, out places.EventTime)
            || (!isSpot && !(cursor.TrySkip(",\"T\":"u8) && cursor.TryInteger(out _, out places.TransactionTime)))
            || !cursor.TrySkip(",\"s\":\""u8) || FindSymbol(ref cursor) is not { } levels)
        {
            return false;
        }

        if (!isSpot && cursor.TrySkip(",\"ps\":\""u8))
        {
            if ((checksPair && venue != BinanceVenue.CoinMFutures) || !cursor.TryPlainText(out _))
            {
                return false;
            }
        }
        else if (checksPair && venue == BinanceVenue.CoinMFutures)
        {
            return false;
        }

        numbers.Previous = -1;
        if (!cursor.TrySkip(",\"U\":"u8) || !cursor.TryInteger(out numbers.First, out places.First) || !cursor.TrySkip(",\"u\":"u8) || !cursor.TryInteger(out numbers.Final, out places.Final)
            || (!isSpot && !(cursor.TrySkip(",\"pu\":"u8) && cursor.TryInteger(out numbers.Previous, out places.Previous))) || !cursor.TrySkip(",\"b\":["u8))
        {
            return false;
        }

        // A name of unheard-of length is not worth remembering, and nothing else makes a head so long.
        if (cursor.At > DepthHead.BytesMax)
        {
            return false;
        }

        head = new DepthHead(utf8[..cursor.At], places, hasEnvelope, levels);
        return true;
    }

    /// <summary>The reader of a symbol's levels; the symbol's closing quote is passed over.</summary>
    private LevelReader? FindSymbol(ref TextCursor cursor) =>
        cursor.TryPlainText(out ReadOnlySpan<byte> symbol) && instruments.Find(symbol) is { } found ? instruments.LevelsOf(found) : null;
}
