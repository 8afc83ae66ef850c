namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>The database's schema is not one that this version of the package can work with.</summary>
public sealed class MigrationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found, what was expected, and what to do.</param>
    /// <param name="innerException">The database's error, when there is one.</param>
    public MigrationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
