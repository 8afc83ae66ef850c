using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <content>Reading.</content>
internal sealed partial class PostgreSqlRecordStore<TRecord>
{
    // So many as-of probes are worth a second connection.
    private const int SplitProbesMin = 256;

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
        var fields = new RowFieldReader(reader, decimalsInOneText: statements.ReadsDecimalsInOneText);
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
        TRecord? found = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? new RowFieldReader(reader, decimalsInOneText: statements.ReadsDecimalsInOneText).Read<TRecord>() : null;
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
        var fields = new RowFieldReader(reader, decimalsInOneText: statements.ReadsDecimalsInOneText);
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
        int[] order = InTimeOrder(probes);
        long started = options.TimeProvider.GetTimestamp();
        await owner.EnsurePreparedAsync(cancellationToken).ConfigureAwait(false);
        string sql = statements.AsOf(await HasCompressedAsync(cancellationToken).ConfigureAwait(false));
        // Each probe is a search of its own for the server, which works on one connection with one of its processors.
        int half = order.Length < SplitProbesMin ? 0 : order.Length / 2;
        Task second = half == 0 ? Task.CompletedTask : AsOfAsync(sql, probes, order.AsMemory(..half), lookback, rows, cancellationToken);
        await Task.WhenAll(second, AsOfAsync(sql, probes, order.AsMemory(half..), lookback, rows, cancellationToken)).ConfigureAwait(false);
        PersistenceMetrics.QueryDuration.Record(options.TimeProvider.GetElapsedTime(started).TotalSeconds, subjectTag);
        return rows;
    }

    private async Task AsOfAsync(string sql, IReadOnlyList<AsOfProbe> probes, ReadOnlyMemory<int> part, TimeSpan lookback, TRecord?[] rows, CancellationToken cancellationToken)
    {
        string[] names = new string[part.Length];
        long[] times = new long[part.Length];
        long[] after = new long[part.Length];
        Int128 span = (Int128)lookback.Ticks * 100;
        for (int i = 0; i < names.Length; i++)
        {
            AsOfProbe probe = probes[part.Span[i]];
            // A name that cannot be stored cannot be found either.
            names[i] = RecordValidator.IsStorableText(probe.Instrument) ? probe.Instrument : "";
            times[i] = probe.TimeNanos;
            after[i] = (long)Int128.Max(long.MinValue, probe.TimeNanos - span);
        }

        await using NpgsqlCommand command = owner.DataSource.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = times, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = after, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        await using NpgsqlDataReader reader = await DatabaseErrors.ExecuteReaderAsync(command, cancellationToken).ConfigureAwait(false);
        var fields = new RowFieldReader(reader, firstColumn: 1, decimalsInOneText: statements.ReadsDecimalsInOneText);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows[part.Span[(int)reader.GetInt64(0) - 1]] = fields.Read<TRecord>();
        }
    }

    // In time order, so that neighbours are in one partition and find the upper pages of its key at hand.
    private static int[] InTimeOrder(IReadOnlyList<AsOfProbe> probes)
    {
        long[] times = new long[probes.Count];
        int[] order = new int[probes.Count];
        for (int i = 0; i < order.Length; i++)
        {
            times[i] = probes[i].TimeNanos;
            order[i] = i;
        }

        Array.Sort(times, order);
        return order;
    }

    private ValueTask<bool> HasCompressedAsync(CancellationToken cancellationToken) =>
        TRecord.Schema.Table == "order_book_metrics" ? owner.HasCompressedAsync(cancellationToken) : new ValueTask<bool>(false);
}
