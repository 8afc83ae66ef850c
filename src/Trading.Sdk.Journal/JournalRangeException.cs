namespace Trading.Sdk.Journal;

/// <summary>A reader asks for a record that retention has already removed.</summary>
public sealed class JournalRangeException : JournalException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="directory">The journal's directory.</param>
    /// <param name="requestedSequence">The sequence that was asked for.</param>
    /// <param name="firstSequence">The oldest sequence that is still there.</param>
    public JournalRangeException(string directory, long requestedSequence, long firstSequence)
        : base($"{directory} no longer holds sequence {requestedSequence}: the oldest record is {firstSequence}.")
    {
        RequestedSequence = requestedSequence;
        FirstSequence = firstSequence;
    }

    /// <summary>The sequence that was asked for.</summary>
    public long RequestedSequence { get; }

    /// <summary>The oldest sequence that is still there.</summary>
    public long FirstSequence { get; }
}
