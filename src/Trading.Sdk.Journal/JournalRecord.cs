namespace Trading.Sdk.Journal;

/// <summary>A verified record as a reader shows it: the payload points into the reader's memory.</summary>
public readonly ref struct JournalRecord
{
    /// <summary>Creates a record.</summary>
    /// <param name="sequence">Position in the journal, counted from 0.</param>
    /// <param name="timeNanos">Time given on append, nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="payload">The bytes given on append.</param>
    public JournalRecord(long sequence, long timeNanos, ReadOnlySpan<byte> payload)
    {
        Sequence = sequence;
        TimeNanos = timeNanos;
        Payload = payload;
    }

    /// <summary>Position in the journal, counted from 0 without gaps.</summary>
    public long Sequence { get; }

    /// <summary>Time given on append, nanoseconds since 1970-01-01 UTC.</summary>
    public long TimeNanos { get; }

    /// <summary>The bytes given on append; valid until the reader's next call.</summary>
    public ReadOnlySpan<byte> Payload { get; }
}
