namespace Trading.Sdk.Persistence;

/// <summary>Registers models and leads them through their life; every change is written to the audit trail.</summary>
public sealed class ModelRegistry
{
    private readonly ITradingStore store;
    private readonly TimeProvider clock;

    /// <summary>Creates the registry.</summary>
    /// <param name="store">The store.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    public ModelRegistry(ITradingStore store, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Registers a model version.</summary>
    /// <param name="model">The model.</param>
    /// <param name="userId">Who does it; null for the platform itself.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TransactionRefusedException">The store refuses the model; the message says why, and nothing is audited.</exception>
    public async Task RegisterAsync(ModelRecord model, string? userId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        await store.CommitAsync(new StoreTransaction().Write([model], IngestMode.Insert).Audit(Entry("model." + ModelStatus.Registered, model, userId)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves a model to another station of its life.</summary>
    /// <param name="id">The model.</param>
    /// <param name="status">One of <see cref="ModelStatus"/>.</param>
    /// <param name="userId">Who does it; null for the platform itself.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="KeyNotFoundException">There is no such model.</exception>
    public async Task<ModelRecord> SetStatusAsync(Guid id, string status, string? userId = null, CancellationToken cancellationToken = default)
    {
        ModelRecord model = await store.Models.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new KeyNotFoundException($"There is no model {id}.");
        ModelRecord changed = model with { Status = status };
        await store.CommitAsync(new StoreTransaction().Write([changed], IngestMode.Overwrite).Audit(Entry("model." + status, changed, userId)), cancellationToken).ConfigureAwait(false);
        return changed;
    }

    /// <summary>Puts a model in use and retires the versions of its name that were in use, in one transaction.</summary>
    /// <param name="id">The model.</param>
    /// <param name="userId">Who does it; null for the platform itself.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="KeyNotFoundException">There is no such model.</exception>
    public async Task<ModelRecord> ActivateAsync(Guid id, string? userId = null, CancellationToken cancellationToken = default)
    {
        ModelRecord? chosen = null;
        var retired = new List<ModelRecord>();
        await foreach (ModelRecord model in store.Models.ReadAsync(RecordQuery.All, cancellationToken).ConfigureAwait(false))
        {
            if (model.Id == id)
            {
                chosen = model with { Status = ModelStatus.Active };
            }
            else if (model.Status == ModelStatus.Active)
            {
                retired.Add(model with { Status = ModelStatus.Retired });
            }
        }

        if (chosen is null)
        {
            throw new KeyNotFoundException($"There is no model {id}.");
        }

        retired.RemoveAll(m => m.Name != chosen.Name);
        AuditEntry[] entries = [.. retired.Select(m => Entry("model." + ModelStatus.Retired, m, userId)), Entry("model." + ModelStatus.Active, chosen, userId)];
        await store.CommitAsync(new StoreTransaction().Write([.. retired, chosen], IngestMode.Overwrite).Audit(entries), cancellationToken).ConfigureAwait(false);
        return chosen;
    }

    /// <summary>A model by its id, or null.</summary>
    /// <param name="id">The model.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask<ModelRecord?> FindAsync(Guid id, CancellationToken cancellationToken = default) => store.Models.FindAsync(id, cancellationToken);

    internal static void Require(IngestResult result)
    {
        if (result.Rejected > 0)
        {
            throw new InvalidOperationException($"The store refused the row: {result.Rejections[0].Reason}");
        }
    }

    private AuditEntry Entry(string action, ModelRecord model, string? userId) =>
        new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), TimestampNanos = clock.NowNanos(), Action = action, UserId = userId, ModelId = model.Id };
}
