namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Vectors in blocks of 16, component by component: <c>[component][16 vectors]</c>. One load then serves 16 distances and no
/// sum across lanes is needed, so that a scan runs at the speed of memory. Blocks never move.
/// </summary>
internal sealed unsafe class BlockedVectors
{
    public const int Lanes = 16;

    private readonly SegmentedBlocks _blocks;
    private readonly int _dimension;

    public BlockedVectors(int dimension, long segmentBytes)
    {
        _dimension = dimension;
        BlockBytes = dimension * Lanes * 4;
        _blocks = new SegmentedBlocks(BlockBytes, SegmentedBlocks.BlocksFor(BlockBytes, segmentBytes));
    }

    public int BlockBytes { get; }

    public long MemoryBytes => _blocks.MemoryBytes;

    public float* Block(int index) => (float*)_blocks[index];

    /// <summary>Blocks that lie one after the other from <paramref name="index"/>, at most <paramref name="wanted"/>.</summary>
    public int Contiguous(int index, int wanted) => Math.Min(wanted, _blocks.BlocksPerSegment - (index & (_blocks.BlocksPerSegment - 1)));

    public void EnsureCapacity(long vectors)
    {
        int before = _blocks.Capacity;
        _blocks.EnsureCapacity((vectors + Lanes - 1) / Lanes);
        for (int i = before; i < _blocks.Capacity; i++)
        {
            // Lanes never written are compared all the same: they must not hold signalling noise.
            new Span<byte>(_blocks[i], BlockBytes).Clear();
        }
    }

    public void Write(int slot, float* vector)
    {
        float* lane = Block(slot / Lanes) + (slot % Lanes);
        for (int i = 0; i < _dimension; i++)
        {
            lane[i * Lanes] = vector[i];
        }
    }

    public void Read(int slot, Span<float> destination)
    {
        float* lane = Block(slot / Lanes) + (slot % Lanes);
        for (int i = 0; i < _dimension; i++)
        {
            destination[i] = lane[i * Lanes];
        }
    }
}
