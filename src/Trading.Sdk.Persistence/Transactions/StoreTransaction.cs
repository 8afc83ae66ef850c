namespace Trading.Sdk.Persistence;

/// <summary>
/// Rows of several subjects and audit entries that go in together or not at all; given to
/// <see cref="ITradingStore.CommitAsync"/>. Not thread-safe while it is being filled.
/// </summary>
public sealed class StoreTransaction
{
    private readonly List<Step> steps = [];

    /// <summary>True when it may be repeated without harm: no step says <see cref="IngestMode.Insert"/>.</summary>
    public bool IsRepeatable { get; private set; } = true;

    /// <summary>Adds rows of a subject; parents before the rows that refer to them.</summary>
    /// <param name="records">The rows.</param>
    /// <param name="mode">What to do with rows that are there already; one that <see cref="IngestMode.Insert"/> would reject refuses the whole transaction.</param>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    /// <returns>This transaction.</returns>
    public StoreTransaction Write<TRecord>(IReadOnlyList<TRecord> records, IngestMode mode = IngestMode.IgnoreDuplicates)
        where TRecord : class, IStoredRecord<TRecord>
    {
        ArgumentNullException.ThrowIfNull(records);
        steps.Add(new Rows<TRecord>([.. records], mode));
        IsRepeatable &= mode != IngestMode.Insert;
        return this;
    }

    /// <summary>Adds entries of the audit trail; those whose id is in the trail already are left out.</summary>
    /// <param name="entries">The entries.</param>
    /// <returns>This transaction.</returns>
    public StoreTransaction Audit(params IReadOnlyList<AuditEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        steps.Add(new Entries([.. entries]));
        return this;
    }

    /// <summary>Hands the steps to a target, in the order in which they were added.</summary>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async ValueTask ApplyAsync(ITransactionTarget target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        foreach (Step step in steps)
        {
            await step.ApplyAsync(target, cancellationToken).ConfigureAwait(false);
        }
    }

    private abstract class Step
    {
        public abstract ValueTask ApplyAsync(ITransactionTarget target, CancellationToken cancellationToken);
    }

    private sealed class Rows<TRecord>(IReadOnlyList<TRecord> records, IngestMode mode) : Step
        where TRecord : class, IStoredRecord<TRecord>
    {
        public override ValueTask ApplyAsync(ITransactionTarget target, CancellationToken cancellationToken) => target.WriteAsync(records, mode, cancellationToken);
    }

    private sealed class Entries(IReadOnlyList<AuditEntry> entries) : Step
    {
        public override ValueTask ApplyAsync(ITransactionTarget target, CancellationToken cancellationToken) => target.AuditAsync(entries, cancellationToken);
    }
}
