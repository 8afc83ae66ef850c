using System.Runtime.CompilerServices;
using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <summary>The audit trail in a journal, its seals in another.</summary>
internal sealed class JournalAuditTrail : IAuditTrail, IDisposable
{
    private const byte Format = 1;

    private readonly string directory;
    private readonly string sealDirectory;
    private readonly JournalStoreOptions options;
    private readonly Lock gate = new();
    private readonly HashSet<Guid> known = [];
    private readonly EncodedFieldWriter encoder = new();
    private JournalWriter? writer;
    private JournalWriter? sealWriter;
    private byte[] chain = new byte[32];
    private long last;
    private bool disposed;

    public JournalAuditTrail(string directory, string sealDirectory, JournalStoreOptions options)
    {
        this.directory = directory;
        this.sealDirectory = sealDirectory;
        this.options = options;
    }

    public async ValueTask<AuditHead> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (options.ReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading only.");
        }

        foreach (AuditEntry entry in entries)
        {
            ArgumentNullException.ThrowIfNull(entry, nameof(entries));
            entry.Validate();
        }

        AuditHead head;
        JournalWriter journal;
        bool sealing = false;
        lock (gate)
        {
            journal = Open();
            foreach (AuditEntry entry in entries)
            {
                if (known.Contains(entry.Id))
                {
                    continue;
                }

                byte[] content = AuditChain.HashContent(last + 1, entry);
                byte[] link = AuditChain.Link(chain, content);
                journal.Append(Encode(last + 1, entry, content, link), entry.TimestampNanos);
                known.Add(entry.Id);
                last++;
                chain = link;
                if (last % options.AuditSealEvery == 0)
                {
                    byte[] seal = new byte[40];
                    System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(seal, last);
                    chain.CopyTo(seal, 8);
                    // A seal may only exist for rows that do: the rows are forced first.
                    journal.Sync();
                    sealWriter!.Append(seal);
                    sealing = true;
                }
            }

            head = new AuditHead(last, Convert.ToHexStringLower(chain));
        }

        if (head.Sequence > 0)
        {
            await journal.WaitDurableAsync(head.Sequence - 1, cancellationToken).ConfigureAwait(false);
        }

        if (sealing)
        {
            sealWriter!.Sync();
        }

        return head;
    }

    public async IAsyncEnumerable<AuditRow> ReadAsync(AuditQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (AuditRow row in Rows(cancellationToken))
        {
            if (query.Matches(row.Entry))
            {
                yield return row;
            }
        }
    }

    public ValueTask<AuditHead> HeadAsync(CancellationToken cancellationToken = default)
    {
        if (options.ReadOnly)
        {
            AuditRow? end = null;
            foreach (AuditRow row in Rows(cancellationToken))
            {
                end = row;
            }

            return new ValueTask<AuditHead>(new AuditHead(end?.Sequence ?? 0, Convert.ToHexStringLower(end is null ? new byte[32] : end.ChainHash.Span)));
        }

        lock (gate)
        {
            Open();
            return new ValueTask<AuditHead>(new AuditHead(last, Convert.ToHexStringLower(chain)));
        }
    }

    public async ValueTask<AuditVerification> VerifyAsync(AuditHead? expectedHead = null, CancellationToken cancellationToken = default)
    {
        List<AuditSeal> seals = [];
        string? sealProblem = null;
        try
        {
            seals = Seals();
        }
        catch (Exception e) when (e is JournalCorruptException or RecordFormatException)
        {
            sealProblem = e.Message;
        }

        var check = new AuditChain(seals, expectedHead);
        if (sealProblem is not null)
        {
            check.Break($"the seals cannot be read: {sealProblem}");
            return check.Finish();
        }

        try
        {
            bool isGood = true;
            foreach (AuditRow row in Rows(cancellationToken))
            {
                isGood = check.Take(row);
                if (!isGood)
                {
                    break;
                }
            }

            if (isGood && await HasUnreadableEndAsync(cancellationToken).ConfigureAwait(false))
            {
                check.Break("bytes behind the last whole row are no row: it was damaged, or its writing was interrupted");
            }
        }
        catch (Exception e) when (e is JournalCorruptException or RecordFormatException)
        {
            check.Break($"the row cannot be read: {e.Message}");
        }

        return check.Finish();
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            writer?.Dispose();
            sealWriter?.Dispose();
        }
    }

    private JournalWriter Open()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (writer is null)
        {
            JournalWriter opened = JournalWriter.Open(directory, options.ForSubject("audit-trail"));
            try
            {
                sealWriter = JournalWriter.Open(sealDirectory, options.ForSubject("audit-seals"));
                using JournalReader reader = opened.OpenReader();
                while (reader.TryRead(out JournalRecord record))
                {
                    AuditRow row = Decode(record.Payload);
                    known.Add(row.Entry.Id);
                    chain = row.ChainHash.ToArray();
                    last = row.Sequence;
                }
            }
            catch
            {
                opened.Dispose();
                sealWriter?.Dispose();
                throw;
            }

            writer = opened;
        }

        return writer;
    }

    /// <summary>True when the file goes on behind its last whole record and no writer is at work there.</summary>
    private async ValueTask<bool> HasUnreadableEndAsync(CancellationToken cancellationToken)
    {
        if (!options.ReadOnly || !Directory.Exists(directory))
        {
            // A writer has cut off such an end when it opened the trail.
            return false;
        }

        JournalReport before = JournalInspection.Run(directory);
        if (before.TornBytes == 0)
        {
            return false;
        }

        // Somebody may just be writing: then the record is whole a moment later.
        await Task.Delay(TimeSpan.FromMilliseconds(100), options.TimeProvider, cancellationToken).ConfigureAwait(false);
        JournalReport after = JournalInspection.Run(directory);
        return after.TornBytes > 0 && after.NextSequence == before.NextSequence;
    }

    private IEnumerable<AuditRow> Rows(CancellationToken cancellationToken)
    {
        using JournalReader? reader = OpenReader(directory, () => writer);
        while (reader is not null && TryRead(reader, out AuditRow? row))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row!;
        }
    }

    private static bool TryRead(JournalReader reader, out AuditRow? row)
    {
        row = reader.TryRead(out JournalRecord record) ? Decode(record.Payload) : null;
        return row is not null;
    }

    private List<AuditSeal> Seals()
    {
        var seals = new List<AuditSeal>();
        using JournalReader? reader = OpenReader(sealDirectory, () => sealWriter);
        while (reader is not null && reader.TryRead(out JournalRecord record))
        {
            if (record.Payload.Length != 40)
            {
                throw new RecordFormatException($"Expected a seal of 40 bytes, found {record.Payload.Length}.");
            }

            seals.Add(new AuditSeal(System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(record.Payload), record.Payload[8..].ToArray()));
        }

        return seals;
    }

    private JournalReader? OpenReader(string path, Func<JournalWriter?> writerOf)
    {
        if (!Directory.Exists(path))
        {
            return null;
        }

        if (options.ReadOnly)
        {
            return JournalReader.Open(path);
        }

        lock (gate)
        {
            Open();
            return writerOf()!.OpenReader();
        }
    }

    private ReadOnlySpan<byte> Encode(long sequence, AuditEntry entry, byte[] content, byte[] link)
    {
        encoder.Reset(Format);
        encoder.Int64(sequence);
        EncodeEntry(encoder, entry);
        encoder.Raw(content);
        encoder.Raw(link);
        return encoder.Written;
    }

    private static AuditRow Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new EncodedFieldReader();
        if (reader.Begin(payload) != Format)
        {
            throw new RecordFormatException($"Expected an audit row of format {Format}.");
        }

        long sequence = reader.Int64();
        AuditEntry entry = ReadEntry(reader);
        return new AuditRow(sequence, entry, reader.Raw(32), reader.Raw(32));
    }

    /// <summary>Writes the fields of an entry alone.</summary>
    internal static void EncodeEntry(EncodedFieldWriter encoder, AuditEntry entry)
    {
        encoder.Uuid(entry.Id);
        encoder.Int64(entry.TimestampNanos);
        encoder.Text(entry.Action);
        encoder.Text(entry.UserId);
        encoder.Uuid(entry.ModelId);
        encoder.Uuid(entry.SignalId);
        encoder.Text(entry.Details);
        encoder.Text(entry.ComplianceFlags);
    }

    /// <summary>Reads an entry that stands alone behind a format byte.</summary>
    internal static AuditEntry DecodeEntry(ReadOnlySpan<byte> payload)
    {
        var reader = new EncodedFieldReader();
        return reader.Begin(payload) == Format ? ReadEntry(reader) : throw new RecordFormatException($"Expected an audit entry of format {Format}.");
    }

    private static AuditEntry ReadEntry(EncodedFieldReader reader) => new()
    {
        Id = reader.Uuid(),
        TimestampNanos = reader.Int64(),
        Action = reader.Text(),
        UserId = reader.TextOrNull(),
        ModelId = reader.UuidOrNull(),
        SignalId = reader.UuidOrNull(),
        Details = reader.TextOrNull(),
        ComplianceFlags = reader.TextOrNull(),
    };
}
