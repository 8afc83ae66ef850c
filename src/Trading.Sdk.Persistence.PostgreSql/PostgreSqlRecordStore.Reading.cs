using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <content>Reading.</content>
internal sealed partial class PostgreSqlRecordStore<TRecord>
{
    public async IAsyncEnumerable<TRecord> ReadAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Validate();
        if (query.Instrument is not null && statements.InstrumentColumn is null)
        {
            throw new ArgumentException($"Rows of {TRecord.Schema.Subject} have no instrument.", nameof(query));
        }

        if (query.Instrument is not null && !RecordValidator.IsStorableText(query.Instrument))
        {
            // No stored name can be equal to it, and the server would refuse the parameter.
            yield break;
        }

        await owner.EnsurePreparedAsync(cancellationToken).ConfigureAwait(false);
        bool compressed = await HasCompressedAsync(cancellationToken).ConfigureAwait(false);
        long started = options.TimeProvider.GetTimestamp();
        await using NpgsqlCommand command = owner.DataSource.CreateCommand(statements.Select(query, compressed));
        if (query.Instrument is { } instrument)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = instrument, NpgsqlDbType = NpgsqlDbType.Varchar });
        }

        foreach (long? time in new[] { query.FromNanos, query.ToNanos })
        {
            if (time is { } nanos)
            {
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = nanos, NpgsqlDbType = NpgsqlDbType.Bigint });
            }
        }

        await using NpgsqlDataReader reader = await DatabaseErrors.ExecuteReaderAsync(command, cancellationToken).ConfigureAwait(false);
        var fields = new RowFieldReader(reader);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return fields.Read<TRecord>();
        }

        PersistenceMetrics.QueryDuration.Record(options.TimeProvider.GetElapsedTime(started).TotalSeconds, subjectTag);
    }

    public async ValueTask<TRecord?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (TRecord.Schema.KeyColumns is not ["id"])
        {
            throw new NotSupportedException($"Rows of {TRecord.Schema.Subject} are identified by {string.Join(", ", TRecord.Schema.KeyColumns)}, not by an id.");
        }

        long started = options.TimeProvider.GetTimestamp();
        await owner.EnsurePreparedAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlCommand command = owner.DataSource.CreateCommand(statements.FindById);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id, NpgsqlDbType = NpgsqlDbType.Uuid });
        await using NpgsqlDataReader reader = await DatabaseErrors.ExecuteReaderAsync(command, cancellationToken).ConfigureAwait(false);
        TRecord? found = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? new RowFieldReader(reader).Read<TRecord>() : null;
        PersistenceMetrics.QueryDuration.Record(options.TimeProvider.GetElapsedTime(started).TotalSeconds, subjectTag);
        return found;
    }

    public async ValueTask<IReadOnlyList<TRecord>> LatestAsync(CancellationToken cancellationToken = default)
    {
        var rows = new List<TRecord>();
        if (statements.InstrumentColumn is null)
        {
            await foreach (TRecord row in ReadAsync(new RecordQuery { Last = 1 }, cancellationToken).ConfigureAwait(false))
            {
                rows.Add(row);
            }

            return rows;
        }

        long started = options.TimeProvider.GetTimestamp();
        await owner.EnsurePreparedAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlCommand command = owner.DataSource.CreateCommand(statements.Latest(await HasCompressedAsync(cancellationToken).ConfigureAwait(false)));
        await using NpgsqlDataReader reader = await DatabaseErrors.ExecuteReaderAsync(command, cancellationToken).ConfigureAwait(false);
        var fields = new RowFieldReader(reader);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(fields.Read<TRecord>());
        }

        PersistenceMetrics.QueryDuration.Record(options.TimeProvider.GetElapsedTime(started).TotalSeconds, subjectTag);
        return rows;
    }

    public async ValueTask<IReadOnlyList<TRecord?>> AsOfAsync(IReadOnlyList<AsOfProbe> probes, TimeSpan lookback, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(probes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lookback, TimeSpan.Zero);
        if (statements.InstrumentColumn is null)
        {
            throw new NotSupportedException($"Rows of {TRecord.Schema.Subject} have no instrument.");
        }

        var rows = new TRecord?[probes.Count];
        string[] names = new string[probes.Count];
        long[] times = new long[probes.Count];
        long[] after = new long[probes.Count];
        Int128 span = (Int128)lookback.Ticks * 100;
        for (int i = 0; i < names.Length; i++)
        {
            // A name that cannot be stored cannot be found either.
            names[i] = !RecordValidator.IsStorableText(probes[i].Instrument) ? "" : probes[i].Instrument;
            times[i] = probes[i].TimeNanos;
            after[i] = (long)Int128.Max(long.MinValue, probes[i].TimeNanos - span);
        }

        long started = options.TimeProvider.GetTimestamp();
        await owner.EnsurePreparedAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlCommand command = owner.DataSource.CreateCommand(statements.AsOf(await HasCompressedAsync(cancellationToken).ConfigureAwait(false)));
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = times, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = after, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        await using NpgsqlDataReader reader = await DatabaseErrors.ExecuteReaderAsync(command, cancellationToken).ConfigureAwait(false);
        var fields = new RowFieldReader(reader, firstColumn: 1);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows[reader.GetInt64(0) - 1] = fields.Read<TRecord>();
        }

        PersistenceMetrics.QueryDuration.Record(options.TimeProvider.GetElapsedTime(started).TotalSeconds, subjectTag);
        return rows;
    }

    private ValueTask<bool> HasCompressedAsync(CancellationToken cancellationToken) =>
        TRecord.Schema.Table == "order_book_metrics" ? owner.HasCompressedAsync(cancellationToken) : new ValueTask<bool>(false);
}
