namespace Trading.Sdk.Journal;

/// <summary>What <see cref="JournalInspection"/> found in a journal's files.</summary>
public sealed record JournalReport
{
    /// <summary>Number of segments.</summary>
    public required int Segments { get; init; }

    /// <summary>Valid records, counted up to the first damage.</summary>
    public required long Records { get; init; }

    /// <summary>The oldest sequence; equal to <see cref="NextSequence"/> when there is no record.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>The sequence behind the last valid record.</summary>
    public required long NextSequence { get; init; }

    /// <summary>Bytes of all segments.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes behind the last valid record of the last segment that a writer would cut off.</summary>
    public required long TornBytes { get; init; }

    /// <summary>Smallest record time in nanoseconds since 1970, or null when there is no record.</summary>
    public long? MinTimeNanos { get; init; }

    /// <summary>Greatest record time in nanoseconds since 1970, or null when there is no record.</summary>
    public long? MaxTimeNanos { get; init; }

    /// <summary>The first damage, or null when the journal is whole.</summary>
    public JournalCorruptException? Damage { get; init; }
}
