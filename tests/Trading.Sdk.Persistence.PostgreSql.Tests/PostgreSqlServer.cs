namespace Trading.Sdk.Persistence.PostgreSql.Tests;

/// <summary>The cluster that the tests share, started by the first who needs it; they are skipped, by name, where PostgreSQL is not installed.</summary>
public sealed class PostgreSqlServer : IDisposable
{
    private readonly Lock gate = new();
    private PostgreSqlCluster? shared;

    /// <summary>Connection string of a new, empty database.</summary>
    public string CreateDatabase()
    {
        lock (gate)
        {
            shared ??= Create();
            return shared.CreateDatabase();
        }
    }

    /// <summary>A cluster of one's own, for tests that kill it.</summary>
    internal static PostgreSqlCluster Create(string settings = "")
    {
        string? binaries = PostgreSqlCluster.FindBinaries();
        Assert.SkipUnless(binaries is not null, "PostgreSQL is not installed (Debian: apt-get install postgresql)");
        return PostgreSqlCluster.Create(binaries!, settings);
    }

    public void Dispose() => shared?.Dispose();
}
