namespace Trading.Sdk.Journal;

/// <summary>What opening a journal for writing found.</summary>
public sealed record JournalRecovery
{
    /// <summary>Segments found, the last one included.</summary>
    public required int Segments { get; init; }

    /// <summary>The oldest sequence that is still there; equal to <see cref="NextSequence"/> when the journal is empty.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>The sequence the next record will get.</summary>
    public required long NextSequence { get; init; }

    /// <summary>Bytes cut off behind the last valid record; 0 after a clean close.</summary>
    public required long TornBytes { get; init; }

    /// <summary>The file that was cut, or null.</summary>
    public string? TornFile { get; init; }

    /// <summary>Where it was cut: the file's length afterwards, in bytes.</summary>
    public long TornOffset { get; init; }
}
