namespace Trading.Sdk.Persistence;

/// <summary>What models are worth: figures measured of them, and what became of their signals.</summary>
public sealed class PerformanceLedger
{
    private readonly ITradingStore store;
    private readonly TimeProvider clock;

    /// <summary>Creates the ledger.</summary>
    /// <param name="store">The store.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    public PerformanceLedger(ITradingStore store, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Writes figures of one model at one time, all or none.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="figures">Names and values: finite numbers.</param>
    /// <param name="timeNanos">End of the measured period, nanoseconds since 1970-01-01 UTC; null for now.</param>
    /// <param name="window">Length of the period; null when it does not matter.</param>
    /// <param name="sampleCount">Observations behind the figures.</param>
    /// <param name="symbol">The instrument; null for all.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TransactionRefusedException">A figure cannot be stored; none is.</exception>
    public async Task RecordAsync(Guid modelId, IReadOnlyDictionary<string, double> figures, long? timeNanos = null, TimeSpan? window = null, long? sampleCount = null, string? symbol = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(figures);
        long time = timeNanos ?? clock.NowNanos();
        ModelPerformanceRecord[] rows =
        [
            .. figures.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new ModelPerformanceRecord
            {
                Id = Guid.CreateVersion7(clock.GetUtcNow()),
                TimestampNanos = time,
                ModelId = modelId,
                Metric = f.Key,
                Value = f.Value,
                WindowNanos = window is { } length ? checked(length.Ticks * 100) : null,
                SampleCount = sampleCount,
                Symbol = symbol,
            }),
        ];
        await store.CommitAsync(new StoreTransaction().Write(rows), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The newest value of each figure of a model.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="symbol">Only figures of this instrument; null for those of any.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IReadOnlyDictionary<string, ModelPerformanceRecord>> NewestAsync(Guid modelId, string? symbol = null, CancellationToken cancellationToken = default)
    {
        var newest = new SortedDictionary<string, ModelPerformanceRecord>(StringComparer.Ordinal);
        await foreach (ModelPerformanceRecord row in store.ModelPerformance.ReadAsync(new RecordQuery { Instrument = symbol }, cancellationToken).ConfigureAwait(false))
        {
            if (row.ModelId == modelId)
            {
                newest[row.Metric] = row;
            }
        }

        return newest;
    }

    /// <summary>What became of the signals issued in a period, by model.</summary>
    /// <param name="fromNanos">First time of issue, inclusive; null for no limit.</param>
    /// <param name="toNanos">Last time of issue, exclusive; null for no limit.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>One summary for each model, signals without a model last.</returns>
    public async Task<IReadOnlyList<SignalSummary>> SummariseSignalsAsync(long? fromNanos = null, long? toNanos = null, CancellationToken cancellationToken = default)
    {
        var models = new Dictionary<Guid, Guid?>();
        var summaries = new Dictionary<Guid, SignalSummary>();
        await foreach (SignalRecord signal in store.Signals.ReadAsync(new RecordQuery { FromNanos = fromNanos, ToNanos = toNanos }, cancellationToken).ConfigureAwait(false))
        {
            models[signal.Id] = signal.ModelId;
            SignalSummary summary = Of(signal.ModelId);
            summaries[signal.ModelId ?? Guid.Empty] = summary with { Issued = summary.Issued + 1 };
        }

        // Outcomes come after their signals: nothing before the first signal has to be read.
        await foreach (SignalOutcomeRecord outcome in store.SignalOutcomes.ReadAsync(new RecordQuery { FromNanos = fromNanos }, cancellationToken).ConfigureAwait(false))
        {
            if (models.TryGetValue(outcome.SignalId, out Guid? model))
            {
                summaries[model ?? Guid.Empty] = Of(model).Plus(outcome);
            }
        }

        return [.. summaries.Values.OrderBy(s => s.ModelId is null).ThenBy(s => s.ModelId)];

        SignalSummary Of(Guid? model) => summaries.TryGetValue(model ?? Guid.Empty, out SignalSummary? known) ? known : new SignalSummary { ModelId = model };
    }
}
