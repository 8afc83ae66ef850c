using System.Diagnostics.CodeAnalysis;
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
    private readonly DepthHeads heads = new(venue, instruments.Count);

    /// <summary>Decodes a depth update, or says that the general form must.</summary>
    public bool TryDecode(ReadOnlySpan<byte> utf8, BinanceMessage message)
    {
        DepthHead? head = heads.Find(utf8);
        DepthHeadNumbers numbers = default;
        if ((head is null || !head.TryRead(utf8, out numbers)) && !TryReadHead(utf8, out head, out numbers))
        {
            return false;
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

    /// <summary>Reads the head piece by piece.</summary>
    private bool TryReadHead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out DepthHead? head, out DepthHeadNumbers numbers)
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

        head = heads.Make(utf8);
        head.Remember(utf8[..cursor.At], places, hasEnvelope, levels);
        return true;
    }

    /// <summary>The reader of a symbol's levels; the symbol's closing quote is passed over.</summary>
    private LevelReader? FindSymbol(ref TextCursor cursor) =>
        cursor.TryPlainText(out ReadOnlySpan<byte> symbol) && instruments.Find(symbol) is { } found ? instruments.LevelsOf(found) : null;
}
