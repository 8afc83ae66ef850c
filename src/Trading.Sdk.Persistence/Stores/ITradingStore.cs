namespace Trading.Sdk.Persistence;

/// <summary>Everything the platform remembers: the rows of every subject and the audit trail.</summary>
public interface ITradingStore : IMarketDataStore, IModelStore, ITrainingStore, IOptimizationStore, IAnalysisStore, ISignalStore, IOperationsStore, IAsyncDisposable
{
    /// <summary>The rows of a subject.</summary>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    IRecordStore<TRecord> Records<TRecord>()
        where TRecord : class, IStoredRecord<TRecord>;

    /// <summary>Writes rows of several subjects and audit entries together or not at all; the task completes when they are durable.</summary>
    /// <param name="transaction">The rows and entries.</param>
    /// <param name="cancellationToken">Ends the waiting; the transaction may be stored nevertheless.</param>
    /// <exception cref="TransactionRefusedException">One of them cannot be stored; none is.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached; nothing is known of a transaction that was under way.</exception>
    ValueTask CommitAsync(StoreTransaction transaction, CancellationToken cancellationToken = default);
}
