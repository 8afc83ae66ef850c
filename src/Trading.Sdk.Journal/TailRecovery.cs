namespace Trading.Sdk.Journal;

/// <summary>What opening a journal for writing does with a bad record in the last segment.</summary>
public enum TailRecovery
{
    /// <summary>
    /// A torn tail (nothing valid after the first bad record) is cut off and reported; a bad record that valid records
    /// follow is damage and throws <see cref="JournalCorruptException"/>. The default.
    /// </summary>
    RefuseDamage = 0,

    /// <summary>
    /// Everything from the first bad record of the last segment is cut off and reported, even when valid records follow:
    /// the deliberate choice after a loss of power that wrote pages out of order.
    /// </summary>
    TruncateAtFirstBadRecord = 1,
}
