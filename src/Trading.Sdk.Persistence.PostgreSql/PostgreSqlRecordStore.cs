using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Polly;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>
/// The rows of one subject in their table. Batches go in by binary COPY straight into the table; where a key is there
/// already they go through a staging table. A batch that the server refuses is halved until the row that cannot be stored
/// stands alone.
/// </summary>
internal sealed partial class PostgreSqlRecordStore<TRecord> : IRecordStore<TRecord>
    where TRecord : class, IStoredRecord<TRecord>
{
    private readonly PostgreSqlTradingStore owner;
    private readonly PostgreSqlOptions options;
    private readonly TableStatements statements = new(TRecord.Schema);
    private readonly ResiliencePipeline repeat;
    private readonly KeyValuePair<string, object?> subjectTag = new("subject", TRecord.Schema.Subject);
    // While batches bring nothing known, the plain COPY is tried first: about twice as fast as staging.
    private volatile bool expectNewRows = true;

    public PostgreSqlRecordStore(PostgreSqlTradingStore owner, PostgreSqlOptions options)
    {
        this.owner = owner;
        this.options = options;
        repeat = owner.CreateRetry();
    }

    public async ValueTask<IngestResult> WriteAsync(IReadOnlyList<TRecord> records, IngestMode mode = IngestMode.Insert, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (records.Count == 0)
        {
            return IngestResult.Empty;
        }

        await owner.EnsurePreparedAsync(cancellationToken).ConfigureAwait(false);
        using System.Diagnostics.Activity? activity = PersistenceMetrics.Source.StartActivity("write " + TRecord.Schema.Subject);
        long started = options.TimeProvider.GetTimestamp();
        var batch = new Batch(records, mode);
        try
        {
            List<int> rows = await AcceptAsync(batch, cancellationToken).ConfigureAwait(false);
            for (int at = 0; at < rows.Count; at += options.BatchRows)
            {
                await WriteChunkAsync(batch, rows.GetRange(at, Math.Min(options.BatchRows, rows.Count - at)), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (DatabaseErrors.IsTransient(e))
        {
            throw DatabaseErrors.Unavailable(e);
        }
        finally
        {
            if (batch.Rejected > 0)
            {
                owner.DeadLetters.Sync();
            }

            PersistenceMetrics.WriteDuration.Record(options.TimeProvider.GetElapsedTime(started).TotalSeconds, subjectTag);
            PersistenceMetrics.Rows.Add(batch.Inserted, subjectTag, new("outcome", "inserted"));
            PersistenceMetrics.Rows.Add(batch.Duplicate, subjectTag, new("outcome", "duplicate"));
            PersistenceMetrics.Rows.Add(batch.Rejected, subjectTag, new("outcome", "rejected"));
        }

        return new IngestResult { Inserted = batch.Inserted, Duplicate = batch.Duplicate, Rejected = batch.Rejected, Rejections = [.. batch.Rejections.OrderBy(r => r.Index)] };
    }

    /// <summary>Rejects what no server would take and makes sure of the partitions of the rest.</summary>
    private async Task<List<int>> AcceptAsync(Batch batch, CancellationToken cancellationToken)
    {
        var validator = new RecordValidator(TRecord.Schema);
        var accepted = new List<int>(batch.Records.Count);
        Dictionary<long, string?>? days = TRecord.Schema.Partitions != PartitionSpan.None ? [] : null;
        for (int i = 0; i < batch.Records.Count; i++)
        {
            string? problem = validator.Check(batch.Records[i]);
            if (problem is null && days is not null)
            {
                long day = PartitionGuard.DayOf(batch.Records[i].TimestampNanos);
                if (!days.TryGetValue(day, out problem))
                {
                    problem = await owner.Partitions.EnsureAsync(TRecord.Schema, day, cancellationToken).ConfigureAwait(false);
                    days.Add(day, problem);
                }
            }

            if (problem is null)
            {
                accepted.Add(i);
            }
            else
            {
                Reject(batch, i, problem);
            }
        }

        return accepted;
    }

    /// <summary>Writes rows as one unit; halves the unit when a row in it is refused.</summary>
    private async Task WriteChunkAsync(Batch batch, List<int> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        try
        {
            if (batch.Mode == IngestMode.Insert)
            {
                // Not repeated: after a lost connection nobody knows whether it went in.
                await CopyAsync(batch, rows, cancellationToken).ConfigureAwait(false);
                batch.Inserted += rows.Count;
            }
            else
            {
                await repeat.ExecuteAsync(async token => await MergeAsync(batch, rows, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (PostgresException e) when (e.SqlState == DatabaseErrors.NoPartition && e.ConstraintName is null && !batch.PartitionsChecked)
        {
            // Retention dropped the partition since it was last seen.
            batch.PartitionsChecked = true;
            owner.Partitions.Forget(TRecord.Schema);
            foreach (long day in rows.Select(i => PartitionGuard.DayOf(batch.Records[i].TimestampNanos)).Distinct().ToList())
            {
                if (await owner.Partitions.EnsureAsync(TRecord.Schema, day, cancellationToken).ConfigureAwait(false) is { } problem)
                {
                    foreach (int i in rows.Where(i => PartitionGuard.DayOf(batch.Records[i].TimestampNanos) == day).ToList())
                    {
                        rows.Remove(i);
                        Reject(batch, i, problem);
                    }
                }
            }

            await WriteChunkAsync(batch, rows, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (DatabaseErrors.IsOfARow(e))
        {
            if (rows.Count == 1)
            {
                Reject(batch, rows[0], e.SqlState == DatabaseErrors.UniqueViolation && batch.Mode == IngestMode.Insert ? "a row with the same key is stored already" : $"{e.MessageText} ({e.SqlState})");
                return;
            }

            if (e.SqlState == DatabaseErrors.UniqueViolation && batch.Mode == IngestMode.Insert)
            {
                HashSet<int> known = await FindKnownAsync(batch, rows, cancellationToken).ConfigureAwait(false);
                if (known.Count > 0)
                {
                    foreach (int i in known)
                    {
                        Reject(batch, i, "a row with the same key is stored already");
                    }

                    await WriteChunkAsync(batch, rows.FindAll(i => !known.Contains(i)), cancellationToken).ConfigureAwait(false);
                    return;
                }
            }

            int half = rows.Count / 2;
            await WriteChunkAsync(batch, rows.GetRange(0, half), cancellationToken).ConfigureAwait(false);
            await WriteChunkAsync(batch, rows.GetRange(half, rows.Count - half), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MergeAsync(Batch batch, List<int> rows, CancellationToken cancellationToken)
    {
        if (expectNewRows)
        {
            try
            {
                await CopyAsync(batch, rows, cancellationToken).ConfigureAwait(false);
                batch.Inserted += rows.Count;
                return;
            }
            catch (PostgresException e) when (e.SqlState == DatabaseErrors.UniqueViolation)
            {
                expectNewRows = false;
            }
        }

        await using NpgsqlConnection connection = await owner.DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await StageAsync(connection, batch, rows, cancellationToken).ConfigureAwait(false);
        int affected = await RunAsync(connection, batch.Mode == IngestMode.Overwrite ? statements.Upsert : statements.InsertNew, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        if (batch.Mode == IngestMode.Overwrite)
        {
            batch.Inserted += rows.Count;
        }
        else
        {
            batch.Inserted += affected;
            batch.Duplicate += rows.Count - affected;
            expectNewRows = affected == rows.Count;
        }
    }

    /// <summary>Writes rows inside the connection's transaction; any row that cannot be stored fails the whole.</summary>
    internal async ValueTask WriteInAsync(NpgsqlConnection connection, IReadOnlyList<TRecord> records, IngestMode mode, CancellationToken cancellationToken)
    {
        var batch = new Batch(records, mode);
        List<int> rows = [.. Enumerable.Range(0, records.Count)];
        if (mode == IngestMode.Insert)
        {
            await ImportAsync(connection, statements.Copy, batch, rows, withPosition: false, cancellationToken).ConfigureAwait(false);
            return;
        }

        await StageAsync(connection, batch, rows, cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, mode == IngestMode.Overwrite ? statements.Upsert : statements.InsertNew, cancellationToken).ConfigureAwait(false);
        // A later step of the same transaction may stage rows of this subject again.
        await RunAsync(connection, statements.DropStage, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HashSet<int>> FindKnownAsync(Batch batch, List<int> rows, CancellationToken cancellationToken)
    {
        var known = new HashSet<int>();
        await using NpgsqlConnection connection = await owner.DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await StageAsync(connection, batch, rows, cancellationToken).ConfigureAwait(false);
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = statements.FindKnown;
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            known.Add(reader.GetInt32(0));
        }

        return known;
    }

    private async Task CopyAsync(Batch batch, List<int> rows, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await owner.DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await ImportAsync(connection, statements.Copy, batch, rows, withPosition: false, cancellationToken).ConfigureAwait(false);
    }

    private async Task StageAsync(NpgsqlConnection connection, Batch batch, List<int> rows, CancellationToken cancellationToken)
    {
        await RunAsync(connection, statements.CreateStage, cancellationToken).ConfigureAwait(false);
        await ImportAsync(connection, statements.CopyToStage, batch, rows, withPosition: true, cancellationToken).ConfigureAwait(false);
    }

    [SuppressMessage("Performance", "MA0042:Do not use blocking calls in an async method", Justification = "fields are written into a buffer; the asynchronous form costs a state machine per field")]
    [SuppressMessage("Performance", "CA1849:Call async methods when in an async method", Justification = "see above")]
    private static async Task ImportAsync(NpgsqlConnection connection, string copy, Batch batch, List<int> rows, bool withPosition, CancellationToken cancellationToken)
    {
        await using NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync(copy, cancellationToken).ConfigureAwait(false);
        var fields = new ImportFieldWriter(importer, TRecord.Schema);
        foreach (int i in rows)
        {
            fields.Begin();
            batch.Records[i].Write(fields);
            if (withPosition)
            {
                fields.Int32(i);
            }
        }

        await importer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Reject(Batch batch, int index, string reason)
    {
        batch.Rejected++;
        owner.DeadLetters.Keep(batch.Records[index], reason);
        if (batch.Rejections.Count < IngestResult.RejectionsListedMax)
        {
            batch.Rejections.Add(new RowRejection(index, reason));
        }
    }

    private sealed class Batch(IReadOnlyList<TRecord> records, IngestMode mode)
    {
        public IReadOnlyList<TRecord> Records { get; } = records;

        public IngestMode Mode { get; } = mode;

        public long Inserted { get; set; }

        public long Duplicate { get; set; }

        public long Rejected { get; set; }

        public List<RowRejection> Rejections { get; } = [];

        public bool PartitionsChecked { get; set; }
    }
}
