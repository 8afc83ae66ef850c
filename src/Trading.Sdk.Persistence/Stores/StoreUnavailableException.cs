namespace Trading.Sdk.Persistence;

/// <summary>A store cannot be reached or is not ready at the moment; the same write may succeed later.</summary>
public sealed class StoreUnavailableException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened; never a secret.</param>
    /// <param name="innerException">The cause.</param>
    public StoreUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
