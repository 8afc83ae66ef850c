using System.Collections.Concurrent;
using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <summary>
/// The embedded store: every subject in a journal of its own below one directory, without a server. A subject's journal is
/// opened, recovered and indexed when it is first used.
/// </summary>
public sealed class JournalTradingStore : TradingStore
{
    private readonly JournalStoreOptions options;
    private readonly ConcurrentDictionary<Type, Lazy<object>> stores = new();
    private readonly JournalAuditTrail audit;

    private JournalTradingStore(string directory, JournalStoreOptions options)
    {
        Root = directory;
        this.options = options;
        DeadLetters = new DeadLetterJournal(Path.Combine(directory, "dead-letters"), options.TimeProvider);
        audit = new JournalAuditTrail(Path.Combine(directory, "audit-trail"), Path.Combine(directory, "audit-seals"), options);
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
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static JournalTradingStore Open(string directory, JournalStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        options ??= new JournalStoreOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.AuditSealEvery, 1);
        if (options.ReadOnly && !Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no store directory {directory}.");
        }

        if (!options.ReadOnly)
        {
            Directory.CreateDirectory(directory);
        }

        return new JournalTradingStore(Path.GetFullPath(directory), options);
    }

    /// <inheritdoc/>
    public override IRecordStore<TRecord> Records<TRecord>() => Store<TRecord>();

    /// <summary>Removes the segments of a subject that its retention no longer wants; also done whenever a segment is closed.</summary>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    /// <returns>Segments removed.</returns>
    public int ApplyRetention<TRecord>()
        where TRecord : class, IStoredRecord<TRecord> => Store<TRecord>().ApplyRetention();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (Lazy<object> store in stores.Values)
        {
            if (store.IsValueCreated)
            {
                await Task.Run(((IDisposable)store.Value).Dispose).ConfigureAwait(false);
            }
        }

        audit.Dispose();
        DeadLetters.Dispose();
    }

    private JournalRecordStore<TRecord> Store<TRecord>()
        where TRecord : class, IStoredRecord<TRecord> =>
        (JournalRecordStore<TRecord>)stores.GetOrAdd(
            typeof(TRecord),
            static (_, self) => new Lazy<object>(() => new JournalRecordStore<TRecord>(Path.Combine(self.Root, TRecord.Schema.Subject), self.options, self.DeadLetters)),
            this).Value;
}
