namespace Trading.Sdk.Persistence;

/// <summary>A store that implements the contracts of all subjects over <see cref="Records{TRecord}"/>.</summary>
public abstract class TradingStore : ITradingStore
{
    /// <inheritdoc/>
    public IRecordStore<OrderBookSnapshotRecord> OrderBookSnapshots => Records<OrderBookSnapshotRecord>();

    /// <inheritdoc/>
    public IRecordStore<OrderBookMetricsRecord> OrderBookMetrics => Records<OrderBookMetricsRecord>();

    /// <inheritdoc/>
    public IRecordStore<OrderFlowRecord> OrderFlow => Records<OrderFlowRecord>();

    /// <inheritdoc/>
    public IRecordStore<MicrostructureFeaturesRecord> MicrostructureFeatures => Records<MicrostructureFeaturesRecord>();

    /// <inheritdoc/>
    public IRecordStore<TradeRecord> Trades => Records<TradeRecord>();

    /// <inheritdoc/>
    public IRecordStore<BarRecord> Bars => Records<BarRecord>();

    /// <inheritdoc/>
    public IRecordStore<ModelRecord> Models => Records<ModelRecord>();

    /// <inheritdoc/>
    public IRecordStore<ModelConfigurationRecord> Configurations => Records<ModelConfigurationRecord>();

    /// <inheritdoc/>
    public IRecordStore<ModelPerformanceRecord> ModelPerformance => Records<ModelPerformanceRecord>();

    /// <inheritdoc/>
    public IRecordStore<TrainingSessionRecord> TrainingSessions => Records<TrainingSessionRecord>();

    /// <inheritdoc/>
    public IRecordStore<TrainingMetricRecord> TrainingMetrics => Records<TrainingMetricRecord>();

    /// <inheritdoc/>
    public IRecordStore<RlEpisodeRecord> RlEpisodes => Records<RlEpisodeRecord>();

    /// <inheritdoc/>
    public IRecordStore<OptimizationRunRecord> OptimizationRuns => Records<OptimizationRunRecord>();

    /// <inheritdoc/>
    public IRecordStore<GeneticGenerationRecord> GeneticGenerations => Records<GeneticGenerationRecord>();

    /// <inheritdoc/>
    public IRecordStore<GeneticIndividualRecord> GeneticIndividuals => Records<GeneticIndividualRecord>();

    /// <inheritdoc/>
    public IRecordStore<SpectrumRecord> Spectra => Records<SpectrumRecord>();

    /// <inheritdoc/>
    public IRecordStore<FeatureRecord> Features => Records<FeatureRecord>();

    /// <inheritdoc/>
    public IRecordStore<AnomalyRecord> Anomalies => Records<AnomalyRecord>();

    /// <inheritdoc/>
    public IRecordStore<SignalRecord> Signals => Records<SignalRecord>();

    /// <inheritdoc/>
    public IRecordStore<SignalOutcomeRecord> SignalOutcomes => Records<SignalOutcomeRecord>();

    /// <inheritdoc/>
    public IRecordStore<SystemEventRecord> SystemEvents => Records<SystemEventRecord>();

    /// <inheritdoc/>
    public abstract IAuditTrail Audit { get; }

    /// <inheritdoc/>
    public abstract IRecordStore<TRecord> Records<TRecord>()
        where TRecord : class, IStoredRecord<TRecord>;

    /// <inheritdoc/>
    public abstract ValueTask CommitAsync(StoreTransaction transaction, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
