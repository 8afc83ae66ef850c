namespace Trading.Sdk.Journal;

/// <summary>A journal's file holds bytes that a journal does not write: damage, not a torn tail.</summary>
public sealed class JournalCorruptException : JournalException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="file">Path of the damaged file.</param>
    /// <param name="offset">Byte offset of the first bad structure in the file.</param>
    /// <param name="problem">What was expected there and what was found.</param>
    /// <param name="innerException">The error of the file system, when there is one.</param>
    public JournalCorruptException(string file, long offset, string problem, Exception? innerException = null)
        : base($"{file} at offset {offset}: {problem}", innerException)
    {
        File = file;
        Offset = offset;
        Problem = problem;
    }

    /// <summary>Path of the damaged file.</summary>
    public string File { get; }

    /// <summary>Byte offset of the first bad structure in the file.</summary>
    public long Offset { get; }

    /// <summary>What was expected there and what was found.</summary>
    public string Problem { get; }
}
