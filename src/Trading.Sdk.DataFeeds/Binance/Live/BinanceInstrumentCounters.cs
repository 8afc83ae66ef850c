namespace Trading.Sdk.DataFeeds;

/// <summary>What a <see cref="BinanceDepthFeed"/> has met so far for one instrument.</summary>
public readonly record struct BinanceInstrumentCounters
{
    /// <summary>Messages of all its streams.</summary>
    public long Messages { get; init; }

    /// <summary>The synchroniser's own counters.</summary>
    public BinanceSyncCounters Book { get; init; }

    /// <summary>Connections opened for it after the first, planned take-overs included.</summary>
    public long Reconnects { get; init; }

    /// <summary>Planned take-overs by a second connection (make-before-break) that went through.</summary>
    public long Handovers { get; init; }

    /// <summary>Snapshots that came for an earlier attempt and were dropped.</summary>
    public long LateSnapshots { get; init; }

    /// <summary>Snapshots that could not be read, or were empty without being believed.</summary>
    public long BadSnapshots { get; init; }

    /// <summary>Snapshots spliced into a live book because the touch came near the edge of what was known.</summary>
    public long Refreshes { get; init; }

    /// <summary>Silences after which the venue was asked.</summary>
    public long Silences { get; init; }

    /// <summary>Trades that were dropped because they had come before.</summary>
    public long DuplicateTrades { get; init; }
}
