using System.Runtime.CompilerServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Equal blocks in segments that never move: growth allocates another segment, so readers keep their pointers. Blocks start
/// on a cache line. One writer grows; readers read through <see cref="this"/> without a lock.
/// </summary>
internal sealed unsafe class SegmentedBlocks
{
    private readonly NativeBlock _table;
    private readonly object?[] _owners;
    private readonly byte** _segments;
    private readonly int _shift;
    private readonly int _mask;
    private readonly long _stride;
    private readonly int _maximumSegments;
    private int _segmentCount;

    /// <summary>Prepares for blocks of <paramref name="stride"/> bytes (a multiple of 64).</summary>
    public SegmentedBlocks(int stride, int blocksPerSegment)
    {
        _stride = stride;
        _shift = System.Numerics.BitOperations.Log2((uint)blocksPerSegment);
        _mask = (1 << _shift) - 1;
        _maximumSegments = (int)Math.Min(int.MaxValue >> _shift, 1 << 16) + 1;
        _table = new NativeBlock(_maximumSegments * 8L, zeroed: true);
        _segments = (byte**)_table.Pointer;
        _owners = new object?[_maximumSegments];
    }

    public int Capacity => _segmentCount << _shift;

    public int MaximumCapacity => (int)Math.Min((long)_maximumSegments << _shift, int.MaxValue - 1);

    public long MemoryBytes => (long)Capacity * _stride;

    public int BlocksPerSegment => _mask + 1;

    public byte* this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _segments[index >> _shift] + ((index & _mask) * _stride);
    }

    /// <summary>A power of two of blocks that fills about the given bytes.</summary>
    public static int BlocksFor(int stride, long bytes) => (int)Math.Max(1, System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)(bytes / stride)));

    public void EnsureCapacity(long count)
    {
        if (count > MaximumCapacity)
        {
            throw new InvalidOperationException($"An index holds at most {MaximumCapacity} vectors of this size.");
        }

        while (Capacity < count)
        {
            var segment = new NativeBlock((_mask + 1L) * _stride, zeroed: false);
            Append(segment.Pointer, segment);
        }
    }

    /// <summary>Takes memory owned by someone else (a mapped file) as the next segment.</summary>
    public void Append(byte* segment, object owner)
    {
        _owners[_segmentCount] = owner;
        Volatile.Write(ref *(nint*)&_segments[_segmentCount], (nint)segment);
        Volatile.Write(ref _segmentCount, _segmentCount + 1);
    }
}
