namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>What opening the store does about the database's schema.</summary>
public enum MigrationMode
{
    /// <summary>Nothing: the schema is somebody else's business.</summary>
    None = 0,

    /// <summary>Refuses to open unless every migration has been applied unchanged.</summary>
    Validate = 1,

    /// <summary>Applies what is missing, under a lock, once, however many processes start at the same time. The default.</summary>
    Apply = 2,
}
