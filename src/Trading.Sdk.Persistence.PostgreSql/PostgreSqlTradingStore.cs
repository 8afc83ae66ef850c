using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Polly;
using Polly.Retry;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>All subjects in the PostgreSQL schemas <c>ai_trading</c> and <c>ai_trading_enhanced</c>.</summary>
public sealed class PostgreSqlTradingStore : TradingStore
{
    private readonly PostgreSqlOptions options;
    private readonly ConcurrentDictionary<Type, object> stores = new();
    private readonly PostgreSqlAuditTrail audit;
    private volatile bool hasCompressed;
    private readonly SemaphoreSlim preparing = new(1);
    private readonly ResiliencePipeline repeat;
    private volatile bool isPrepared;

    private PostgreSqlTradingStore(PostgreSqlOptions options, NpgsqlDataSource dataSource)
    {
        this.options = options;
        DataSource = dataSource;
        Partitions = new PartitionGuard(dataSource, options);
        DeadLetters = new DeadLetterJournal(options.DeadLetterDirectory, options.TimeProvider);
        Migrator = new SchemaMigrator(dataSource);
        repeat = CreateRetry();
        audit = new PostgreSqlAuditTrail(this, options);
    }

    /// <summary>The pool of connections; for queries of one's own.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>The schema's versions.</summary>
    public SchemaMigrator Migrator { get; }

    /// <summary>Rows that could not be stored, with the reasons.</summary>
    public DeadLetterJournal DeadLetters { get; }

    /// <inheritdoc/>
    public override IAuditTrail Audit => audit;

    internal PartitionGuard Partitions { get; }

    /// <summary>Opens the store and does about the schema what the options say.</summary>
    /// <param name="options">Connection and behaviour.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">The connection string or an option is not valid.</exception>
    /// <exception cref="MigrationException">The schema does not fit.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public static async Task<PostgreSqlTradingStore> OpenAsync(PostgreSqlOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        PostgreSqlTradingStore store = Create(options);
        try
        {
            await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a store without touching the database; the first use prepares it.</summary>
    /// <param name="options">Connection and behaviour.</param>
    /// <exception cref="ArgumentException">The connection string or an option is not valid.</exception>
    public static PostgreSqlTradingStore Create(PostgreSqlOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        NpgsqlConnectionStringBuilder connection = PostgreSqlConnectionString.Build(options.ConnectionString);
        connection.MaxPoolSize = options.PoolSizeMax;
        connection.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        connection.Timeout = (int)Math.Clamp(Math.Ceiling(options.ConnectTimeout.TotalSeconds), 1, 1024);
        connection.MaxAutoPrepare = 100;
        connection.AutoPrepareMinUsages = 2;
        // Passwords must not come back out of a connection object into a log.
        connection.PersistSecurityInfo = false;
        connection.IncludeErrorDetail = false;
        return new PostgreSqlTradingStore(options, new NpgsqlDataSourceBuilder(connection.ConnectionString).Build());
    }

    /// <summary>Applies or checks the migrations, as the options say; also done by the first use.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MigrationException">The schema does not fit.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            switch (options.Migrations)
            {
                case MigrationMode.Apply:
                    await Migrator.ApplyAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case MigrationMode.Validate:
                    await Migrator.ValidateAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }

            isPrepared = true;
        }
        catch (Exception e) when (DatabaseErrors.IsTransient(e))
        {
            throw DatabaseErrors.Unavailable(e);
        }
    }

    /// <inheritdoc/>
    public override IRecordStore<TRecord> Records<TRecord>() =>
        (IRecordStore<TRecord>)stores.GetOrAdd(typeof(TRecord), static (_, self) => new PostgreSqlRecordStore<TRecord>(self, self.options), this);

    /// <inheritdoc/>
    public override async ValueTask CommitAsync(StoreTransaction transaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        await EnsurePreparedAsync(cancellationToken).ConfigureAwait(false);
        using System.Diagnostics.Activity? activity = PersistenceMetrics.Source.StartActivity("commit");
        try
        {
            await transaction.ApplyAsync(new PostgreSqlTransactionTarget.Check(this), cancellationToken).ConfigureAwait(false);
            if (transaction.IsRepeatable)
            {
                await repeat.ExecuteAsync(token => CommitOnceAsync(transaction, token), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                // After a lost connection nobody knows whether it went in, and a repetition would refuse its own rows.
                await CommitOnceAsync(transaction, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (DatabaseErrors.IsTransient(e))
        {
            throw DatabaseErrors.Unavailable(e);
        }
    }

    private async ValueTask CommitOnceAsync(StoreTransaction transaction, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlTransaction unit = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await transaction.ApplyAsync(new PostgreSqlTransactionTarget(this, audit, connection), cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates partitions ahead, packs old metrics, drops what retention no longer wants; meant to be called daily.</summary>
    /// <param name="dryRun">True to report without changing anything. Default false.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<MaintenanceReport> MaintainAsync(bool dryRun = false, CancellationToken cancellationToken = default)
    {
        DateOnly today = DateOnly.FromDateTime(options.TimeProvider.GetUtcNow().UtcDateTime);
        var created = new List<string>();
        var dropped = new List<string>();
        var packed = new List<string>();
        foreach (RecordSchema schema in RecordCatalog.Schemas.Where(s => s.Partitions != PartitionSpan.None))
        {
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

            int? keep = options.RetainDays.TryGetValue(schema.Subject, out int? own) ? own : schema.DefaultRetention is { } age ? (int)age.TotalDays : null;
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

    /// <summary>Rolls order-book metrics up to minutes, from the last watermark to a time.</summary>
    /// <param name="untilNanos">Only whole minutes before this time, nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The new watermark.</returns>
    public async Task<long> RollUpMetricsAsync(long untilNanos, CancellationToken cancellationToken = default)
    {
        await using NpgsqlCommand command = DataSource.CreateCommand("select ai_trading_enhanced.roll_up_metrics($1)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = untilNanos, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync().ConfigureAwait(false);
        DeadLetters.Dispose();
        preparing.Dispose();
    }

    internal async ValueTask EnsurePreparedAsync(CancellationToken cancellationToken)
    {
        if (isPrepared)
        {
            return;
        }

        await preparing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!isPrepared)
            {
                await PrepareAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            preparing.Release();
        }
    }

    internal ResiliencePipeline CreateRetry()
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(DatabaseErrors.IsTransient),
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                // A server that is back is found within a moment, however long it was away.
                MaxDelay = TimeSpan.FromTicks(Math.Max(options.RetryDelay.Ticks, TimeSpan.TicksPerMillisecond * 250)),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        return builder.Build();
    }

    /// <summary>True when some days are packed, so that queries have to look there too; asked until it once is so.</summary>
    internal async ValueTask<bool> HasCompressedAsync(CancellationToken cancellationToken)
    {
        if (!hasCompressed)
        {
            try
            {
                // Every time: another process may just have packed a day, whose rows must not be missing here.
                await using NpgsqlCommand command = DataSource.CreateCommand("select exists (select 1 from ai_trading_enhanced.compressed_days)");
                hasCompressed = (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            }
            catch (Exception e) when (DatabaseErrors.IsTransient(e))
            {
                throw DatabaseErrors.Unavailable(e);
            }
        }

        return hasCompressed;
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
