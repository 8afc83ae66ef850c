namespace Trading.Sdk.DataFeeds;

/// <summary>Why the state of a <see cref="BinanceDepthSynchronizer"/> changed last.</summary>
public enum BinanceSyncReason
{
    /// <summary>Nothing has happened yet.</summary>
    None = 0,

    /// <summary>The connection was opened.</summary>
    Connected,

    /// <summary>The connection was lost or closed.</summary>
    ConnectionLost,

    /// <summary>A snapshot was asked for.</summary>
    SnapshotRequested,

    /// <summary>The snapshot fits the buffered messages.</summary>
    SnapshotApplied,

    /// <summary>The snapshot is older than the first buffered message.</summary>
    SnapshotTooOld,

    /// <summary>The messages do not follow on from the snapshot or from one another.</summary>
    SequenceGap,

    /// <summary>The buffer was full before a snapshot came.</summary>
    BufferFull,

    /// <summary>A message could not be read, so its changes are unknown.</summary>
    MalformedMessage,

    /// <summary>The book was found crossed.</summary>
    CrossedBook,

    /// <summary>Nothing came for longer than the limit.</summary>
    Silence,

    /// <summary>The snapshot could not be had.</summary>
    SnapshotFailed,
}
