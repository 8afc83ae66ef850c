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
    private readonly JournalWriter writer;
    private readonly JournalReader reader;
    private readonly EncodedFieldWriter encoder = new();
    private readonly EncodedFieldReader decoder = new();
    private readonly string positionFile;
    private long drained;

    public Outbox(string directory, TimeProvider timeProvider)
    {
        writer = JournalWriter.Open(directory, new JournalOptions { SegmentBytes = 16 << 20, BufferBytes = 256 << 10, PayloadBytesMax = 8 << 20, Preallocate = false, TimeProvider = timeProvider });
        positionFile = Path.Combine(writer.Directory, "drained");
        drained = Math.Clamp(ReadPosition(), writer.FirstSequence, writer.NextSequence);
        reader = writer.OpenReader(drained);
    }

    /// <summary>Rows that wait.</summary>
    public long Pending => writer.NextSequence - Interlocked.Read(ref drained);

    public long Bytes => writer.TotalBytes;

    /// <summary>Takes rows; the task completes when they are on the disk.</summary>
    public ValueTask AppendAsync(List<TRecord> rows, CancellationToken cancellationToken)
    {
        long last = -1;
        foreach (TRecord row in rows)
        {
            encoder.Encode(row);
            last = writer.Append(encoder.Written, row.TimestampNanos);
        }

        return last < 0 ? ValueTask.CompletedTask : writer.WaitDurableAsync(last, cancellationToken);
    }

    /// <summary>The next rows to send; the same again until <see cref="Advance"/>.</summary>
    public List<TRecord> Peek(int rowsMax, long bytesMax)
    {
        var rows = new List<TRecord>();
        long bytes = 0;
        reader.SeekSequence(drained);
        while (rows.Count < rowsMax && bytes < bytesMax && reader.TryRead(out JournalRecord record))
        {
            rows.Add(decoder.Decode<TRecord>(record.Payload));
            bytes += record.Payload.Length;
        }

        return rows;
    }

    /// <summary>Notes that rows have reached the store.</summary>
    public void Advance(int rows)
    {
        Interlocked.Add(ref drained, rows);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, drained);
        // The complement tells a half-written number from a whole one.
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], ~drained);
        string unfinished = positionFile + "-new";
        File.WriteAllBytes(unfinished, bytes);
        File.Move(unfinished, positionFile, overwrite: true);
        if (Pending == 0)
        {
            // A segment of its own for the next outage, so that this one can go.
            writer.Roll();
        }

        writer.RemoveBefore(drained);
    }

    public void Dispose()
    {
        reader.Dispose();
        writer.Dispose();
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
