namespace Trading.Sdk.DataFeeds;

/// <summary>Where the local picture of one instrument, or a whole feed, stands against its venue's. The same for every venue.</summary>
public enum FeedState
{
    /// <summary>No connection.</summary>
    Disconnected = 0,

    /// <summary>Connected; what arrives is buffered or awaited, no snapshot has been asked for yet.</summary>
    Buffering,

    /// <summary>A snapshot or the first rows of a subscription are on their way.</summary>
    Snapshotting,

    /// <summary>What has been passed on equals the venue's, up to the last message.</summary>
    Live,

    /// <summary>Kept, but perhaps old: nothing has come for longer than the limit, or the venue said that its own link is broken.</summary>
    Stale,

    /// <summary>A gap, a reset or a malformed message was met: the book was cleared and is being built anew.</summary>
    Resyncing,

    /// <summary>Given up: a fatal error, or more attempts than the policy allows.</summary>
    Failed,
}
