namespace Trading.Sdk.Persistence;

/// <summary>Takes the steps of a transaction, in their order.</summary>
public interface ITransactionTarget
{
    /// <summary>Takes rows of a subject.</summary>
    /// <param name="records">The rows.</param>
    /// <param name="mode">What to do with rows that are there already.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    ValueTask WriteAsync<TRecord>(IReadOnlyList<TRecord> records, IngestMode mode, CancellationToken cancellationToken)
        where TRecord : class, IStoredRecord<TRecord>;

    /// <summary>Takes entries of the audit trail.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask AuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);
}
