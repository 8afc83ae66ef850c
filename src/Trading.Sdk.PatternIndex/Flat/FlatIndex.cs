using System.Runtime.CompilerServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Exact nearest neighbours: every vector is compared, 16 at a time. Below some ten thousand vectors this is also the
/// fastest index. Searches take no locks while other threads add, replace and remove.
/// </summary>
public sealed unsafe partial class FlatIndex : IVectorIndex
{
    private const long Empty = -1;
    private const int QueriesTogether = 64;

    // Blocks of vectors that stay in the second-level cache while a group of queries passes over them.
    private const int TileBytes = 128 << 10;

    private readonly Lock _writer = new();
    private readonly BlockedVectors _vectors;
    private readonly SegmentedBlocks _slotIds;
    private readonly IdTable _ids = new();
    private readonly Queue<(int Slot, long Epoch)> _retired = new();
    private readonly SearchContextPool _contexts;
    private readonly float _offset;
    private int _slotCount;
    private long _count;

    /// <summary>Makes an empty index.</summary>
    /// <param name="dimension">Components of every vector, 1 … 65,536.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="expectedCount">Vectors expected, to size the memory segments. Default 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public FlatIndex(int dimension, VectorMetric metric = VectorMetric.SquaredL2, long expectedCount = 10_000)
    {
        VectorArguments.CheckDimension(dimension);
        VectorArguments.CheckMetric(metric);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedCount);
        Dimension = dimension;
        Metric = metric;
        _offset = MetricScale.Offset(metric);
        _vectors = new BlockedVectors(dimension, Math.Clamp(expectedCount * dimension, 64 << 10, 16 << 20));
        _slotIds = new SegmentedBlocks(128, 1024);
        _contexts = new SearchContextPool(VectorArguments.Pad(dimension));
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public VectorMetric Metric { get; }

    /// <inheritdoc/>
    public long Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public long MemoryBytes
    {
        get
        {
            lock (_writer)
            {
                return ((long)_slotCount * ((4 * Dimension) + 8)) + _ids.MemoryBytes;
            }
        }
    }

    /// <inheritdoc/>
    public void Add(long id, ReadOnlySpan<float> vector) => Put(id, vector, replace: false);

    /// <inheritdoc/>
    public bool Upsert(long id, ReadOnlySpan<float> vector) => Put(id, vector, replace: true);

    /// <inheritdoc/>
    public bool Remove(long id)
    {
        VectorArguments.CheckId(id);
        lock (_writer)
        {
            int slot = _ids.Find(id);
            if (slot < 0)
            {
                return false;
            }

            _ids.Remove(id);
            Retire(slot);
            Volatile.Write(ref _count, _ids.Count);
            return true;
        }
    }

    /// <inheritdoc/>
    public bool Contains(long id)
    {
        VectorArguments.CheckId(id);
        return _ids.Find(id) >= 0;
    }

    /// <inheritdoc/>
    public bool TryGetVector(long id, Span<float> destination)
    {
        VectorArguments.CheckId(id);
        if (destination.Length < Dimension)
        {
            throw new ArgumentException($"A vector has {Dimension} components; there is room for {destination.Length}.", nameof(destination));
        }

        lock (_writer)
        {
            int slot = _ids.Find(id);
            if (slot >= 0)
            {
                _vectors.Read(slot, destination[..Dimension]);
            }

            return slot >= 0;
        }
    }

    /// <summary>The ids held, ascending.</summary>
    internal long[] Ids()
    {
        lock (_writer)
        {
            var ids = new List<long>();
            for (int slot = 0; slot < _slotCount; slot++)
            {
                if (SlotId(slot) != Empty)
                {
                    ids.Add(SlotId(slot));
                }
            }

            ids.Sort();
            return [.. ids];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref long SlotId(int slot) => ref ((long*)_slotIds[slot >> 4])[slot & 15];

    private bool Put(long id, ReadOnlySpan<float> vector, bool replace)
    {
        VectorArguments.CheckId(id);
        SearchContext context = _contexts.Rent();
        try
        {
            VectorArguments.Prepare(vector, Dimension, Metric, context.Query, nameof(vector));
            lock (_writer)
            {
                int before = _ids.Find(id);
                if (before >= 0 && !replace)
                {
                    throw new ArgumentException($"Id {id} is held already.", nameof(id));
                }

                int slot = TakeSlot();
                _vectors.Write(slot, context.Query);

                // The id makes the slot visible; until then a search that reads the vector drops it.
                Volatile.Write(ref SlotId(slot), id);
                _ids.Set(id, slot);
                if (slot == _slotCount)
                {
                    Volatile.Write(ref _slotCount, slot + 1);
                }

                if (before >= 0)
                {
                    Retire(before);
                }

                Volatile.Write(ref _count, _ids.Count);
                return before >= 0;
            }
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    private int TakeSlot()
    {
        if (_retired.TryPeek(out (int Slot, long Epoch) retired) && _contexts.Epochs.IsPast(retired.Epoch))
        {
            return _retired.Dequeue().Slot;
        }

        _vectors.EnsureCapacity(_slotCount + 1L);
        _slotIds.EnsureCapacity((_slotCount >> 4) + 1L);
        if ((_slotCount & 15) == 0)
        {
            new Span<long>((long*)_slotIds[_slotCount >> 4], 16).Fill(Empty);
        }

        return _slotCount;
    }

    private void Retire(int slot)
    {
        Volatile.Write(ref SlotId(slot), Empty);
        _retired.Enqueue((slot, _contexts.Epochs.Advance()));
    }
}
