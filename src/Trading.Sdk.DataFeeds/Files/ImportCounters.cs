namespace Trading.Sdk.DataFeeds;

/// <summary>What an importer has read.</summary>
public sealed class ImportCounters
{
    /// <summary>Messages or rows of market data read.</summary>
    public long Messages { get; internal set; }

    /// <summary>Snapshots among them.</summary>
    public long Snapshots { get; internal set; }

    /// <summary>Level events given out outside snapshots (Coinbase: the rows of snapshots too, which come as updates).</summary>
    public long LevelUpdates { get; internal set; }

    /// <summary>Order events given out outside snapshots.</summary>
    public long OrderEvents { get; internal set; }

    /// <summary>Trades given out.</summary>
    public long Trades { get; internal set; }

    /// <summary>Breaks in the venue's own numbering.</summary>
    public long Gaps { get; internal set; }

    /// <summary>Messages that are older than the snapshot they meet, or have no snapshot, and were left out.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Changes and removals of levels or orders whose id was never announced.</summary>
    public long UnknownIds { get; internal set; }

    /// <summary>Messages whose checksum agrees with the book.</summary>
    public long ChecksumsRight { get; internal set; }

    /// <summary>Messages whose checksum does not agree with the book.</summary>
    public long ChecksumsWrong { get; internal set; }

    /// <summary>Well-formed messages without market data (heartbeats, tickers, acknowledgements).</summary>
    public long Others { get; internal set; }
}
