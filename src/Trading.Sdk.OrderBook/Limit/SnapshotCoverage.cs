using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>How far the levels of one side are known: after a snapshot up to its worst level, or all of them.</summary>
internal struct SnapshotCoverage
{
    private long snapshotKey;
    private int snapshotLevels;

    /// <summary>Worst key up to which all levels are known: <see cref="long.MinValue"/> = none, <see cref="long.MaxValue"/> = all.</summary>
    public long KnownKey { get; private set; }

    public void Forget(LimitOrderBookOptions options)
    {
        snapshotLevels = 0;
        snapshotKey = long.MinValue;
        KnownKey = options.IsWholeBook ? long.MaxValue : long.MinValue;
    }

    public void Note(long key)
    {
        snapshotLevels++;
        snapshotKey = Math.Max(snapshotKey, key);
    }

    /// <summary>A side with fewer levels than the venue's snapshots hold is whole.</summary>
    public void Conclude(LimitOrderBookOptions options) =>
        KnownKey = options.IsWholeBook || snapshotLevels == 0 || snapshotLevels < options.SnapshotDepth ? long.MaxValue : snapshotKey;
}
