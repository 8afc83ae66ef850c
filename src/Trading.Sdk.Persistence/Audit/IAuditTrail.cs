namespace Trading.Sdk.Persistence;

/// <summary>
/// An append-only trail whose rows carry a hash of their content and of the whole trail before them, sealed from time to
/// time. Thread-safe.
/// </summary>
public interface IAuditTrail
{
    /// <summary>Appends entries in the order given; the task completes when they are durable.</summary>
    /// <param name="entries">The entries; those whose id is in the trail already are left out.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The trail's head afterwards.</returns>
    /// <exception cref="ArgumentException">An entry cannot be stored; none is appended.</exception>
    ValueTask<AuditHead> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Streams rows in the order of the trail.</summary>
    /// <param name="query">Which rows.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<AuditRow> ReadAsync(AuditQuery query, CancellationToken cancellationToken = default);

    /// <summary>The trail's head, to be kept outside the store.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<AuditHead> HeadAsync(CancellationToken cancellationToken = default);

    /// <summary>Recomputes every hash.</summary>
    /// <param name="expectedHead">A head exported earlier: finds what was cut off or rewritten since. Default null.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    ValueTask<AuditVerification> VerifyAsync(AuditHead? expectedHead = null, CancellationToken cancellationToken = default);
}
