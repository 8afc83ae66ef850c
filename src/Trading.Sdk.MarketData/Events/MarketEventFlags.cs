namespace Trading.Sdk.MarketData;

/// <summary>Properties of a <see cref="MarketEvent"/>.</summary>
[Flags]
public enum MarketEventFlags : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The last event of a venue message: only now is the book consistent and may be looked at.</summary>
    EndOfMessage = 1,

    /// <summary>Part of a snapshot (after a <see cref="MarketEventKind.Clear"/>), not of a change.</summary>
    Snapshot = 2,

    /// <summary>Events were dropped between the event before and this one, by the overflow policy of a queue.</summary>
    AfterGap = 4,

    /// <summary>The order's quantity is partly hidden (iceberg); the stated quantity is the displayed part.</summary>
    Hidden = 8,

    /// <summary>The event's exchange time is not the venue's but copied from the receive time.</summary>
    ExchangeTimeUnknown = 16,

    /// <summary>The trade is an aggregate of several fills (<see cref="MarketEvent.Count"/>).</summary>
    Aggregate = 32,

    /// <summary>The trade does not move the last price (odd lot, block, correction, out of sequence).</summary>
    NotLast = 64,
}
