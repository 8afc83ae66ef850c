using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <summary>How the embedded store keeps its rows.</summary>
public sealed class JournalStoreOptions
{
    /// <summary>When rows are forced to the disk, and so what a completed write means. Default <see cref="FsyncPolicy.Interval"/>.</summary>
    public FsyncPolicy Fsync { get; set; } = FsyncPolicy.Interval;

    /// <summary>The longest time a row stays unforced. Default 10 ms.</summary>
    public TimeSpan FsyncInterval { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Size of a segment, the unit in which retention removes rows, in bytes. Default 16 MiB.</summary>
    public long SegmentBytes { get; set; } = 16L << 20;

    /// <summary>
    /// How long the rows of a subject are kept, by the rows' own times against the clock; a subject that is not listed is kept
    /// for ever, and historical rows imported under a short retention go with the next closed segment. Default empty.
    /// </summary>
    public IDictionary<string, TimeSpan> RetainFor { get; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>How many bytes the journal of a subject may take; a subject that is not listed has no limit. Default empty.</summary>
    public IDictionary<string, long> RetainBytes { get; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Read only, beside a writer in another process. Default false.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>How many audit rows one seal covers. At least 1; default 1,000.</summary>
    public int AuditSealEvery { get; set; } = 1000;

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Sets how long, and in how many bytes, a subject is kept.</summary>
    /// <param name="age">Age by the rows' own times; null for ever.</param>
    /// <param name="bytes">Bytes of its journal; null for no limit.</param>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    /// <returns>These options.</returns>
    public JournalStoreOptions Retain<TRecord>(TimeSpan? age = null, long? bytes = null)
        where TRecord : class, IStoredRecord<TRecord>
    {
        string subject = TRecord.Schema.Subject;
        RetainFor.Remove(subject);
        RetainBytes.Remove(subject);
        if (age is { } time)
        {
            RetainFor.Add(subject, time);
        }

        if (bytes is { } size)
        {
            RetainBytes.Add(subject, size);
        }

        return this;
    }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(AuditSealEvery, 1);
        foreach (string subject in RetainFor.Keys.Concat(RetainBytes.Keys))
        {
            // The audit trail is no subject: it is kept whole.
            if (!RecordCatalog.Schemas.Any(s => s.Subject == subject))
            {
                throw new ArgumentException($"Retention is set for '{subject}', which is no subject.");
            }
        }
    }

    internal JournalOptions ForSubject(string subject) => new()
    {
        Fsync = Fsync,
        FsyncInterval = FsyncInterval,
        SegmentBytes = SegmentBytes,
        // Twenty subjects reserving whole segments would claim disk that most of them never use.
        Preallocate = false,
        BufferBytes = 256 << 10,
        PayloadBytesMax = (int)Math.Min(16 << 20, SegmentBytes / 2),
        RetainFor = RetainFor.TryGetValue(subject, out TimeSpan age) ? age : null,
        RetainBytes = RetainBytes.TryGetValue(subject, out long bytes) ? bytes : null,
        TimeProvider = TimeProvider,
    };
}
