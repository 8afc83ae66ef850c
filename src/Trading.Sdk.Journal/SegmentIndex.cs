using System.Buffers.Binary;

namespace Trading.Sdk.Journal;

/// <summary>
/// Sparse time index of one segment: every stride bytes one entry {offset, sequence, greatest time of the records before it}.
/// The running greatest time is monotone even when record times are not, so a binary search finds the first record at or
/// after a time. Kept beside a closed segment as a file that can always be rebuilt from it.
/// </summary>
internal sealed class SegmentIndex
{
    private const ulong Magic = 0x3158444E494B4453; // "SDKINDX1"
    private const int FixedBytes = 64;
    private const int EntryBytes = 24;

    private readonly int strideBytes;
    private long[] offsets;
    private long[] sequences;
    private long[] maxTimesBefore;

    public SegmentIndex(long baseSequence, int strideBytes, int capacity = 64)
    {
        BaseSequence = baseSequence;
        NextSequence = baseSequence;
        this.strideBytes = strideBytes;
        offsets = new long[capacity];
        sequences = new long[capacity];
        maxTimesBefore = new long[capacity];
    }

    public long BaseSequence { get; }

    public long NextSequence { get; private set; }

    public long EndOffset { get; private set; } = SegmentFormat.HeaderBytes;

    public long MinTime { get; private set; } = long.MaxValue;

    public long MaxTime { get; private set; } = long.MinValue;

    public int Count { get; private set; }

    public void Add(long timeNanos, long offset, long footprint)
    {
        if (Count == 0 || offset - offsets[Count - 1] >= strideBytes)
        {
            if (Count == offsets.Length)
            {
                Array.Resize(ref offsets, Count * 2);
                Array.Resize(ref sequences, Count * 2);
                Array.Resize(ref maxTimesBefore, Count * 2);
            }

            offsets[Count] = offset;
            sequences[Count] = NextSequence;
            maxTimesBefore[Count] = MaxTime;
            Count++;
        }

        MinTime = Math.Min(MinTime, timeNanos);
        MaxTime = Math.Max(MaxTime, timeNanos);
        NextSequence++;
        EndOffset = offset + footprint;
    }

    /// <summary>Takes back the record added last, whose write failed.</summary>
    public void RemoveLast(long offset, long minTime, long maxTime)
    {
        NextSequence--;
        EndOffset = offset;
        MinTime = minTime;
        MaxTime = maxTime;
        if (Count > 0 && offsets[Count - 1] == offset)
        {
            Count--;
        }
    }

    /// <summary>Where to begin reading to meet the first record with time ≥ <paramref name="timeNanos"/>.</summary>
    public (long Offset, long Sequence) SeekTime(long timeNanos)
    {
        int entry = LastBelow(maxTimesBefore, timeNanos);
        return entry < 0 ? (SegmentFormat.HeaderBytes, BaseSequence) : (offsets[entry], sequences[entry]);
    }

    /// <summary>Where to begin reading to meet <paramref name="sequence"/>.</summary>
    public (long Offset, long Sequence) SeekSequence(long sequence)
    {
        int entry = LastBelow(sequences, sequence + 1);
        return entry < 0 ? (SegmentFormat.HeaderBytes, BaseSequence) : (offsets[entry], sequences[entry]);
    }

    public void Save(string path)
    {
        byte[] bytes = new byte[FixedBytes + Count * EntryBytes + 4];
        Span<byte> at = bytes;
        BinaryPrimitives.WriteUInt64LittleEndian(at, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(at[8..], BaseSequence);
        BinaryPrimitives.WriteInt64LittleEndian(at[16..], NextSequence);
        BinaryPrimitives.WriteInt64LittleEndian(at[24..], EndOffset);
        BinaryPrimitives.WriteInt64LittleEndian(at[32..], MinTime);
        BinaryPrimitives.WriteInt64LittleEndian(at[40..], MaxTime);
        BinaryPrimitives.WriteInt32LittleEndian(at[48..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(at[52..], strideBytes);
        for (int i = 0; i < Count; i++)
        {
            Span<byte> entry = at[(FixedBytes + i * EntryBytes)..];
            BinaryPrimitives.WriteInt64LittleEndian(entry, offsets[i]);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], sequences[i]);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], maxTimesBefore[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(at[^4..], SegmentFormat.Crc32C(at[..^4]));
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Reads the index of a closed segment; null when it is absent or does not fit the segment, which then is scanned instead.</summary>
    public static SegmentIndex? TryLoad(string path, long baseSequence, long segmentLength)
    {
        var file = new FileInfo(path);
        // An entry stands for at least one record, so a longer file cannot belong to this segment.
        if (!file.Exists || file.Length < FixedBytes + 4 || file.Length > FixedBytes + 4 + EntryBytes * (segmentLength / SegmentFormat.RecordHeaderBytes + 1))
        {
            return null;
        }

        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (IOException)
        {
            // Removed by retention in between, or unreadable: the segment itself answers.
            return null;
        }

        ReadOnlySpan<byte> at = bytes;
        int count = at.Length >= FixedBytes + 4 ? BinaryPrimitives.ReadInt32LittleEndian(at[48..]) : -1;
        if (count < 0 || bytes.Length != FixedBytes + (long)count * EntryBytes + 4
            || BinaryPrimitives.ReadUInt64LittleEndian(at) != Magic
            || BinaryPrimitives.ReadInt64LittleEndian(at[8..]) != baseSequence
            || BinaryPrimitives.ReadInt64LittleEndian(at[24..]) != segmentLength
            || BinaryPrimitives.ReadUInt32LittleEndian(at[^4..]) != SegmentFormat.Crc32C(at[..^4]))
        {
            return null;
        }

        var index = new SegmentIndex(baseSequence, BinaryPrimitives.ReadInt32LittleEndian(at[52..]), Math.Max(count, 1))
        {
            NextSequence = BinaryPrimitives.ReadInt64LittleEndian(at[16..]),
            EndOffset = segmentLength,
            MinTime = BinaryPrimitives.ReadInt64LittleEndian(at[32..]),
            MaxTime = BinaryPrimitives.ReadInt64LittleEndian(at[40..]),
            Count = count,
        };
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = at[(FixedBytes + i * EntryBytes)..];
            index.offsets[i] = BinaryPrimitives.ReadInt64LittleEndian(entry);
            index.sequences[i] = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
            index.maxTimesBefore[i] = BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
        }

        return index;
    }

    private int LastBelow(long[] values, long limit)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (values[middle] < limit)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
