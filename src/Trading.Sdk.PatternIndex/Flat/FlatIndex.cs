using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Exact nearest neighbours: every vector is compared, 16 at a time. Below some ten thousand vectors this is also the
/// fastest index. Searches take no locks while other threads add, replace and remove.
/// </summary>
public sealed unsafe class FlatIndex : IVectorIndex
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

    /// <inheritdoc/>
    public SearchOutcome Search(ReadOnlySpan<float> query, Span<Neighbor> results, in SearchParameters parameters = default)
    {
        SearchContext context = _contexts.Rent();
        try
        {
            VectorArguments.Prepare(query, Dimension, Metric, context.Query, nameof(query));
            return Metric switch
            {
                VectorMetric.SquaredL2 => Scan<SquaredL2Term>(context.Query, results, parameters.Filter),
                VectorMetric.L1 => Scan<L1Term>(context.Query, results, parameters.Filter),
                _ => Scan<NegativeDotTerm>(context.Query, results, parameters.Filter),
            };
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    /// <inheritdoc/>
    public SearchOutcome SearchRange(ReadOnlySpan<float> query, float maximumDistance, ICollection<Neighbor> results, IdFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (float.IsNaN(maximumDistance))
        {
            throw new ArgumentOutOfRangeException(nameof(maximumDistance), maximumDistance, "Must be a number.");
        }

        SearchContext context = _contexts.Rent();
        try
        {
            VectorArguments.Prepare(query, Dimension, Metric, context.Query, nameof(query));
            var hits = new List<Neighbor>();
            int end = Volatile.Read(ref _slotCount);
            float* values = stackalloc float[16];
            long* ids = stackalloc long[16];
            for (int first = 0; first < end; first += 16)
            {
                int lanes = Math.Min(16, end - first);
                for (int lane = 0; lane < lanes; lane++)
                {
                    ids[lane] = Volatile.Read(ref SlotId(first + lane));
                }

                Compare(context.Query, _vectors.Block(first / 16), values);
                for (int lane = 0; lane < lanes; lane++)
                {
                    float distance = values[lane] + _offset;
                    long id = ids[lane];
                    if (distance <= maximumDistance && id != Empty && (filter is null || filter.Contains(id)))
                    {
                        hits.Add(new Neighbor(id, distance));
                    }
                }
            }

            return RangeResults.Append(hits, results, end);
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Queries pass over the vectors in groups, so that each vector is read from memory once a group.</remarks>
    public void SearchBatch(ReadOnlySpan<float> queries, int neighborCount, Span<Neighbor> results, Span<SearchOutcome> outcomes = default, in SearchParameters parameters = default)
    {
        VectorArguments.CheckBatch(queries.Length, Dimension, neighborCount, results.Length, outcomes.Length);
        int rows = queries.Length / Dimension, padded = VectorArguments.Pad(Dimension);
        SearchContext context = _contexts.Rent();
        try
        {
            context.EnsureBeam(QueriesTogether * padded / 2);
            float* prepared = (float*)context.Beam;
            for (int first = 0; first < rows; first += QueriesTogether)
            {
                int together = Math.Min(QueriesTogether, rows - first);
                for (int q = 0; q < together; q++)
                {
                    VectorArguments.Prepare(queries.Slice((first + q) * Dimension, Dimension), Dimension, Metric, prepared + (q * padded), nameof(queries));
                }

                Span<Neighbor> hits = results.Slice(first * neighborCount, together * neighborCount);
                Span<SearchOutcome> told = outcomes.IsEmpty ? default : outcomes.Slice(first, together);
                switch (Metric)
                {
                    case VectorMetric.SquaredL2:
                        ScanMany<SquaredL2Term>(prepared, together, neighborCount, hits, told, parameters.Filter);
                        break;
                    case VectorMetric.L1:
                        ScanMany<L1Term>(prepared, together, neighborCount, hits, told, parameters.Filter);
                        break;
                    default:
                        ScanMany<NegativeDotTerm>(prepared, together, neighborCount, hits, told, parameters.Filter);
                        break;
                }
            }
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    /// <summary>The nearest of some ids, compared with the whole vectors.</summary>
    internal int Rerank(ReadOnlySpan<float> query, ReadOnlySpan<Neighbor> candidates, Span<Neighbor> results)
    {
        SearchContext context = _contexts.Rent();
        try
        {
            VectorArguments.Prepare(query, Dimension, Metric, context.Query, nameof(query));
            var list = new NeighborList(results);
            float* values = stackalloc float[16];
            foreach (Neighbor candidate in candidates)
            {
                int slot = _ids.Find(candidate.Id);
                if (slot >= 0)
                {
                    Compare(context.Query, _vectors.Block(slot >> 4), values);
                    list.Insert(values[slot & 15] + _offset, candidate.Id);
                }
            }

            return list.Complete();
        }
        finally
        {
            _contexts.Return(context);
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

    private void Compare(float* query, float* block, float* values)
    {
        switch (Metric)
        {
            case VectorMetric.SquaredL2:
                BlockKernels.One<SquaredL2Term>(query, block, Dimension, values);
                break;
            case VectorMetric.L1:
                BlockKernels.One<L1Term>(query, block, Dimension, values);
                break;
            default:
                BlockKernels.One<NegativeDotTerm>(query, block, Dimension, values);
                break;
        }
    }

    private SearchOutcome Scan<TTerm>(float* query, Span<Neighbor> results, IdFilter? filter)
        where TTerm : struct, IBlockTerm
    {
        var list = new NeighborList(results);
        if (results.Length == 0)
        {
            return new SearchOutcome(0, Count == 0, 0);
        }

        int end = Volatile.Read(ref _slotCount), dimension = Dimension;
        int blocks = (end + 15) >> 4;
        float* values = stackalloc float[16];
        for (int block = 0; block < blocks;)
        {
            int together = _vectors.Contiguous(block, blocks - block);
            float* at = _vectors.Block(block);
            for (int stop = block + together; block < stop; block++, at += dimension * 16)
            {
                BlockKernels.One<TTerm>(query, at, dimension, values);
                uint near = BlockKernels.AtMost(values, list.Bound - _offset);
                if (near != 0)
                {
                    Offer<TTerm>(query, at, near, block, end, ref list, filter);
                }
            }
        }

        return new SearchOutcome(list.Complete(), true, end);
    }

    private void ScanMany<TTerm>(float* queries, int count, int neighborCount, Span<Neighbor> results, Span<SearchOutcome> outcomes, IdFilter? filter)
        where TTerm : struct, IBlockTerm
    {
        int end = Volatile.Read(ref _slotCount), dimension = Dimension, padded = VectorArguments.Pad(Dimension);
        int blocks = (end + 15) >> 4;
        int tile = Math.Max(1, TileBytes / _vectors.BlockBytes);
        Span<int> found = stackalloc int[QueriesTogether];
        Span<float> bounds = stackalloc float[QueriesTogether];
        found.Clear();
        bounds.Fill(float.PositiveInfinity);
        float* values = stackalloc float[64];
        for (int block = 0; block < blocks;)
        {
            int together = _vectors.Contiguous(block, Math.Min(tile, blocks - block));
            float* tileStart = _vectors.Block(block);
            for (int q = 0; q < count; q += 4)
            {
                float* at = tileStart;
                int width = Math.Min(4, count - q);
                for (int b = 0; b < together; b++, at += dimension * 16)
                {
                    if (width == 4)
                    {
                        BlockKernels.Four<TTerm>(queries + (q * padded), padded, at, dimension, values);
                    }
                    else
                    {
                        for (int w = 0; w < width; w++)
                        {
                            BlockKernels.One<TTerm>(queries + ((q + w) * padded), at, dimension, values + (w * 16));
                        }
                    }

                    for (int w = 0; w < width; w++)
                    {
                        uint near = BlockKernels.AtMost(values + (w * 16), bounds[q + w]);
                        if (near != 0)
                        {
                            var list = new NeighborList(results.Slice((q + w) * neighborCount, neighborCount), found[q + w]);
                            Offer<TTerm>(queries + ((q + w) * padded), at, near, block + b, end, ref list, filter);
                            found[q + w] = list.Count;
                            bounds[q + w] = list.Bound - _offset;
                        }
                    }
                }
            }

            block += together;
        }

        for (int q = 0; q < count; q++)
        {
            found[q] = new NeighborList(results.Slice(q * neighborCount, neighborCount), found[q]).Complete();
            results.Slice((q * neighborCount) + found[q], neighborCount - found[q]).Fill(new Neighbor(-1, float.PositiveInfinity));
            if (!outcomes.IsEmpty)
            {
                outcomes[q] = new SearchOutcome(found[q], true, end);
            }
        }
    }

    /// <summary>
    /// Takes up the lanes that came near. A slot may have been filled while its block was compared, so the ids are read
    /// first and the block is compared again: what an id makes visible stays as it is while this search runs.
    /// </summary>
    private void Offer<TTerm>(float* query, float* at, uint near, int block, int end, ref NeighborList list, IdFilter? filter)
        where TTerm : struct, IBlockTerm
    {
        long* ids = stackalloc long[16];
        for (uint rest = near; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            int slot = (block << 4) + lane;
            ids[lane] = slot < end ? Volatile.Read(ref SlotId(slot)) : Empty;
        }

        float* values = stackalloc float[16];
        BlockKernels.One<TTerm>(query, at, Dimension, values);
        for (; near != 0; near &= near - 1)
        {
            int lane = BitOperations.TrailingZeroCount(near);
            long id = ids[lane];
            float distance = values[lane] + _offset;
            if (id != Empty && list.Accepts(distance, id) && (filter is null || filter.Contains(id)) && Volatile.Read(ref SlotId((block << 4) + lane)) == id)
            {
                list.Insert(distance, id);
            }
        }
    }

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
