using Npgsql;
using NpgsqlTypes;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Brings the two schemas to the version of this package: embedded scripts, in order, each once, with checksums.</summary>
public sealed class SchemaMigrator
{
    // Any number that nobody else takes: the lock that lets one process migrate while the others wait.
    private const long LockKey = 0x54534B5F4D494752;

    private readonly NpgsqlDataSource dataSource;
    private readonly IReadOnlyList<Migration> migrations;
    private readonly string detectTimescale;

    /// <summary>Creates a migrator.</summary>
    /// <param name="dataSource">The database; a role that may create schemas.</param>
    /// <param name="timescale">Whether the first migration uses TimescaleDB where the database has it. Default <see cref="TimescaleMode.Auto"/>.</param>
    public SchemaMigrator(NpgsqlDataSource dataSource, TimescaleMode timescale = TimescaleMode.Auto)
        : this(dataSource, Migration.Embedded, timescale == TimescaleMode.Auto ? TimescaleStatements.Detect : "select false")
    {
    }

    internal SchemaMigrator(NpgsqlDataSource dataSource, IReadOnlyList<Migration> migrations, string detectTimescale = "select false")
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        this.dataSource = dataSource;
        this.migrations = migrations;
        this.detectTimescale = detectTimescale;
    }

    /// <summary>The version that this package needs.</summary>
    public int TargetVersion => migrations[^1].Version;

    /// <summary>Applies what is missing; waits while another process does.</summary>
    /// <param name="cancellationToken">Ends the waiting; a script is applied as a whole or not at all.</param>
    /// <returns>The number of scripts applied.</returns>
    /// <exception cref="MigrationException">An applied script has changed since, or the database is newer than this package.</exception>
    public async Task<int> ApplyAsync(CancellationToken cancellationToken = default)
    {
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellationToken).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(
                connection,
                """
                create schema if not exists ai_trading;
                create schema if not exists ai_trading_enhanced;
                create table if not exists ai_trading.schema_migrations
                (
                    version integer primary key,
                    name varchar(100) not null,
                    checksum varchar(64) not null,
                    applied_at timestamptz not null default now()
                )
                """,
                cancellationToken).ConfigureAwait(false);
            int applied = 0;
            List<MigrationStatus> statuses = await CheckAsync(connection, cancellationToken).ConfigureAwait(false);
            // Decided once, by the first script: tables that have partitions keep them.
            bool hypertables = await AskAsync(connection, statuses[0].IsApplied ? TimescaleStatements.IsInUse : detectTimescale, cancellationToken).ConfigureAwait(false);
            foreach (MigrationStatus status in statuses)
            {
                if (!status.IsApplied)
                {
                    Migration migration = migrations.Single(m => m.Version == status.Version);
                    await ApplyOneAsync(connection, migration, hypertables ? TimescaleStatements.After(migration.Version) : "", cancellationToken).ConfigureAwait(false);
                    applied++;
                }
            }

            return applied;
        }
        finally
        {
            // The token may be cancelled by now; the lock must be released all the same.
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses a database that lacks a script, has a changed one, or is newer.</summary>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="MigrationException">The message says what differs.</exception>
    public async Task ValidateAsync(CancellationToken cancellationToken = default)
    {
        List<MigrationStatus> missing = [.. (await StatusAsync(cancellationToken).ConfigureAwait(false)).Where(m => !m.IsApplied)];
        if (missing.Count > 0)
        {
            throw new MigrationException($"The database lacks {missing.Count} of {migrations.Count} migrations, first {missing[0].Version} ({missing[0].Name}): apply them, or open the store with {nameof(MigrationMode)}.{nameof(MigrationMode.Apply)}.");
        }
    }

    /// <summary>All scripts of this package and whether the database has them.</summary>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="MigrationException">An applied script has changed since, or the database is newer than this package.</exception>
    public async Task<IReadOnlyList<MigrationStatus>> StatusAsync(CancellationToken cancellationToken = default)
    {
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (NpgsqlCommand exists = connection.CreateCommand())
        {
            exists.CommandText = "select to_regclass('ai_trading.schema_migrations') is not null";
            if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
            {
                return [.. migrations.Select(m => new MigrationStatus(m.Version, m.Name, IsApplied: false, AppliedAt: null))];
            }
        }

        return await CheckAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<MigrationStatus>> CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<int, (string Name, string Checksum, DateTime At)>();
        await using (NpgsqlCommand read = connection.CreateCommand())
        {
            read.CommandText = "select version, name, checksum, applied_at from ai_trading.schema_migrations order by version";
            await using NpgsqlDataReader reader = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                applied.Add(reader.GetInt32(0), (reader.GetString(1), reader.GetString(2), reader.GetDateTime(3)));
            }
        }

        foreach ((int version, (string name, string checksum, _)) in applied)
        {
            Migration? own = migrations.FirstOrDefault(m => m.Version == version);
            if (own is null)
            {
                throw new MigrationException($"The database has migration {version} ({name}), this package ends at {TargetVersion}: a newer version of the package wrote it. Downgrades are not supported; use that version.");
            }

            if (own.Checksum != checksum)
            {
                throw new MigrationException($"Migration {version} ({name}) was changed after it had been applied: the database has checksum {checksum}, this package {own.Checksum}. Restore the script; changes belong into a new migration.");
            }
        }

        return [.. migrations.Select(m => applied.TryGetValue(m.Version, out (string Name, string Checksum, DateTime At) a)
            ? new MigrationStatus(m.Version, m.Name, IsApplied: true, a.At)
            : new MigrationStatus(m.Version, m.Name, IsApplied: false, AppliedAt: null))];
    }

    /// <summary>True when the daily tables are hypertables of TimescaleDB.</summary>
    internal async Task<bool> UsesHypertablesAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await AskAsync(connection, TimescaleStatements.IsInUse, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ApplyOneAsync(NpgsqlConnection connection, Migration migration, string addition, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(connection, migration.Sql + addition, cancellationToken).ConfigureAwait(false);
            await using NpgsqlCommand record = connection.CreateCommand();
            record.CommandText = "insert into ai_trading.schema_migrations (version, name, checksum) values ($1, $2, $3)";
            record.Parameters.Add(new NpgsqlParameter<int> { TypedValue = migration.Version });
            record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Name, NpgsqlDbType = NpgsqlDbType.Varchar });
            record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Checksum, NpgsqlDbType = NpgsqlDbType.Varchar });
            await record.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            throw new MigrationException($"Migration {migration.Version} ({migration.Name}) failed and was rolled back: {e.MessageText}", e);
        }
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string question, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = question;
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
