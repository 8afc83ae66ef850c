using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <content>Partitions, retention and packing.</content>
public sealed partial class PostgreSqlTradingStore
{
    /// <summary>Creates partitions ahead, packs old metrics, drops what retention no longer wants; meant to be called daily.</summary>
    /// <remarks>Where the daily tables are hypertables of TimescaleDB, it sets the policies by which the extension does this.</remarks>
    /// <param name="dryRun">True to report without changing anything. Default false.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<MaintenanceReport> MaintainAsync(bool dryRun = false, CancellationToken cancellationToken = default)
    {
        DateOnly today = DateOnly.FromDateTime(options.TimeProvider.GetUtcNow().UtcDateTime);
        var created = new List<string>();
        var dropped = new List<string>();
        var packed = new List<string>();
        bool hypertables = await Migrator.UsesHypertablesAsync(cancellationToken).ConfigureAwait(false);
        foreach (RecordSchema schema in RecordCatalog.Schemas.Where(s => s.Partitions != PartitionSpan.None))
        {
            int? keep = options.RetainDays.TryGetValue(schema.Subject, out int? own) ? own : schema.DefaultRetention is { } age ? (int)age.TotalDays : null;
            if (hypertables && TimescaleStatements.IsHypertable(schema))
            {
                // The extension creates, compresses and drops by itself, by these policies.
                if (!dryRun)
                {
                    await using NpgsqlCommand policies = DataSource.CreateCommand(TimescaleStatements.Policies(schema, keep, options.CompressAfterDays));
                    await policies.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }

                continue;
            }

            List<(string Child, DateOnly Day)> children = await PartitionsAsync(schema, cancellationToken).ConfigureAwait(false);
            for (int ahead = 0; ahead <= options.DaysAhead; ahead++)
            {
                DateOnly day = PartitionGuard.StartOf(schema, today.AddDays(ahead));
                string child = string.Create(CultureInfo.InvariantCulture, $"{schema.Table}_p{day:yyyyMMdd}");
                if (!children.Exists(c => c.Day == day) && !created.Contains(child))
                {
                    created.Add(child);
                    if (!dryRun)
                    {
                        await ScalarAsync("select ai_trading_enhanced.ensure_partition($1, $2)", schema.Table, day, cancellationToken).ConfigureAwait(false);
                    }
                }
            }

            if (keep is { } days)
            {
                DateOnly limit = today.AddDays(-days);
                dropped.AddRange(children.Where(c => PartitionGuard.EndOf(schema, c.Day) <= limit).Select(c => c.Child));
                if (!dryRun)
                {
                    await DropPartitionsBeforeAsync(schema, limit, cancellationToken).ConfigureAwait(false);
                }

                children.RemoveAll(c => PartitionGuard.EndOf(schema, c.Day) <= limit);
            }

            if (schema.Table == "order_book_metrics" && options.CompressAfterDays is { } compressAfter)
            {
                foreach ((string child, DateOnly day) in children.Where(c => c.Day < today.AddDays(-compressAfter)))
                {
                    packed.Add(child);
                    if (!dryRun)
                    {
                        await CompressMetricsAsync(day, cancellationToken).ConfigureAwait(false);
                    }
                }
            }
        }

        return new MaintenanceReport(created, packed, dropped);
    }

    /// <summary>Packs a day of order-book metrics to about a fifth of its size; the day is read-only afterwards.</summary>
    /// <param name="day">The UTC day.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The rows packed.</returns>
    public async Task<long> CompressMetricsAsync(DateOnly day, CancellationToken cancellationToken = default)
    {
        await using NpgsqlCommand command = DataSource.CreateCommand("select ai_trading_enhanced.compress_metrics_day($1)");
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day, NpgsqlDbType = NpgsqlDbType.Date });
        command.CommandTimeout = 0;
        long rows = (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        Partitions.Forget(OrderBookMetricsRecord.Schema);
        return rows;
    }

    /// <summary>Drops the partitions of a subject that lie wholly before a day.</summary>
    /// <param name="schema">A partitioned subject.</param>
    /// <param name="day">The first UTC day that stays.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The partitions dropped.</returns>
    public async Task<IReadOnlyList<string>> DropPartitionsBeforeAsync(RecordSchema schema, DateOnly day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var dropped = new List<string>();
        await using NpgsqlConnection connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false))
        {
            await using (NpgsqlCommand timeout = connection.CreateCommand())
            {
                // A long reader must not make every writer queue behind the drop.
                timeout.CommandText = "set local lock_timeout = '3s'";
                await timeout.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            await using (NpgsqlCommand command = connection.CreateCommand())
            {
                command.CommandText = "select * from ai_trading_enhanced.drop_partitions_before($1, $2)";
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema.Table, NpgsqlDbType = NpgsqlDbType.Text });
                command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day, NpgsqlDbType = NpgsqlDbType.Date });
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    dropped.Add(reader.GetString(0));
                }
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        Partitions.Forget(schema);
        return dropped;
    }

    private async Task<List<(string Child, DateOnly Day)>> PartitionsAsync(RecordSchema schema, CancellationToken cancellationToken)
    {
        var children = new List<(string, DateOnly)>();
        await using NpgsqlCommand command = DataSource.CreateCommand("select child, day from ai_trading_enhanced.partitions($1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema.Table, NpgsqlDbType = NpgsqlDbType.Text });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            children.Add((reader.GetString(0), reader.GetFieldValue<DateOnly>(1)));
        }

        return children;
    }

    private async Task ScalarAsync(string sql, string text, DateOnly day, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = DataSource.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day, NpgsqlDbType = NpgsqlDbType.Date });
        await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
