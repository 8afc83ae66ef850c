namespace Trading.Sdk.Persistence;

/// <summary>The questions an auditor asks of the trail.</summary>
public sealed class ComplianceQueries
{
    private readonly IAuditTrail trail;

    /// <summary>Creates the queries.</summary>
    /// <param name="trail">The trail.</param>
    public ComplianceQueries(IAuditTrail trail)
    {
        ArgumentNullException.ThrowIfNull(trail);
        this.trail = trail;
    }

    /// <summary>Everything that happened to a signal, in the order of the trail.</summary>
    /// <param name="signalId">The signal.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public IAsyncEnumerable<AuditRow> HistoryOfSignalAsync(Guid signalId, CancellationToken cancellationToken = default) =>
        trail.ReadAsync(new AuditQuery { SignalId = signalId }, cancellationToken);

    /// <summary>Everything that happened to a model, its signals included, in the order of the trail.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public IAsyncEnumerable<AuditRow> HistoryOfModelAsync(Guid modelId, CancellationToken cancellationToken = default) =>
        trail.ReadAsync(new AuditQuery { ModelId = modelId }, cancellationToken);

    /// <summary>Rows of a period that carry compliance flags, in the order of the trail.</summary>
    /// <param name="fromNanos">First time, inclusive; null for no limit.</param>
    /// <param name="toNanos">Last time, exclusive; null for no limit.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public IAsyncEnumerable<AuditRow> FlaggedAsync(long? fromNanos = null, long? toNanos = null, CancellationToken cancellationToken = default) =>
        trail.ReadAsync(new AuditQuery { FromNanos = fromNanos, ToNanos = toNanos, FlaggedOnly = true }, cancellationToken);

    /// <summary>How often each user did what in a period, ordered by user and action; an empty user is the platform itself.</summary>
    /// <param name="fromNanos">First time, inclusive; null for no limit.</param>
    /// <param name="toNanos">Last time, exclusive; null for no limit.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IReadOnlyList<ActionCount>> CountActionsAsync(long? fromNanos = null, long? toNanos = null, CancellationToken cancellationToken = default)
    {
        var counts = new SortedDictionary<(string User, string Action), long>(Comparer<(string User, string Action)>.Create((a, b) =>
            string.CompareOrdinal(a.User, b.User) is var user and not 0 ? user : string.CompareOrdinal(a.Action, b.Action)));
        await foreach (AuditRow row in trail.ReadAsync(new AuditQuery { FromNanos = fromNanos, ToNanos = toNanos }, cancellationToken).ConfigureAwait(false))
        {
            (string, string) key = (row.Entry.UserId ?? "", row.Entry.Action);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return [.. counts.Select(c => new ActionCount(c.Key.User, c.Key.Action, c.Value))];
    }
}
