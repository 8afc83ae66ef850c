using System.Runtime.InteropServices;

namespace Trading.Sdk.MarketData;

/// <summary>
/// One thing that happened on a venue, in exactly 64 bytes (one cache line): the only form in which market data travels
/// through the SDK. A venue message is a run of events of which the last carries <see cref="MarketEventFlags.EndOfMessage"/>;
/// a snapshot is a <see cref="MarketEventKind.Clear"/> followed by events flagged <see cref="MarketEventFlags.Snapshot"/>;
/// a recording is an array of events.
/// </summary>
/// <remarks>Little-endian layout, stable within a major version; docs/market-events.md lists the offsets.</remarks>
[StructLayout(LayoutKind.Explicit, Size = SizeInBytes)]
public readonly record struct MarketEvent
{
    /// <summary>Bytes of one event.</summary>
    public const int SizeInBytes = 64;

    /// <summary>What the event says.</summary>
    [field: FieldOffset(0)]
    public MarketEventKind Kind { get; init; }

    /// <summary>Side of the level or order; for a trade, of the aggressor.</summary>
    [field: FieldOffset(1)]
    public Side Side { get; init; }

    /// <summary>Properties of the event.</summary>
    [field: FieldOffset(2)]
    public MarketEventFlags Flags { get; init; }

    /// <summary>The connection or file the event came from, as numbered by the host; 0 = unnamed.</summary>
    [field: FieldOffset(4)]
    public ushort SourceId { get; init; }

    /// <summary>Market maker or participant as an index into the recording's name table; 0 = none.</summary>
    [field: FieldOffset(6)]
    public ushort ParticipantId { get; init; }

    /// <summary><see cref="Instrument.Id"/>.</summary>
    [field: FieldOffset(8)]
    public int InstrumentId { get; init; }

    /// <summary>Orders at the level, or fills in an aggregate trade; 0 = unknown.</summary>
    [field: FieldOffset(12)]
    public int Count { get; init; }

    /// <summary>The venue's time, nanoseconds since 1970-01-01T00:00:00Z.</summary>
    [field: FieldOffset(16)]
    public long ExchangeTime { get; init; }

    /// <summary>Time of arrival here, nanoseconds since 1970; may be earlier than <see cref="ExchangeTime"/>, clocks differ.</summary>
    [field: FieldOffset(24)]
    public long ReceiveTime { get; init; }

    /// <summary>Price in storage increments of the instrument (<see cref="Instrument.Price"/>).</summary>
    [field: FieldOffset(32)]
    public long Price { get; init; }

    /// <summary>Quantity in storage increments of the instrument (<see cref="Instrument.Quantity"/>).</summary>
    [field: FieldOffset(40)]
    public long Quantity { get; init; }

    /// <summary>The venue's sequence of the message (Binance: final update id); 0 where it has none.</summary>
    [field: FieldOffset(48)]
    public long Sequence { get; init; }

    /// <summary>Order id or trade id; other kinds as documented at <see cref="MarketEventKind"/>.</summary>
    [field: FieldOffset(56)]
    public long Id { get; init; }

    /// <summary>True for the last event of a message.</summary>
    public bool IsEndOfMessage => (Flags & MarketEventFlags.EndOfMessage) != 0;

    /// <summary>True for an event of a snapshot.</summary>
    public bool IsSnapshot => (Flags & MarketEventFlags.Snapshot) != 0;

    /// <summary>The change of one price level: <paramref name="quantity"/> is the new total, 0 removes it.</summary>
    public static MarketEvent Level(int instrumentId, Side side, long price, long quantity, long exchangeTime, long sequence = 0, MarketEventFlags flags = MarketEventFlags.None) => new()
    {
        Kind = MarketEventKind.Level,
        Side = side,
        Flags = flags,
        InstrumentId = instrumentId,
        ExchangeTime = exchangeTime,
        ReceiveTime = exchangeTime,
        Price = price,
        Quantity = quantity,
        Sequence = sequence,
    };

    /// <summary>A trade; it is a message of its own.</summary>
    public static MarketEvent Trade(int instrumentId, Side aggressor, long price, long quantity, long exchangeTime, long tradeId = 0) => new()
    {
        Kind = MarketEventKind.Trade,
        Side = aggressor,
        Flags = MarketEventFlags.EndOfMessage,
        InstrumentId = instrumentId,
        ExchangeTime = exchangeTime,
        ReceiveTime = exchangeTime,
        Price = price,
        Quantity = quantity,
        Id = tradeId,
    };

    /// <summary>Forget the book of the instrument.</summary>
    public static MarketEvent Clear(int instrumentId, long exchangeTime, MarketEventFlags flags = MarketEventFlags.None, long sequence = 0) => new()
    {
        Kind = MarketEventKind.Clear,
        Flags = flags,
        InstrumentId = instrumentId,
        ExchangeTime = exchangeTime,
        ReceiveTime = exchangeTime,
        Sequence = sequence,
    };
}
