using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>What the level events of a message have in common, as the words of an event (docs/market-events.md), put together in registers.</summary>
internal readonly struct LevelShape
{
    private const int SideShift = 8, FlagsShift = 16, SourceShift = 32;
    private const int TimeWord = 2, SequenceWord = 6;

    public LevelShape(Instrument instrument, ushort sourceId, Side side, MarketEventFlags flags, long exchangeTime, long receiveTime, long sequence)
    {
        long word = (long)MarketEventKind.Level | ((long)flags << FlagsShift) | ((long)sourceId << SourceShift);
        Front = Vector256.Create(word | ((long)side << SideShift), (uint)instrument.Id, exchangeTime, receiveTime);
        AskFront = Front.WithElement(0, word | ((long)Side.Ask << SideShift));
        Back = Vector256.Create(0, 0, sequence, 0);
    }

    /// <summary>Words 0 to 3, with the side asked for.</summary>
    public Vector256<long> Front { get; }

    /// <summary>Words 0 to 3 of an ask.</summary>
    public Vector256<long> AskFront { get; }

    /// <summary>Words 4 to 7.</summary>
    public Vector256<long> Back { get; }

    /// <summary>Writes the time and the sequence, where they were not known when the event was made.</summary>
    public static void Complete(ref MarketEvent e, long exchangeTime, long sequence)
    {
        ref long words = ref Unsafe.As<MarketEvent, long>(ref e);
        Unsafe.Add(ref words, TimeWord) = exchangeTime;
        Unsafe.Add(ref words, SequenceWord) = sequence;
    }

    public static MarketEvent ToEvent(Vector256<long> front, Vector256<long> back)
    {
        var e = default(MarketEvent);
        front.StoreUnsafe(ref Unsafe.As<MarketEvent, long>(ref e));
        back.StoreUnsafe(ref Unsafe.As<MarketEvent, long>(ref e), 4);
        return e;
    }

    public MarketEvent ToEvent(Vector256<long> front) => ToEvent(front, Back);
}
