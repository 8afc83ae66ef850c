using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>One decoded message. The object belongs to its decoder, which overwrites it with the next message.</summary>
public sealed class BinanceMessage
{
    /// <summary>Byte of an event at which its flags stand (docs/market-events.md).</summary>
    private const int FlagsOffset = 2;

    private MarketEvent[] events = new MarketEvent[64];

    /// <summary>What the message is.</summary>
    public BinanceMessageKind Kind { get; internal set; }

    /// <summary>The instrument; null where the message names none.</summary>
    public Instrument? Instrument { get; internal set; }

    /// <summary>U: first update id of a depth update; 0 elsewhere.</summary>
    public long FirstUpdateId { get; internal set; }

    /// <summary>u: final update id of a depth update or book ticker; lastUpdateId of a snapshot.</summary>
    public long FinalUpdateId { get; internal set; }

    /// <summary>pu: final update id of the message before (futures); −1 on spot.</summary>
    public long PreviousFinalUpdateId { get; internal set; }

    /// <summary>E: the venue's event time in nanoseconds; the receive time where the message has none.</summary>
    public long EventTime { get; internal set; }

    /// <summary>Time of arrival in nanoseconds.</summary>
    public long ReceiveTime { get; internal set; }

    /// <summary>The content as events; the last carries <see cref="MarketEventFlags.EndOfMessage"/>. Empty for messages without market data.</summary>
    public ReadOnlySpan<MarketEvent> Events => events.AsSpan(0, Count);

    /// <summary>The candle of a <see cref="BinanceMessageKind.Kline"/> that has closed; else null.</summary>
    public Bar? Bar { get; internal set; }

    internal int Count { get; private set; }

    internal void Reset(long receiveTime)
    {
        Kind = BinanceMessageKind.Other;
        Instrument = null;
        FirstUpdateId = FinalUpdateId = 0;
        PreviousFinalUpdateId = -1;
        EventTime = ReceiveTime = receiveTime;
        Bar = null;
        Count = 0;
    }

    internal void Add(in MarketEvent e)
    {
        if (Count == events.Length)
        {
            Array.Resize(ref events, events.Length * 2);
        }

        events[Count++] = e;
    }

    /// <summary>Room for <paramref name="count"/> more events, to be written in place and then taken with <see cref="Take"/>.</summary>
    internal Span<MarketEvent> Reserve(int count)
    {
        if (Count + count > events.Length)
        {
            Array.Resize(ref events, Math.Max(events.Length * 2, Count + count));
        }

        return events.AsSpan(Count);
    }

    internal void Take(int count) => Count += count;

    /// <summary>Takes the levels of a depth update that have been written in place; without any, a heartbeat tells its id.</summary>
    internal void TakeDepth(int levels, ushort sourceId)
    {
        Kind = BinanceMessageKind.DepthUpdate;
        Count += levels;
        if (Count == 0)
        {
            Add(new MarketEvent
            {
                Kind = MarketEventKind.Heartbeat,
                InstrumentId = Instrument!.Id,
                SourceId = sourceId,
                ExchangeTime = EventTime,
                ReceiveTime = ReceiveTime,
                Sequence = FinalUpdateId,
            });
        }

        Unsafe.As<MarketEvent, MarketEventFlags>(ref Unsafe.AddByteOffset(ref events[Count - 1], FlagsOffset)) |= MarketEventFlags.EndOfMessage;
    }

    internal void EndMessage()
    {
        if (Count > 0)
        {
            events[Count - 1] = events[Count - 1] with { Flags = events[Count - 1].Flags | MarketEventFlags.EndOfMessage };
        }
    }
}
