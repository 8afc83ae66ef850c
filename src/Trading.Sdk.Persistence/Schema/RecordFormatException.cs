namespace Trading.Sdk.Persistence;

/// <summary>Stored or imported bytes do not have the form of the row they should be.</summary>
public sealed class RecordFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Where, what was expected and what was found.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public RecordFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
