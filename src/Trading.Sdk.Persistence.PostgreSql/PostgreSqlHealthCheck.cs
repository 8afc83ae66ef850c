using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Healthy when the database answers, its schema has this package's version and the outboxes are not behind.</summary>
public sealed class PostgreSqlHealthCheck : IHealthCheck
{
    private readonly PostgreSqlTradingStore store;
    private readonly Func<long>? outboxPending;
    private readonly long outboxPendingMax;

    /// <summary>Creates the check.</summary>
    /// <param name="store">The store.</param>
    /// <param name="outboxPending">Rows that wait in outboxes; null when there are none.</param>
    /// <param name="outboxPendingMax">More rows than this are reported as degraded. Default 100,000.</param>
    public PostgreSqlHealthCheck(PostgreSqlTradingStore store, Func<long>? outboxPending = null, long outboxPendingMax = 100_000)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        this.outboxPending = outboxPending;
        this.outboxPendingMax = outboxPendingMax;
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        long pending = outboxPending?.Invoke() ?? 0;
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["outboxPending"] = pending, ["schemaVersion"] = store.Migrator.TargetVersion };
        try
        {
            await using (NpgsqlCommand command = store.DataSource.CreateCommand("select 1"))
            {
                await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            }

            await store.Migrator.ValidateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MigrationException e)
        {
            return HealthCheckResult.Unhealthy(e.Message, e, data);
        }
        catch (Exception e) when (DatabaseErrors.IsTransient(e) || e is NpgsqlException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e, data);
        }

        return pending > outboxPendingMax
            ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"{pending} rows wait in outboxes."), data: data)
            : HealthCheckResult.Healthy("The database answers with the expected schema.", data);
    }
}
