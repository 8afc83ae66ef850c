namespace Trading.Sdk.Persistence;

/// <summary>Everything the platform remembers: the rows of every subject and the audit trail.</summary>
public interface ITradingStore : IMarketDataStore, IModelStore, ITrainingStore, IOptimizationStore, IAnalysisStore, ISignalStore, IOperationsStore, IAsyncDisposable
{
    /// <summary>The rows of a subject.</summary>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    IRecordStore<TRecord> Records<TRecord>()
        where TRecord : class, IStoredRecord<TRecord>;
}
