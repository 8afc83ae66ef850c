namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Approximate nearest neighbours by a navigable small-world graph (Y. Malkov, D. Yashunin, 2016). Searches take no locks
/// and never see half a neighbour list while other threads add, replace and remove; growth moves no memory; the slots of
/// removed vectors are reused; bit-equal vectors share a node. Added by one thread, the same input gives the same graph on
/// the same instruction set.
/// </summary>
/// <remarks>
/// A search costs about ef · M distances and allocates nothing. It falls back to comparing every vector when the graph gives
/// fewer hits than exist, so fewer hits than asked means that there are no more.
/// </remarks>
public sealed unsafe partial class HnswIndex : IVectorIndex, IDisposable
{
    // Below this, comparing all matches is cheaper than walking the graph for them.
    private const long ExactScanMatches = 5_000;

    private readonly HnswOptions _options;
    private readonly ReaderWriterLockSlim _structure = new();
    private readonly Lock _idLock = new();
    private readonly Lock _entryLock = new();
    private readonly Queue<(int Slot, int Level, long Epoch)> _retired = new();
    private readonly SearchContextPool _contexts;
    private HnswGraph _graph;
    private DuplicateTable? _duplicates;
    private long _removedNodes;
    private long _liveNodes;
    private long _idCount;
    private bool _duplicatesReady = true;

    /// <summary>Makes an empty index.</summary>
    /// <param name="dimension">Components of every vector, 1 … 65,536.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="options">Shape of the graph; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public HnswIndex(int dimension, VectorMetric metric = VectorMetric.SquaredL2, HnswOptions? options = null)
        : this(metric, options ?? new HnswOptions(), MakeGraph(dimension, metric, options))
    {
        _duplicates = _options.CollapseDuplicates ? new DuplicateTable(_graph) : null;
    }

    private HnswIndex(VectorMetric metric, HnswOptions options, HnswGraph graph)
    {
        options.Validate();
        _options = options;
        Metric = metric;
        _graph = graph;
        _contexts = new SearchContextPool(graph.Padded);
    }

    /// <inheritdoc/>
    public int Dimension => _graph.Dimension;

    /// <inheritdoc/>
    public VectorMetric Metric { get; }

    /// <summary>The options the index was made with.</summary>
    public HnswOptions Options => _options;

    /// <inheritdoc/>
    public long Count => Volatile.Read(ref _idCount);

    /// <summary>Nodes that searches can return; fewer than <see cref="Count"/> when vectors repeat.</summary>
    public long NodeCount => Volatile.Read(ref _liveNodes);

    /// <summary>Removed nodes that still serve as stepping stones.</summary>
    public long RemovedNodeCount => Volatile.Read(ref _removedNodes);

    /// <inheritdoc/>
    public long MemoryBytes
    {
        get
        {
            lock (_idLock)
            {
                return ((long)_graph.SlotCount * _graph.Stride) + _graph.Upper.Used + _graph.Ids.MemoryBytes + (_duplicates?.MemoryBytes ?? 0) + _graph.SharedIds.MemoryBytes;
            }
        }
    }

    /// <inheritdoc/>
    public void Add(long id, ReadOnlySpan<float> vector) => Put(id, vector, replace: false);

    /// <inheritdoc/>
    public bool Upsert(long id, ReadOnlySpan<float> vector) => Put(id, vector, replace: true);

    /// <summary>Adds many vectors with several threads.</summary>
    /// <param name="ids">One new id a row.</param>
    /// <param name="vectors">Row-major, one vector a row.</param>
    /// <param name="threads">Threads that link, at least 1. With 1 the graph is the same every time.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, an id is held already or given twice, or a component is not finite; nothing is added then.</exception>
    public void AddBatch(ReadOnlySpan<long> ids, ReadOnlySpan<float> vectors, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if ((long)ids.Length * Dimension != vectors.Length)
        {
            throw new ArgumentException($"{vectors.Length} components are not {ids.Length} rows of {Dimension}.", nameof(vectors));
        }

        EnsureDuplicates();
        CheckFinite(vectors);
        _structure.EnterReadLock();
        try
        {
            int[] fresh = new int[ids.Length];
            int count = 0;
            SearchContext context = _contexts.Rent();
            try
            {
                lock (_idLock)
                {
                    CheckNew(ids);
                    for (int i = 0; i < ids.Length; i++)
                    {
                        VectorArguments.Prepare(vectors.Slice(i * Dimension, Dimension), Dimension, Metric, context.Query, nameof(vectors));
                        int slot = Settle(ids[i], context.Query, replaced: -1);
                        if (slot >= 0)
                        {
                            fresh[count++] = slot;
                        }
                    }
                }
            }
            finally
            {
                _contexts.Return(context);
            }

            LinkAll(fresh, count, threads);
        }
        finally
        {
            _structure.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public bool Remove(long id)
    {
        VectorArguments.CheckId(id);
        EnsureDuplicates();
        _structure.EnterReadLock();
        try
        {
            lock (_idLock)
            {
                int slot = _graph.Ids.Find(id);
                if (slot < 0)
                {
                    return false;
                }

                _graph.Ids.Remove(id);
                Detach(id, slot);
                Volatile.Write(ref _idCount, _graph.Ids.Count);
            }
        }
        finally
        {
            _structure.ExitReadLock();
        }

        UnlinkRemovedWhenMany();
        return true;
    }

    /// <inheritdoc/>
    public bool Contains(long id)
    {
        VectorArguments.CheckId(id);
        lock (_idLock)
        {
            return _graph.Ids.Find(id) >= 0;
        }
    }

    /// <inheritdoc/>
    public bool TryGetVector(long id, Span<float> destination)
    {
        VectorArguments.CheckId(id);
        if (destination.Length < Dimension)
        {
            throw new ArgumentException($"A vector has {Dimension} components; there is room for {destination.Length}.", nameof(destination));
        }

        lock (_idLock)
        {
            int slot = _graph.Ids.Find(id);
            if (slot >= 0)
            {
                new ReadOnlySpan<float>(_graph.Vector(slot), Dimension).CopyTo(destination);
            }

            return slot >= 0;
        }
    }

    /// <summary>Unlinks every removed node now, so that its slot can be reused. Runs by itself when <see cref="HnswOptions.RemovedShareLimit"/> is passed.</summary>
    public void UnlinkRemoved()
    {
        _structure.EnterWriteLock();
        try
        {
            if (_removedNodes > 0)
            {
                RepairAll();
            }
        }
        finally
        {
            _structure.ExitWriteLock();
        }
    }

    /// <summary>Moves the live nodes together into memory of their own size; searches see the old memory until it is done. Needs both at once.</summary>
    public void Compact()
    {
        _structure.EnterWriteLock();
        try
        {
            if (_removedNodes > 0)
            {
                RepairAll();
            }

            HnswGraph old = _graph;
            if (_liveNodes < old.SlotCount)
            {
                lock (_idLock)
                {
                    MoveTo(new HnswGraph(Dimension, old.LinkCount, old.GroundLinkCount, _liveNodes));
                }
            }
        }
        finally
        {
            _structure.ExitWriteLock();
        }
    }

    /// <summary>Releases the writers' lock. The memory of the graph is freed once no search uses it any more.</summary>
    public void Dispose() => _structure.Dispose();

    private static HnswGraph MakeGraph(int dimension, VectorMetric metric, HnswOptions? options)
    {
        VectorArguments.CheckDimension(dimension);
        VectorArguments.CheckMetric(metric);
        options ??= new HnswOptions();
        options.Validate();
        return new HnswGraph(dimension, options.LinkCount, 2 * options.LinkCount, options.ExpectedCount);
    }

    private void CheckNew(ReadOnlySpan<long> ids)
    {
        var seen = new HashSet<long>(ids.Length);
        foreach (long id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(ids));
            if (!seen.Add(id) || _graph.Ids.Find(id) >= 0)
            {
                throw new ArgumentException($"Id {id} is held already.", nameof(ids));
            }
        }
    }

    private void CheckFinite(ReadOnlySpan<float> vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            if (!float.IsFinite(vectors[i]))
            {
                throw new ArgumentException($"Component {i % Dimension} of row {i / Dimension} is {vectors[i]}; vectors must be finite.", nameof(vectors));
            }
        }
    }

    private bool Put(long id, ReadOnlySpan<float> vector, bool replace)
    {
        VectorArguments.CheckId(id);
        EnsureDuplicates();
        _structure.EnterReadLock();
        int before;
        try
        {
            SearchContext context = _contexts.Rent();
            try
            {
                VectorArguments.Prepare(vector, Dimension, Metric, context.Query, nameof(vector));
                int slot;
                lock (_idLock)
                {
                    before = _graph.Ids.Find(id);
                    if (before >= 0 && !replace)
                    {
                        throw new ArgumentException($"Id {id} is held already.", nameof(id));
                    }

                    if (before >= 0 && new ReadOnlySpan<float>(context.Query, _graph.Padded).SequenceEqual(new ReadOnlySpan<float>(_graph.Vector(before), _graph.Padded)))
                    {
                        return true;
                    }

                    slot = Settle(id, context.Query, before);
                }

                if (slot >= 0)
                {
                    Link(slot, context);
                    if (before >= 0)
                    {
                        lock (_idLock)
                        {
                            Detach(id, before);
                        }
                    }
                }
            }
            finally
            {
                _contexts.Return(context);
            }
        }
        finally
        {
            _structure.ExitReadLock();
        }

        if (before >= 0)
        {
            UnlinkRemovedWhenMany();
        }

        return before >= 0;
    }

    /// <summary>Gives a vector a place; returns the new slot, which is still to be linked, or −1 when it shares a node.</summary>
    private int Settle(long id, float* vector, int replaced)
    {
        int twin = _duplicates?.Find(vector) ?? -1;
        if (twin >= 0)
        {
            _graph.SharedIds.Add(twin, id);
            _graph.SetFlag(twin, HnswGraph.DuplicatesFlag);
            _graph.Ids.Set(id, twin);
            Volatile.Write(ref _idCount, _graph.Ids.Count);
            if (replaced >= 0)
            {
                Detach(id, replaced);
            }

            return -1;
        }

        int slot;
        if (_retired.TryPeek(out (int Slot, int Level, long Epoch) retired) && _contexts.Epochs.IsPast(retired.Epoch))
        {
            _retired.Dequeue();
            slot = retired.Slot;
            if (retired.Level > 0)
            {
                _graph.Upper.Release(_graph.UpperOffset(slot), retired.Level);
            }
        }
        else
        {
            slot = _graph.TakeSlot();
        }

        _graph.InitializeNode(slot, id, HnswLinker.LevelOf(id, _options.Seed, Math.Max(2, _graph.LinkCount)), vector);
        _graph.Ids.Set(id, slot);
        Volatile.Write(ref _idCount, _graph.Ids.Count);
        _duplicates?.Add(slot);
        _liveNodes++;
        return slot;
    }

    /// <summary>Takes an id from its node, and the node from the results when it was the last one.</summary>
    private void Detach(long id, int slot)
    {
        ReadOnlySpan<long> shared = _graph.SharedIds.Of(slot);
        if (!shared.IsEmpty)
        {
            // The node's own id moves first: a reader in between sees an id twice, which it drops, never none.
            long leaving = id;
            if (_graph.Id(slot) == id)
            {
                leaving = shared[^1];
                Volatile.Write(ref _graph.Id(slot), leaving);
            }

            bool last = shared.Length == 1;
            _graph.SharedIds.Remove(slot, leaving);
            if (last)
            {
                _graph.ClearFlag(slot, HnswGraph.DuplicatesFlag);
            }

            return;
        }

        _duplicates?.Remove(slot);
        _graph.SetFlag(slot, HnswGraph.RemovedFlag);
        _liveNodes--;
        Volatile.Write(ref _removedNodes, _removedNodes + 1);
    }

    private void Link(int slot, SearchContext context)
    {
        PrepareContext(context);
        switch (Metric)
        {
            case VectorMetric.SquaredL2:
                HnswLinker.Link<SquaredL2Kernel>(_graph, context, slot, _options.ConstructionEf, _entryLock);
                break;
            case VectorMetric.L1:
                HnswLinker.Link<L1Kernel>(_graph, context, slot, _options.ConstructionEf, _entryLock);
                break;
            default:
                HnswLinker.Link<NegativeDotKernel>(_graph, context, slot, _options.ConstructionEf, _entryLock);
                break;
        }
    }

    private void LinkAll(int[] slots, int count, int threads)
    {
        int next = -1;

        // The first nodes find each other only when they are linked one after the other.
        int alone = Math.Min(count, 64);
        SearchContext first = _contexts.Rent();
        try
        {
            while (next + 1 < alone)
            {
                Link(slots[++next], first);
            }
        }
        finally
        {
            _contexts.Return(first);
        }

        void Work()
        {
            SearchContext context = _contexts.Rent();
            try
            {
                for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    Link(slots[i], context);
                }
            }
            finally
            {
                _contexts.Return(context);
            }
        }

        if (threads == 1 || count == alone)
        {
            Work();
        }
        else
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
        }
    }

    private void PrepareContext(SearchContext context) => PrepareContext(context, _graph);

    private static void PrepareContext(SearchContext context, HnswGraph graph) => context.EnsureLists(graph.GroundLinkCount + 1);

    private void UnlinkRemovedWhenMany()
    {
        long removed = Volatile.Read(ref _removedNodes);
        if (removed < 64 || removed < _options.RemovedShareLimit * (removed + Volatile.Read(ref _liveNodes)))
        {
            return;
        }

        _structure.EnterWriteLock();
        try
        {
            if (_removedNodes >= 64 && _removedNodes >= _options.RemovedShareLimit * (_removedNodes + _liveNodes))
            {
                RepairAll();
            }
        }
        finally
        {
            _structure.ExitWriteLock();
        }
    }

    private void RepairAll()
    {
        HnswGraph graph = _graph;
        SearchContext context = _contexts.Rent();
        try
        {
            PrepareContext(context);
            var isolated = new List<int>();
            int entry = -1;
            for (int slot = 0; slot < graph.SlotCount; slot++)
            {
                if (!graph.IsLive(slot))
                {
                    continue;
                }

                switch (Metric)
                {
                    case VectorMetric.SquaredL2:
                        HnswLinker.Repair<SquaredL2Kernel>(graph, context, slot);
                        break;
                    case VectorMetric.L1:
                        HnswLinker.Repair<L1Kernel>(graph, context, slot);
                        break;
                    default:
                        HnswLinker.Repair<NegativeDotKernel>(graph, context, slot);
                        break;
                }

                if (entry < 0 || graph.Level(slot) > graph.Level(entry))
                {
                    entry = slot;
                }

                if (graph.Links(slot, 0)[0] == 0)
                {
                    isolated.Add(slot);
                }
            }

            long current = graph.Entry;
            if (current >= 0 && !graph.IsLive((int)(uint)current))
            {
                Volatile.Write(ref graph.Entry, entry < 0 ? -1 : ((long)graph.Level(entry) << 32) | (uint)entry);
            }

            foreach (int slot in isolated)
            {
                if (slot != (int)(uint)graph.Entry)
                {
                    Link(slot, context);
                }
            }

            Retire();
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    /// <summary>What no list leads to any more waits for the searches that may still stand on it.</summary>
    private void Retire()
    {
        long epoch = _contexts.Epochs.Advance();
        for (int slot = 0; slot < _graph.SlotCount; slot++)
        {
            ref int state = ref _graph.State(slot);
            if ((state & (HnswGraph.LiveFlag | HnswGraph.RemovedFlag)) == (HnswGraph.LiveFlag | HnswGraph.RemovedFlag))
            {
                _retired.Enqueue((slot, _graph.Level(slot), epoch));
                Volatile.Write(ref state, 0);
            }
        }

        Volatile.Write(ref _removedNodes, 0);
    }
}
