using System.Collections.Concurrent;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>All subjects in the PostgreSQL schemas <c>ai_trading</c> and <c>ai_trading_enhanced</c>.</summary>
public sealed partial class PostgreSqlTradingStore : TradingStore
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
        Migrator = new SchemaMigrator(dataSource, options.Timescale);
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
        // Rows of a day are a megabyte or more: fewer reads from the socket.
        connection.ReadBufferSize = Math.Max(connection.ReadBufferSize, 64 << 10);
        if (options.PreferIndexOrder && connection.Options?.Contains("random_page_cost", StringComparison.Ordinal) != true)
        {
            // As a startup option: a setting made later would be lost when the pool resets the connection.
            connection.Options = $"{connection.Options} -c random_page_cost=1.1".TrimStart();
        }

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
}
