namespace Trading.Sdk.DataFeeds;

/// <summary>Why a <see cref="FeedState"/> changed last. The same for every venue; a reason that a venue cannot have never occurs there.</summary>
public enum FeedStateReason
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

    /// <summary>A message followed the silence: the feed goes on where it was.</summary>
    DataResumed,

    /// <summary>The venue announced that it will close the connection.</summary>
    ShutdownAnnounced,

    /// <summary>The touch came near the edge of what the last snapshot told.</summary>
    CoverageLost,

    /// <summary>The consumer was too slow, and the policy gave up the backlog.</summary>
    SlowConsumer,

    /// <summary>The venue reset the book and goes on (TWS 317).</summary>
    VenueReset,

    /// <summary>The venue halted the subscription (TWS 316).</summary>
    VenueHalted,

    /// <summary>The venue lost its own link, or one of its farms did (TWS 1100, 2103).</summary>
    UpstreamLost,

    /// <summary>The venue's link is back and nothing was lost (TWS 1102).</summary>
    UpstreamRestored,

    /// <summary>The venue refused the request or the credentials: trying again would not help.</summary>
    Refused,

    /// <summary>Attempts were used up.</summary>
    AttemptsExhausted,

    /// <summary>The host asked for the end.</summary>
    Stopped,

    /// <summary>The venue was asked after a silence, and nothing had been missed.</summary>
    Confirmed,

    /// <summary>The venue changed tick or lot to steps that the instrument, as it was given, cannot hold.</summary>
    InstrumentChanged,
}
