namespace Trading.Sdk.Journal;

/// <summary>When appended records are forced to the disk, and therefore what an acknowledgement means.</summary>
/// <remarks>
/// Every policy survives the death of the process for acknowledged records; only the forced ones (all but
/// <see cref="None"/>) also survive the loss of power.
/// </remarks>
public enum FsyncPolicy
{
    /// <summary>
    /// Never forced: an acknowledgement means the operating system has the bytes. A loss of power may take records that
    /// were acknowledged, and may damage the journal so that it has to be opened with <see cref="TailRecovery.TruncateAtFirstBadRecord"/>.
    /// </summary>
    None = 0,

    /// <summary>Forced every <see cref="JournalOptions.FsyncInterval"/> while there is something to force. The default.</summary>
    Interval = 1,

    /// <summary>Forced after every <see cref="JournalOptions.FsyncEvery"/> records, and after <see cref="JournalOptions.FsyncInterval"/> at the latest.</summary>
    EveryN = 2,

    /// <summary>Forced for every record; records appended at the same time by several callers share one force.</summary>
    Each = 3,
}
