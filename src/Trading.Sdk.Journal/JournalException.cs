namespace Trading.Sdk.Journal;

/// <summary>Something about a journal's files, as opposed to a caller's mistake; the derived types tell what.</summary>
public class JournalException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The error of the file system, when there is one.</param>
    public JournalException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
