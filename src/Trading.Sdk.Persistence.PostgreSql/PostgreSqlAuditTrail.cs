using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Polly;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>The audit trail in its table: appended under an advisory lock, which gives it one order.</summary>
internal sealed class PostgreSqlAuditTrail : IAuditTrail
{
    private const long LockKey = 0x54534B5F41554449;
    private const string Columns = "sequence, id, timestamp_ns, action, user_id, model_id, signal_id, details_text, compliance_flags_text, content_hash, chain_hash";

    private readonly PostgreSqlTradingStore owner;
    private readonly PostgreSqlOptions options;
    private readonly ResiliencePipeline repeat;

    public PostgreSqlAuditTrail(PostgreSqlTradingStore owner, PostgreSqlOptions options)
    {
        this.owner = owner;
        this.options = options;
        repeat = owner.CreateRetry();
    }

    public async ValueTask<AuditHead> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (AuditEntry entry in entries)
        {
            ArgumentNullException.ThrowIfNull(entry, nameof(entries));
            entry.Validate();
        }

        try
        {
            // May be repeated: entries that went in already are recognised by their ids.
            return await repeat.ExecuteAsync(token => AppendOnceAsync(entries, token), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (DatabaseErrors.IsOfARow(e))
        {
            throw new ArgumentException($"An entry cannot be stored, and none was: {e.MessageText}.", nameof(entries), e);
        }
        catch (Exception e) when (DatabaseErrors.IsTransient(e))
        {
            throw DatabaseErrors.Unavailable(e);
        }
    }

    public async IAsyncEnumerable<AuditRow> ReadAsync(AuditQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if ((query.Action is { } action && !RecordValidator.IsStorableText(action)) || (query.UserId is { } user && !RecordValidator.IsStorableText(user)))
        {
            // No stored text can be equal to it, and the server would refuse the parameter.
            yield break;
        }

        await using NpgsqlConnection connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlCommand command = connection.CreateCommand();
        var conditions = new List<string>();
        Add(command, conditions, "timestamp_ns >=", query.FromNanos, NpgsqlDbType.Bigint);
        Add(command, conditions, "timestamp_ns <", query.ToNanos, NpgsqlDbType.Bigint);
        Add(command, conditions, "action =", query.Action, NpgsqlDbType.Varchar);
        Add(command, conditions, "user_id =", query.UserId, NpgsqlDbType.Varchar);
        Add(command, conditions, "model_id =", query.ModelId, NpgsqlDbType.Uuid);
        Add(command, conditions, "signal_id =", query.SignalId, NpgsqlDbType.Uuid);
        if (query.FlaggedOnly)
        {
            conditions.Add("compliance_flags_text is not null");
        }

        string where = conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions);
        command.CommandText = $"select {Columns} from ai_trading.audit_trail{where} order by sequence";
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return Row(reader);
        }
    }

    public async ValueTask<AuditHead> HeadAsync(CancellationToken cancellationToken = default)
    {
        await using NpgsqlConnection connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        (long sequence, byte[] chain) = await HeadAsync(connection, cancellationToken).ConfigureAwait(false);
        return new AuditHead(sequence, Convert.ToHexStringLower(chain));
    }

    public async ValueTask<AuditVerification> VerifyAsync(AuditHead? expectedHead = null, CancellationToken cancellationToken = default)
    {
        await using NpgsqlConnection connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        // One snapshot for seals and rows: rows appended meanwhile are not half seen.
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        return await VerifyAsync(connection, expectedHead, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<AuditVerification> VerifyAsync(NpgsqlConnection connection, AuditHead? expectedHead, CancellationToken cancellationToken)
    {
        var seals = new List<AuditSeal>();
        await using (NpgsqlCommand read = connection.CreateCommand())
        {
            read.CommandText = "select sequence, chain_hash from ai_trading.audit_seals order by sequence";
            await using NpgsqlDataReader reader = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                seals.Add(new AuditSeal(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
            }
        }

        var chain = new AuditChain(seals, expectedHead);
        await using (NpgsqlCommand read = connection.CreateCommand())
        {
            read.CommandText = $"select {Columns} from ai_trading.audit_trail order by sequence";
            await using NpgsqlDataReader reader = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) && chain.Take(Row(reader)))
            {
            }
        }

        return chain.Finish();
    }

    private async ValueTask<AuditHead> AppendOnceAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        AuditHead head = await AppendInAsync(connection, entries, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return head;
    }

    /// <summary>Appends inside the connection's transaction; other appenders wait until it ends.</summary>
    internal async ValueTask<AuditHead> AppendInAsync(NpgsqlConnection connection, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using (NpgsqlCommand take = connection.CreateCommand())
        {
            take.CommandText = $"select pg_advisory_xact_lock({LockKey})";
            await take.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        (long last, byte[] chain) = await HeadAsync(connection, cancellationToken).ConfigureAwait(false);
        HashSet<Guid> known = await KnownAsync(connection, entries, cancellationToken).ConfigureAwait(false);
        var rows = new List<AuditRow>(entries.Count);
        var seals = new List<AuditSeal>();
        foreach (AuditEntry entry in entries)
        {
            if (!known.Add(entry.Id))
            {
                continue;
            }

            byte[] content = AuditChain.HashContent(++last, entry);
            chain = AuditChain.Link(chain, content);
            rows.Add(new AuditRow(last, entry, content, chain));
            if (last % options.AuditSealEvery == 0)
            {
                seals.Add(new AuditSeal(last, chain));
            }
        }

        if (rows.Count > 0)
        {
            await ImportAsync(connection, rows, cancellationToken).ConfigureAwait(false);
        }

        foreach (AuditSeal seal in seals)
        {
            await using NpgsqlCommand insert = connection.CreateCommand();
            insert.CommandText = "insert into ai_trading.audit_seals (sequence, chain_hash) values ($1, $2)";
            insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = seal.Sequence });
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = seal.ChainHash.ToArray() });
            await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return new AuditHead(last, Convert.ToHexStringLower(chain));
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await owner.EnsurePreparedAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await owner.DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsTransient(e))
        {
            throw DatabaseErrors.Unavailable(e);
        }
    }

    private static async Task<(long Sequence, byte[] Chain)> HeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "select sequence, chain_hash from ai_trading.audit_trail order by sequence desc limit 1";
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : (0, new byte[32]);
    }

    private static async Task<HashSet<Guid>> KnownAsync(NpgsqlConnection connection, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var known = new HashSet<Guid>();
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "select id from ai_trading.audit_trail where id = any ($1)";
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. entries.Select(e => e.Id)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            known.Add(reader.GetGuid(0));
        }

        return known;
    }

    [SuppressMessage("Performance", "MA0042:Do not use blocking calls in an async method", Justification = "fields are written into a buffer; the asynchronous form costs a state machine per field")]
    [SuppressMessage("Performance", "CA1849:Call async methods when in an async method", Justification = "see above")]
    private static async Task ImportAsync(NpgsqlConnection connection, List<AuditRow> rows, CancellationToken cancellationToken)
    {
        await using NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync($"copy ai_trading.audit_trail ({Columns}) from stdin (format binary)", cancellationToken).ConfigureAwait(false);
        foreach (AuditRow row in rows)
        {
            importer.StartRow();
            importer.Write(row.Sequence, NpgsqlDbType.Bigint);
            importer.Write(row.Entry.Id, NpgsqlDbType.Uuid);
            importer.Write(row.Entry.TimestampNanos, NpgsqlDbType.Bigint);
            importer.Write(row.Entry.Action, NpgsqlDbType.Varchar);
            WriteText(importer, row.Entry.UserId);
            WriteUuid(importer, row.Entry.ModelId);
            WriteUuid(importer, row.Entry.SignalId);
            WriteText(importer, row.Entry.Details);
            WriteText(importer, row.Entry.ComplianceFlags);
            importer.Write(row.ContentHash, NpgsqlDbType.Bytea);
            importer.Write(row.ChainHash, NpgsqlDbType.Bytea);
        }

        await importer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void WriteText(NpgsqlBinaryImporter importer, string? text)
    {
        if (text is null)
        {
            importer.WriteNull();
        }
        else
        {
            importer.Write(text, NpgsqlDbType.Text);
        }
    }

    private static void WriteUuid(NpgsqlBinaryImporter importer, Guid? id)
    {
        if (id is { } value)
        {
            importer.Write(value, NpgsqlDbType.Uuid);
        }
        else
        {
            importer.WriteNull();
        }
    }

    private static void Add(NpgsqlCommand command, List<string> conditions, string condition, object? value, NpgsqlDbType type)
    {
        if (value is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
            conditions.Add($"{condition} ${command.Parameters.Count}");
        }
    }

    private static AuditRow Row(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        new AuditEntry
        {
            Id = reader.GetGuid(1),
            TimestampNanos = reader.GetInt64(2),
            Action = reader.GetString(3),
            UserId = reader.IsDBNull(4) ? null : reader.GetString(4),
            ModelId = reader.IsDBNull(5) ? null : reader.GetGuid(5),
            SignalId = reader.IsDBNull(6) ? null : reader.GetGuid(6),
            Details = reader.IsDBNull(7) ? null : reader.GetString(7),
            ComplianceFlags = reader.IsDBNull(8) ? null : reader.GetString(8),
        },
        reader.GetFieldValue<byte[]>(9),
        reader.GetFieldValue<byte[]>(10));
}
