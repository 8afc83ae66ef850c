using Npgsql;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Writes the steps of a transaction over one connection, inside one transaction of the database.</summary>
internal sealed class PostgreSqlTransactionTarget(PostgreSqlTradingStore owner, PostgreSqlAuditTrail audit, NpgsqlConnection connection) : ITransactionTarget
{
    public async ValueTask WriteAsync<TRecord>(IReadOnlyList<TRecord> records, IngestMode mode, CancellationToken cancellationToken)
        where TRecord : class, IStoredRecord<TRecord>
    {
        try
        {
            await ((PostgreSqlRecordStore<TRecord>)owner.Records<TRecord>()).WriteInAsync(connection, records, mode, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (DatabaseErrors.IsOfARow(e))
        {
            throw new TransactionRefusedException(TRecord.Schema.Subject, e.MessageText, e);
        }
    }

    public async ValueTask AuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            await audit.AppendInAsync(connection, entries, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (DatabaseErrors.IsOfARow(e))
        {
            throw new TransactionRefusedException("audit-trail", e.MessageText, e);
        }
    }

    /// <summary>Judges the rows before the transaction begins, and makes sure of their partitions, which outlive it.</summary>
    internal sealed class Check(PostgreSqlTradingStore owner) : ITransactionTarget
    {
        public async ValueTask WriteAsync<TRecord>(IReadOnlyList<TRecord> records, IngestMode mode, CancellationToken cancellationToken)
            where TRecord : class, IStoredRecord<TRecord>
        {
            var validator = new RecordValidator(TRecord.Schema);
            foreach (TRecord record in records)
            {
                string? problem = validator.Check(record);
                if (problem is null && TRecord.Schema.Partitions != PartitionSpan.None)
                {
                    problem = await owner.Partitions.EnsureAsync(TRecord.Schema, PartitionGuard.DayOf(record.TimestampNanos), cancellationToken).ConfigureAwait(false);
                }

                if (problem is not null)
                {
                    throw new TransactionRefusedException(TRecord.Schema.Subject, problem);
                }
            }
        }

        public ValueTask AuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
        {
            foreach (AuditEntry entry in entries)
            {
                try
                {
                    entry.Validate();
                }
                catch (ArgumentException e)
                {
                    throw new TransactionRefusedException("audit-trail", e.Message, e);
                }
            }

            return default;
        }
    }
}
