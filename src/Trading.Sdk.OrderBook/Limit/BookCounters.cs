namespace Trading.Sdk.OrderBook;

/// <summary>What a book has seen since it was made.</summary>
/// <param name="Messages">Messages applied.</param>
/// <param name="LevelUpdates">Level events applied, snapshots included.</param>
/// <param name="SnapshotLevels">Level events of snapshots among them.</param>
/// <param name="Clears">Clear events.</param>
/// <param name="UnknownDeletes">Removals of levels that were not there: legal where a snapshot does not hold all levels.</param>
/// <param name="Locked">Messages after which best bid and best ask were equal.</param>
/// <param name="Crossed">Messages after which the best bid was above the best ask.</param>
/// <param name="PrunedLevels">Levels removed by <see cref="CrossedPolicy.PruneOlder"/>.</param>
/// <param name="StaleMessages">Messages ignored because their sequence is below the book's.</param>
/// <param name="IgnoredUpdates">Level events ignored while a snapshot was awaited, or in stale messages.</param>
/// <param name="Gaps">Events that said something before them was lost.</param>
public readonly record struct BookCounters(
    long Messages,
    long LevelUpdates,
    long SnapshotLevels,
    long Clears,
    long UnknownDeletes,
    long Locked,
    long Crossed,
    long PrunedLevels,
    long StaleMessages,
    long IgnoredUpdates,
    long Gaps);
