using Trading.Sdk.Persistence;
using Trading.Sdk.Persistence.PostgreSql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL as the store.</summary>
public static class TradingPersistencePostgreSqlExtensions
{
    /// <summary>Uses PostgreSQL; the schema is prepared on the first use.</summary>
    /// <param name="builder">From <c>AddTradingPersistence()</c>.</param>
    /// <param name="connectionString">Keywords or a <c>postgresql://</c> URI, such as DATABASE_URL holds.</param>
    /// <param name="configure">Changes to the defaults.</param>
    public static TradingPersistenceBuilder UsePostgreSql(this TradingPersistenceBuilder builder, string connectionString, Action<PostgreSqlOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        return builder.Use(_ =>
        {
            var options = new PostgreSqlOptions { ConnectionString = connectionString };
            configure?.Invoke(options);
            return PostgreSqlTradingStore.Create(options);
        });
    }
}
