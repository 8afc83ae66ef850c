namespace Trading.Sdk.Journal;

/// <summary>How a journal is written. Checked once, when the writer is opened.</summary>
public sealed class JournalOptions
{
    /// <summary>The smallest segment: 4,096 bytes.</summary>
    public const long SegmentBytesMin = 4096;

    /// <summary>The largest segment: 1 GiB.</summary>
    public const long SegmentBytesMax = 1L << 30;

    /// <summary>Size at which a segment is closed and the next one begun, in bytes. 4,096 to 1 GiB; default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Reserve the disk space of a segment when it is created, so that a full disk is met there. Default true.</summary>
    public bool Preallocate { get; init; } = true;

    /// <summary>When records are forced to the disk. Default <see cref="FsyncPolicy.Interval"/>.</summary>
    public FsyncPolicy Fsync { get; init; } = FsyncPolicy.Interval;

    /// <summary>The longest time an appended record stays unforced (unwritten with <see cref="FsyncPolicy.None"/>). 1 ms to 1 minute; default 10 ms.</summary>
    public TimeSpan FsyncInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Records between two forces of <see cref="FsyncPolicy.EveryN"/>. At least 1; default 1,000.</summary>
    public int FsyncEvery { get; init; } = 1000;

    /// <summary>Bytes gathered in memory before they are handed to the operating system. 4,096 to 256 MiB; default 1 MiB.</summary>
    public int BufferBytes { get; init; } = 1 << 20;

    /// <summary>The largest payload, in bytes; it must fit a segment. Default 16 MiB, or what fits <see cref="SegmentBytes"/>.</summary>
    public int PayloadBytesMax { get; init; } = 16 << 20;

    /// <summary>Closed segments whose newest record is older than this are removed. Default null: kept for ever. Compared with the records' own times.</summary>
    public TimeSpan? RetainFor { get; init; }

    /// <summary>The oldest closed segments are removed while the whole journal is larger than this, in bytes. Default null: no limit.</summary>
    public long? RetainBytes { get; init; }

    /// <summary>Spacing of the time index in bytes of log: what a seek by time reads beyond the record it finds. 4,096 to 16 MiB; default 64 KiB.</summary>
    public int TimeIndexStrideBytes { get; init; } = 64 << 10;

    /// <summary>What to do with a bad record in the last segment. Default <see cref="TailRecovery.RefuseDamage"/>.</summary>
    public TailRecovery TailRecovery { get; init; } = TailRecovery.RefuseDamage;

    /// <summary>Verify every closed segment when the journal is opened, not only the last one. Default false: they are verified whenever they are read.</summary>
    public bool VerifyAllOnOpen { get; init; }

    /// <summary>The clock of default record times, of the force interval and of retention. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The largest payload that both limits allow.</summary>
    internal int LargestPayload => (int)Math.Min(PayloadBytesMax, SegmentBytes - SegmentFormat.HeaderBytes - SegmentFormat.RecordHeaderBytes);

    internal void Validate()
    {
        Check(SegmentBytes is >= SegmentBytesMin and <= SegmentBytesMax, nameof(SegmentBytes), SegmentBytes, "4096 to 1 GiB");
        Check(Enum.IsDefined(Fsync), nameof(Fsync), Fsync, "a defined policy");
        Check(Enum.IsDefined(TailRecovery), nameof(TailRecovery), TailRecovery, "a defined mode");
        Check(FsyncInterval >= TimeSpan.FromMilliseconds(1) && FsyncInterval <= TimeSpan.FromMinutes(1), nameof(FsyncInterval), FsyncInterval, "1 ms to 1 minute");
        Check(FsyncEvery >= 1, nameof(FsyncEvery), FsyncEvery, "at least 1");
        Check(BufferBytes is >= 4096 and <= 256 << 20, nameof(BufferBytes), BufferBytes, "4096 to 256 MiB");
        Check(PayloadBytesMax >= 1, nameof(PayloadBytesMax), PayloadBytesMax, "at least 1");
        Check(RetainFor is not { } age || age > TimeSpan.Zero, nameof(RetainFor), RetainFor, "more than zero");
        Check(RetainBytes is null or >= 1, nameof(RetainBytes), RetainBytes, "at least 1");
        Check(TimeIndexStrideBytes is >= 4096 and <= 16 << 20, nameof(TimeIndexStrideBytes), TimeIndexStrideBytes, "4096 to 16 MiB");
        Check(TimeProvider is not null, nameof(TimeProvider), null, "given");
    }

    internal static void Check(bool holds, string name, object? value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
