using System.Collections.Concurrent;
using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <summary>
/// The embedded store: every subject in a journal of its own below one directory, without a server. A subject's journal is
/// opened, recovered and indexed when it is first used.
/// </summary>
public sealed class JournalTradingStore : TradingStore, IMetricsRollup
{
    private readonly JournalStoreOptions options;
    private readonly ConcurrentDictionary<Type, Lazy<object>> stores = new();
    private readonly JournalAuditTrail audit;
    private readonly TransactionJournal transactions;
    private readonly JournalMetricsRollup rollup;

    private JournalTradingStore(string directory, JournalStoreOptions options)
    {
        Root = directory;
        this.options = options;
        DeadLetters = new DeadLetterJournal(Path.Combine(directory, "dead-letters"), options.TimeProvider);
        audit = new JournalAuditTrail(Path.Combine(directory, "audit-trail"), Path.Combine(directory, "audit-seals"), options);
        transactions = new TransactionJournal(this, Path.Combine(directory, "transactions"), options.TimeProvider);
        rollup = new JournalMetricsRollup(this);
    }

    /// <summary>The store's directory.</summary>
    public string Root { get; }

    /// <summary>Rows that could not be stored, with the reasons.</summary>
    public DeadLetterJournal DeadLetters { get; }

    /// <inheritdoc/>
    public override IAuditTrail Audit => audit;

    /// <summary>Opens the store of a directory, creating it when it is not there.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">Defaults when null.</param>
    /// <exception cref="DirectoryNotFoundException">The directory does not exist and the store is to be read only.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or retention is set for something that is no subject.</exception>
    /// <exception cref="JournalException">A transaction that an earlier process had not finished cannot be finished.</exception>
    public static JournalTradingStore Open(string directory, JournalStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        options ??= new JournalStoreOptions();
        options.Validate();
        if (options.ReadOnly && !Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no store directory {directory}.");
        }

        if (!options.ReadOnly)
        {
            Directory.CreateDirectory(directory);
        }

        var store = new JournalTradingStore(Path.GetFullPath(directory), options);
        if (!options.ReadOnly)
        {
            try
            {
                // On threads of the pool: whoever opens a store may hold a context that the work would wait for.
                Task.Run(store.transactions.RecoverAsync).GetAwaiter().GetResult();
            }
            catch
            {
                store.Close();
                throw;
            }
        }

        return store;
    }

    /// <inheritdoc/>
    public override IRecordStore<TRecord> Records<TRecord>() => Store<TRecord>();

    /// <inheritdoc/>
    /// <remarks>Durable as a whole before the first row is visible; a process that dies in between finishes it when it opens the store again. Readers may see its subjects one after the other.</remarks>
    public override async ValueTask CommitAsync(StoreTransaction transaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (options.ReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading only.");
        }

        await transactions.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> RollUpMetricsAsync(long untilNanos, CancellationToken cancellationToken = default)
    {
        if (options.ReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading only.");
        }

        return await rollup.RunAsync(untilNanos, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<OrderBookMetricsMinuteRecord> ReadMetricsMinutesAsync(RecordQuery query, CancellationToken cancellationToken = default) =>
        Store<OrderBookMetricsMinuteRecord>().ReadAsync(query, cancellationToken);

    /// <summary>Removes the segments of a subject that its retention no longer wants; also done whenever a segment is closed.</summary>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    /// <returns>Segments removed.</returns>
    public int ApplyRetention<TRecord>()
        where TRecord : class, IStoredRecord<TRecord> => Store<TRecord>().ApplyRetention();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync() => await Task.Run(Close).ConfigureAwait(false);

    private void Close()
    {
        rollup.Dispose();
        transactions.Dispose();
        foreach (Lazy<object> store in stores.Values)
        {
            if (store.IsValueCreated)
            {
                ((IDisposable)store.Value).Dispose();
            }
        }

        audit.Dispose();
        DeadLetters.Dispose();
    }

    internal JournalRecordStore<TRecord> Store<TRecord>()
        where TRecord : class, IStoredRecord<TRecord> =>
        (JournalRecordStore<TRecord>)stores.GetOrAdd(
            typeof(TRecord),
            static (_, self) => new Lazy<object>(() => new JournalRecordStore<TRecord>(Path.Combine(self.Root, TRecord.Schema.Subject), self.options, self.DeadLetters)),
            this).Value;
}
