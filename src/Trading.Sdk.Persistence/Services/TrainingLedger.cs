namespace Trading.Sdk.Persistence;

/// <summary>Training sessions from start to end.</summary>
public sealed class TrainingLedger
{
    private readonly ITradingStore store;
    private readonly TimeProvider clock;

    /// <summary>Creates the ledger.</summary>
    /// <param name="store">The store.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    public TrainingLedger(ITradingStore store, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Begins a session.</summary>
    /// <param name="modelId">The model being trained.</param>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="hyperparameters">Hyperparameters as JSON.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">The store refuses it.</exception>
    public async Task<TrainingSessionRecord> StartAsync(Guid modelId, string algorithm, long? seed = null, string? hyperparameters = null, CancellationToken cancellationToken = default)
    {
        var session = new TrainingSessionRecord
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            TimestampNanos = clock.NowNanos(),
            ModelId = modelId,
            Algorithm = algorithm,
            Status = "running",
            Seed = seed,
            TotalSteps = 0,
            Hyperparameters = hyperparameters,
        };
        ModelRegistry.Require(await store.TrainingSessions.WriteAsync([session], IngestMode.Insert, cancellationToken).ConfigureAwait(false));
        return session;
    }

    /// <summary>Ends a session.</summary>
    /// <param name="session">As it was started.</param>
    /// <param name="totalSteps">Steps done.</param>
    /// <param name="finalMetrics">Results as JSON.</param>
    /// <param name="error">Why it failed; null for success.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<TrainingSessionRecord> EndAsync(TrainingSessionRecord session, long totalSteps, string? finalMetrics = null, string? error = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        TrainingSessionRecord ended = session with
        {
            Status = error is null ? "completed" : "failed",
            EndedNanos = clock.NowNanos(),
            TotalSteps = totalSteps,
            FinalMetrics = finalMetrics,
            Error = error,
        };
        ModelRegistry.Require(await store.TrainingSessions.WriteAsync([ended], IngestMode.Overwrite, cancellationToken).ConfigureAwait(false));
        return ended;
    }
}
