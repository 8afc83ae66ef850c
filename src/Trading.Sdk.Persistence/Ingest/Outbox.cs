using System.Buffers.Binary;
using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <summary>
/// Rows that wait for the store, in a journal. How far it has been emptied stands in a small file beside it; when that
/// file is lost or old, rows are sent again, which the store recognises.
/// </summary>
internal sealed class Outbox<TRecord> : IDisposable
    where TRecord : class, IStoredRecord<TRecord>
{
    private const int PayloadBytesMax = 8 << 20;

    private readonly JournalWriter writer;
    private readonly JournalReader reader;
    private readonly EncodedFieldWriter encoder = new();
    private readonly EncodedFieldReader decoder = new();
    private readonly string positionFile;
    private readonly TimeProvider timeProvider;
    private DeadLetterJournal? refusals;
    private long drained;

    public Outbox(string directory, TimeProvider timeProvider)
    {
        this.timeProvider = timeProvider;
        writer = JournalWriter.Open(directory, new JournalOptions { SegmentBytes = 16 << 20, BufferBytes = 256 << 10, PayloadBytesMax = PayloadBytesMax, Preallocate = false, TimeProvider = timeProvider });
        positionFile = Path.Combine(writer.Directory, "drained");
        drained = Math.Clamp(ReadPosition(), writer.FirstSequence, writer.NextSequence);
        reader = writer.OpenReader(drained);
    }

    /// <summary>Rows that wait.</summary>
    public long Pending => writer.NextSequence - Interlocked.Read(ref drained);

    public long Bytes => writer.TotalBytes;

    /// <summary>
    /// Takes rows from a position on until the disk refuses one; returns how many. Rows too large for a record, which no
    /// attempt could ever take, are kept as dead letters beside the outbox and counted.
    /// </summary>
    public int Append(List<TRecord> rows, int from, out JournalWriteException? failure, ref int refused)
    {
        failure = null;
        for (int i = from; i < rows.Count; i++)
        {
            encoder.Encode(rows[i]);
            ReadOnlySpan<byte> payload = encoder.Written;
            if (payload.Length > PayloadBytesMax)
            {
                refusals ??= new DeadLetterJournal(Path.Combine(writer.Directory, "refused"), timeProvider);
                refusals.Keep(rows[i], $"the row takes {payload.Length} bytes, an outbox takes at most {PayloadBytesMax}");
                refused++;
                // Keeps its place as an empty record, so that places and rows stay in step.
                payload = [];
            }

            try
            {
                writer.Append(payload, rows[i].TimestampNanos);
            }
            catch (JournalWriteException e) when (!e.IsPermanent)
            {
                failure = e;
                return i - from;
            }
        }

        return rows.Count - from;
    }

    /// <summary>Completes when all rows taken are on the disk.</summary>
    public ValueTask WaitDurableAsync()
    {
        long last = writer.NextSequence - 1;
        return last < 0 ? ValueTask.CompletedTask : writer.WaitDurableAsync(last);
    }

    /// <summary>The next rows to send and how many places they take; the same again until <see cref="Advance"/>.</summary>
    public (List<TRecord> Rows, int Places) Peek(int rowsMax, long bytesMax)
    {
        int places = 0;
        var rows = new List<TRecord>();
        long bytes = 0;
        reader.SeekSequence(drained);
        while (places < rowsMax && bytes < bytesMax && reader.TryRead(out JournalRecord record))
        {
            places++;
            if (record.Payload.Length > 0)
            {
                rows.Add(decoder.Decode<TRecord>(record.Payload));
                bytes += record.Payload.Length;
            }
        }

        return (rows, places);
    }

    /// <summary>Notes that rows have reached the store.</summary>
    public void Advance(int places)
    {
        Interlocked.Add(ref drained, places);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, drained);
        // The complement tells a half-written number from a whole one.
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], ~drained);
        string unfinished = positionFile + "-new";
        try
        {
            File.WriteAllBytes(unfinished, bytes);
            File.Move(unfinished, positionFile, overwrite: true);
            if (Pending == 0)
            {
                // A segment of its own for the next outage, so that this one can go.
                writer.Roll();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk: the old position stands, and what is sent again the store recognises.
        }

        writer.RemoveBefore(drained);
    }

    public void Dispose()
    {
        reader.Dispose();
        writer.Dispose();
        refusals?.Dispose();
    }

    private long ReadPosition()
    {
        if (!File.Exists(positionFile))
        {
            return 0;
        }

        byte[] bytes = File.ReadAllBytes(positionFile);
        return bytes.Length == 16 && BinaryPrimitives.ReadInt64LittleEndian(bytes) is var position && BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)) == ~position ? position : 0;
    }
}
