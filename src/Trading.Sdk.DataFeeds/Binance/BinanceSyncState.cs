namespace Trading.Sdk.DataFeeds;

/// <summary>Where the local book of one instrument stands against the venue's.</summary>
public enum BinanceSyncState
{
    /// <summary>No connection.</summary>
    Disconnected = 0,

    /// <summary>Connected; depth messages are buffered, no snapshot has been asked for yet.</summary>
    Buffering,

    /// <summary>A snapshot is on its way; depth messages are buffered.</summary>
    Snapshotting,

    /// <summary>The book equals the venue's up to the last update id.</summary>
    Live,

    /// <summary>Connected, but nothing has come for longer than the limit.</summary>
    Stale,

    /// <summary>A gap or a malformed message was met: the book was cleared, a new snapshot is needed.</summary>
    Resyncing,

    /// <summary>Given up, by the policy.</summary>
    Failed,
}
