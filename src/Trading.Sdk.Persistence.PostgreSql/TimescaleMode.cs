namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Whether a new schema uses the TimescaleDB extension.</summary>
public enum TimescaleMode
{
    /// <summary>When the database has the extension (<c>create extension timescaledb</c>) at the first migration.</summary>
    Auto = 0,

    /// <summary>Never: PostgreSQL's own partitions.</summary>
    Never = 1,
}
