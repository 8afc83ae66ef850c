namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Codes in lists around centroids: what inverted files and quantised indexes share. One writer at a time; searches read
/// published lists without a lock and keep them through the collector.
/// </summary>
internal sealed unsafe class CodedLists
{
    private readonly Lock _writer = new();
    private readonly Dictionary<long, (int List, int Position)> _places = [];
    private readonly InvertedList[] _lists;
    private readonly SearchContextPool _contexts;
    private readonly int _padded;
    private readonly float _offset;
    private long _count;

    public CodedLists(int dimension, VectorMetric metric, IVectorCodec codec, float[]? centroids, bool residual)
    {
        Dimension = dimension;
        Metric = metric;
        Codec = codec;
        Centroids = centroids;
        Residual = residual && centroids is not null;
        _padded = VectorArguments.Pad(dimension);
        _offset = MetricScale.Offset(metric);
        _contexts = new SearchContextPool(_padded);
        Quantizer = centroids is null ? null : KMeans.Index(centroids, dimension, metric == VectorMetric.SquaredL2 || metric == VectorMetric.L1 ? metric : VectorMetric.InnerProduct);
        _lists = new InvertedList[centroids is null ? 1 : centroids.Length / dimension];
        for (int i = 0; i < _lists.Length; i++)
        {
            _lists[i] = new InvertedList(codec.CodeSize, 0);
        }
    }

    public int Dimension { get; }

    public VectorMetric Metric { get; }

    public IVectorCodec Codec { get; }

    public float[]? Centroids { get; }

    public FlatIndex? Quantizer { get; }

    public bool Residual { get; }

    public int ListCount => _lists.Length;

    public long Count => Volatile.Read(ref _count);

    public long MemoryBytes
    {
        get
        {
            lock (_writer)
            {
                return _lists.Sum(l => (long)l.Codes.Length + (l.Ids.Length * 8L)) + (_places.Count * 40L) + ((Centroids?.Length ?? 0) * 4L);
            }
        }
    }

    public InvertedList List(int index) => Volatile.Read(ref _lists[index]);

    public bool Contains(long id)
    {
        lock (_writer)
        {
            return _places.ContainsKey(id);
        }
    }

    public bool Put(long id, ReadOnlySpan<float> vector, bool replace)
    {
        VectorArguments.CheckId(id);
        SearchContext context = _contexts.Rent();
        try
        {
            VectorArguments.Prepare(vector, Dimension, Metric, context.Query, nameof(vector));
            var prepared = new ReadOnlySpan<float>(context.Query, Dimension);
            int list = Nearest(prepared);
            Span<byte> code = Codec.CodeSize <= 4096 ? stackalloc byte[Codec.CodeSize] : new byte[Codec.CodeSize];
            Encode(prepared, list, code);
            lock (_writer)
            {
                bool held = _places.ContainsKey(id);
                if (held && !replace)
                {
                    throw new ArgumentException($"Id {id} is held already.", nameof(id));
                }

                if (!held)
                {
                    Append(list, id, code);
                    return false;
                }

                (int oldList, int oldPosition) = _places[id];
                InvertedList before = _lists[oldList];
                Append(list, id, code);

                // Appending may have copied the list; the first of the two entries of the id is the old one.
                Drop(oldList, _lists[oldList] == before ? oldPosition : Array.IndexOf(_lists[oldList].Ids, id));

                return held;
            }
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    /// <summary>Takes a code as it is, from a file.</summary>
    public bool TryAppendCode(int list, long id, ReadOnlySpan<byte> code)
    {
        lock (_writer)
        {
            if (_places.ContainsKey(id))
            {
                return false;
            }

            Append(list, id, code);
            return true;
        }
    }

    public bool Remove(long id)
    {
        VectorArguments.CheckId(id);
        lock (_writer)
        {
            if (!_places.Remove(id, out (int List, int Position) place))
            {
                return false;
            }

            Drop(place.List, place.Position);
            Volatile.Write(ref _count, _places.Count);
            return true;
        }
    }

    public bool TryGetVector(long id, Span<float> destination)
    {
        VectorArguments.CheckId(id);
        if (destination.Length < Dimension)
        {
            throw new ArgumentException($"A vector has {Dimension} components; there is room for {destination.Length}.", nameof(destination));
        }

        lock (_writer)
        {
            if (!_places.TryGetValue(id, out (int List, int Position) place))
            {
                return false;
            }

            Decode(_lists[place.List].Codes.AsSpan(place.Position * Codec.CodeSize, Codec.CodeSize), place.List, destination[..Dimension]);
            return true;
        }
    }

    public SearchOutcome Search(ReadOnlySpan<float> query, Span<Neighbor> results, int probes, IdFilter? filter)
    {
        SearchContext context = _contexts.Rent();
        try
        {
            VectorArguments.Prepare(query, Dimension, Metric, context.Query, nameof(query));
            return Metric switch
            {
                VectorMetric.SquaredL2 => Search<SquaredL2Kernel>(context, results, probes, filter),
                VectorMetric.L1 => Search<L1Kernel>(context, results, probes, filter),
                _ => Search<NegativeDotKernel>(context, results, probes, filter),
            };
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    public SearchOutcome SearchRange(ReadOnlySpan<float> query, float maximumDistance, ICollection<Neighbor> results, IdFilter? filter)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (float.IsNaN(maximumDistance))
        {
            throw new ArgumentOutOfRangeException(nameof(maximumDistance), maximumDistance, "Must be a number.");
        }

        Neighbor[] all = new Neighbor[Count];
        SearchOutcome outcome = Search(query, all, _lists.Length, filter);
        var hits = new List<Neighbor>();
        for (int i = 0; i < outcome.Count && all[i].Distance <= maximumDistance; i++)
        {
            hits.Add(all[i]);
        }

        return RangeResults.Append(hits, results, outcome.Compared);
    }

    private SearchOutcome Search<TKernel>(SearchContext context, Span<Neighbor> results, int probes, IdFilter? filter)
        where TKernel : struct, IDistanceKernel
    {
        var found = new NeighborList(results);
        probes = Math.Min(probes, _lists.Length);
        long compared = 0;
        if (results.Length == 0 || Quantizer is null || probes == _lists.Length)
        {
            for (int list = 0; list < _lists.Length && results.Length > 0; list++)
            {
                compared += Scan<TKernel>(context, list, ref found, filter);
            }

            return new SearchOutcome(found.Complete(), true, compared);
        }

        context.EnsureScratch(probes * 2);
        var nearest = new Span<Neighbor>(context.Scratch, probes);
        int count = Quantizer.Search(new ReadOnlySpan<float>(context.Query, Dimension), nearest).Count;
        for (int i = 0; i < count; i++)
        {
            compared += Scan<TKernel>(context, (int)nearest[i].Id, ref found, filter);
        }

        return new SearchOutcome(found.Complete(), false, compared);
    }

    private long Scan<TKernel>(SearchContext context, int list, ref NeighborList found, IdFilter? filter)
        where TKernel : struct, IDistanceKernel
    {
        InvertedList entries = List(list);
        int count = Volatile.Read(ref entries.Count), size = Codec.CodeSize;
        float* decoded = Decoded(context);
        var vector = new Span<float>(decoded, Dimension);
        bool raw = Codec is RawCodec && !Residual && _padded == Dimension;
        fixed (byte* codes = entries.Codes)
        {
            for (int i = 0; i < count; i++)
            {
                float* stored = decoded;
                if (raw)
                {
                    stored = (float*)(codes + ((long)i * size));
                }
                else
                {
                    Decode(new ReadOnlySpan<byte>(codes + ((long)i * size), size), list, vector);
                }

                float distance = TKernel.Value(TKernel.Key(context.Query, stored, _padded)) + _offset;
                if (distance <= found.Bound)
                {
                    long id = Volatile.Read(ref entries.Ids[i]);
                    if (id != InvertedList.Removed && (filter is null || filter.Contains(id)))
                    {
                        found.Insert(distance, id);
                    }
                }
            }
        }

        return count;
    }

    private float* Decoded(SearchContext context)
    {
        context.EnsureBeam(_padded / 2);
        float* decoded = (float*)context.Beam;
        new Span<float>(decoded, _padded).Clear();
        return decoded;
    }

    private int Nearest(ReadOnlySpan<float> vector)
    {
        if (Quantizer is null)
        {
            return 0;
        }

        Span<Neighbor> nearest = stackalloc Neighbor[1];
        Quantizer.Search(vector, nearest);
        return (int)nearest[0].Id;
    }

    private void Encode(ReadOnlySpan<float> vector, int list, Span<byte> code)
    {
        if (!Residual)
        {
            Codec.Encode(vector, code);
            return;
        }

        float[] difference = new float[Dimension];
        for (int i = 0; i < Dimension; i++)
        {
            difference[i] = vector[i] - Centroids![(list * Dimension) + i];
        }

        Codec.Encode(difference, code);
    }

    private void Decode(ReadOnlySpan<byte> code, int list, Span<float> vector)
    {
        Codec.Decode(code, vector);
        for (int i = 0; i < vector.Length && Residual; i++)
        {
            vector[i] += Centroids![(list * Dimension) + i];
        }
    }

    private void Append(int list, long id, ReadOnlySpan<byte> code)
    {
        InvertedList entries = _lists[list].WithRoom();
        if (entries != _lists[list])
        {
            for (int i = 0; i < entries.Count; i++)
            {
                _places[entries.Ids[i]] = (list, i);
            }

            Volatile.Write(ref _lists[list], entries);
        }

        int at = entries.Count;
        code.CopyTo(entries.Codes.AsSpan(at * Codec.CodeSize));
        entries.Ids[at] = id;
        _places[id] = (list, at);
        Volatile.Write(ref entries.Count, at + 1);
        Volatile.Write(ref _count, _places.Count);
    }

    private void Drop(int list, int position)
    {
        InvertedList entries = _lists[list];
        Volatile.Write(ref entries.Ids[position], InvertedList.Removed);
        entries.RemovedCount++;
    }
}
