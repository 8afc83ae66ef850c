namespace Trading.Sdk.DataFeeds;

/// <summary>What a <see cref="BinanceDepthSynchronizer"/> has met so far.</summary>
/// <param name="AppliedMessages">Depth messages passed on.</param>
/// <param name="LevelUpdates">Level changes in those messages, snapshots not counted.</param>
/// <param name="DroppedMessages">Depth messages that a snapshot already contained, or that had been applied before.</param>
/// <param name="Gaps">Breaks in the sequence.</param>
/// <param name="Resyncs">Times the book was cleared after having been live.</param>
/// <param name="SnapshotsApplied">Snapshots passed on.</param>
/// <param name="SnapshotsTooOld">Snapshots older than the first buffered message.</param>
/// <param name="BufferOverflows">Times the buffer was full before a snapshot came.</param>
/// <param name="Malformed">Messages that could not be read.</param>
public readonly record struct BinanceSyncCounters(
    long AppliedMessages,
    long LevelUpdates,
    long DroppedMessages,
    long Gaps,
    long Resyncs,
    long SnapshotsApplied,
    long SnapshotsTooOld,
    long BufferOverflows,
    long Malformed);
