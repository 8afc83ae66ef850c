using System.Buffers;
using System.Buffers.Binary;
using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <summary>
/// Makes a write to several journals atomic: the whole transaction is forced to a journal of its own first, then applied to
/// the subjects, then noted as applied. What a crash leaves between is applied again when the store is opened; since every
/// step is recognised by its keys, applying it twice changes nothing.
/// </summary>
internal sealed class TransactionJournal : IDisposable
{
    private const byte Format = 1;
    private const string AuditSubject = "audit-trail";

    private readonly JournalTradingStore store;
    private readonly string directory;
    private readonly TimeProvider timeProvider;
    private readonly SemaphoreSlim gate = new(1);
    private JournalWriter? writer;

    public TransactionJournal(JournalTradingStore store, string directory, TimeProvider timeProvider)
    {
        this.store = store;
        this.directory = directory;
        this.timeProvider = timeProvider;
    }

    private string AppliedFile => Path.Combine(directory, "applied");

    public async ValueTask CommitAsync(StoreTransaction transaction, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await transaction.ApplyAsync(new Check(store), cancellationToken).ConfigureAwait(false);
            var encoder = new Encode();
            await transaction.ApplyAsync(encoder, cancellationToken).ConfigureAwait(false);
            JournalWriter journal = Open();
            long sequence = await journal.AppendAsync(encoder.Written, cancellationToken: CancellationToken.None).ConfigureAwait(false);
            // From here on it is decided: it is applied now, or when the store is opened again.
            await transaction.ApplyAsync(new Apply(store), CancellationToken.None).ConfigureAwait(false);
            Note(journal, sequence + 1);
        }
        catch (ArgumentException e)
        {
            throw new TransactionRefusedException("transaction", e.Message, e);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Applies what an earlier process had decided but not finished.</summary>
    public async Task RecoverAsync()
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        JournalWriter journal = Open();
        using JournalReader reader = journal.OpenReader();
        long applied = ReadApplied();
        while (Next(reader, out long sequence) is { } payload)
        {
            if (sequence >= applied)
            {
                await ApplyAsync(payload).ConfigureAwait(false);
            }
        }

        Note(journal, journal.NextSequence);
    }

    public void Dispose()
    {
        writer?.Dispose();
        gate.Dispose();
    }

    private JournalWriter Open() => writer ??= JournalWriter.Open(directory, new JournalOptions { Fsync = FsyncPolicy.Each, Preallocate = false, BufferBytes = 64 << 10, SegmentBytes = 16 << 20, PayloadBytesMax = 15 << 20, TimeProvider = timeProvider });

    private static byte[]? Next(JournalReader reader, out long sequence)
    {
        bool any = reader.TryRead(out JournalRecord record);
        sequence = any ? record.Sequence : -1;
        return any ? record.Payload.ToArray() : null;
    }

    private async Task ApplyAsync(byte[] payload)
    {
        if (payload.Length < 1 || payload[0] != Format)
        {
            throw new RecordFormatException($"Expected a transaction of format {Format}.");
        }

        int at = 1;
        while (at < payload.Length)
        {
            string subject = System.Text.Encoding.UTF8.GetString(Part(payload, ref at).Span);
            var mode = (IngestMode)Part(payload, ref at).Span[0];
            int count = BinaryPrimitives.ReadInt32LittleEndian(Part(payload, ref at).Span);
            var rows = new List<ReadOnlyMemory<byte>>();
            for (int i = 0; i < count; i++)
            {
                rows.Add(Part(payload, ref at));
            }

            if (subject == AuditSubject)
            {
                await store.Audit.AppendAsync([.. rows.Select(r => JournalAuditTrail.DecodeEntry(r.Span))], CancellationToken.None).ConfigureAwait(false);
            }
            else if (RecordCatalog.TryVisit(subject, new Replay(store, rows, mode), out Task? done))
            {
                await done!.ConfigureAwait(false);
            }
            else
            {
                throw new RecordFormatException($"A transaction holds rows of the unknown subject '{subject}'.");
            }
        }
    }

    private static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> payload, ref int at)
    {
        int length = at + 4 <= payload.Length ? BinaryPrimitives.ReadInt32LittleEndian(payload.Span[at..]) : -1;
        if (length < 0 || length > payload.Length - at - 4)
        {
            throw new RecordFormatException($"The transaction of {payload.Length} bytes ends within the part at byte {at}.");
        }

        ReadOnlyMemory<byte> part = payload.Slice(at + 4, length);
        at += 4 + length;
        return part;
    }

    private void Note(JournalWriter journal, long applied)
    {
        try
        {
            File.WriteAllText(AppliedFile + "-new", applied.ToString(System.Globalization.CultureInfo.InvariantCulture) + ".");
            File.Move(AppliedFile + "-new", AppliedFile, overwrite: true);
            if (journal.TotalBytes > 8 << 20)
            {
                journal.Roll();
                journal.RemoveBefore(applied);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk: the transaction is applied once more at the next opening, which changes nothing.
        }
    }

    private long ReadApplied()
    {
        string text = File.Exists(AppliedFile) ? File.ReadAllText(AppliedFile) : "";
        // The point tells a half-written number from a whole one.
        return text.EndsWith('.') && long.TryParse(text.AsSpan(0, text.Length - 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long applied) ? applied : 0;
    }

    private sealed class Check(JournalTradingStore store) : ITransactionTarget
    {
        public ValueTask WriteAsync<TRecord>(IReadOnlyList<TRecord> records, IngestMode mode, CancellationToken cancellationToken)
            where TRecord : class, IStoredRecord<TRecord> =>
            store.Store<TRecord>().FindProblem(records, mode) is { } problem ? throw new TransactionRefusedException(TRecord.Schema.Subject, problem) : default;

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
                    throw new TransactionRefusedException(AuditSubject, e.Message, e);
                }
            }

            return default;
        }
    }

    private sealed class Apply(JournalTradingStore store) : ITransactionTarget
    {
        public async ValueTask WriteAsync<TRecord>(IReadOnlyList<TRecord> records, IngestMode mode, CancellationToken cancellationToken)
            where TRecord : class, IStoredRecord<TRecord> =>
            await store.Records<TRecord>().WriteAsync(records, mode == IngestMode.Insert ? IngestMode.IgnoreDuplicates : mode, cancellationToken).ConfigureAwait(false);

        public async ValueTask AuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) =>
            await store.Audit.AppendAsync(entries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Format u8, then for each step its subject, mode and count, and its rows; every part behind its length i32.</summary>
    private sealed class Encode : ITransactionTarget
    {
        private readonly ArrayBufferWriter<byte> buffer = new();
        private readonly EncodedFieldWriter encoder = new();

        public Encode() => buffer.Write([Format]);

        public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

        public ValueTask WriteAsync<TRecord>(IReadOnlyList<TRecord> records, IngestMode mode, CancellationToken cancellationToken)
            where TRecord : class, IStoredRecord<TRecord>
        {
            Begin(TRecord.Schema.Subject, mode, records.Count);
            foreach (TRecord record in records)
            {
                encoder.Encode(record);
                Put(encoder.Written);
            }

            return default;
        }

        public ValueTask AuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
        {
            Begin(AuditSubject, IngestMode.IgnoreDuplicates, entries.Count);
            foreach (AuditEntry entry in entries)
            {
                encoder.Reset(Format);
                JournalAuditTrail.EncodeEntry(encoder, entry);
                Put(encoder.Written);
            }

            return default;
        }

        private void Begin(string subject, IngestMode mode, int count)
        {
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(number, count);
            Put(System.Text.Encoding.UTF8.GetBytes(subject));
            Put([(byte)mode]);
            Put(number);
        }

        private void Put(ReadOnlySpan<byte> part)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            buffer.Write(length);
            buffer.Write(part);
        }
    }

    private sealed class Replay(JournalTradingStore store, List<ReadOnlyMemory<byte>> rows, IngestMode mode) : IRecordVisitor<Task>
    {
        public async Task Visit<TRecord>()
            where TRecord : class, IStoredRecord<TRecord>
        {
            var decoder = new EncodedFieldReader();
            TRecord[] records = [.. rows.Select(r => decoder.Decode<TRecord>(r.Span))];
            await store.Records<TRecord>().WriteAsync(records, mode == IngestMode.Insert ? IngestMode.IgnoreDuplicates : mode).ConfigureAwait(false);
        }
    }
}
