using Trading.Sdk.Journal;

namespace Trading.Sdk.PatternIndex;

/// <summary>How a <see cref="DurableIndex"/> writes.</summary>
public sealed record DurableIndexOptions
{
    /// <summary>When changes are forced to the disk. Default <see cref="FsyncPolicy.Each"/>: a change that returned survives a power cut; with the others it survives the end of the process once it was flushed.</summary>
    public FsyncPolicy Fsync { get; init; } = FsyncPolicy.Each;

    /// <summary>Bytes of changes after which a snapshot is taken and the log begun anew. 64 KiB or more, default 64 MiB.</summary>
    public long SnapshotAfterBytes { get; init; } = 64L << 20;

    internal void Validate() => ArgumentOutOfRangeException.ThrowIfLessThan(SnapshotAfterBytes, 64 << 10, nameof(SnapshotAfterBytes));
}
