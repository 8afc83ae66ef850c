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

    private void PrepareContext(SearchContext context) => PrepareContext(context, _graph);

    private static void PrepareContext(SearchContext context, HnswGraph graph) => context.EnsureLists(graph.GroundLinkCount + 1);
}
