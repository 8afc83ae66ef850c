namespace Trading.Sdk.Journal;

/// <summary>Another writer, in this process or another, holds the journal's directory.</summary>
public sealed class JournalLockedException : JournalException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="directory">The journal's directory.</param>
    /// <param name="innerException">The error of the file system.</param>
    public JournalLockedException(string directory, Exception? innerException = null)
        : base($"The journal {directory} is being written by another writer: close that one first.", innerException) => Directory = directory;

    /// <summary>The journal's directory.</summary>
    public string Directory { get; }
}
