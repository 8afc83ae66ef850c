namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Vectors in 16, 8 or 4 bits a component, compared one after the other or in lists; with the originals kept, the best
/// candidates are compared again exactly.
/// </summary>
/// <remarks>Distances are those of the stored codes, or of the originals when they are kept. Product-quantised files load as this type too.</remarks>
public sealed class QuantizedIndex : IVectorIndex
{
    private readonly QuantizedOptions _options;
    private readonly FlatIndex? _originals;

    private QuantizedIndex(QuantizedOptions options, CodedLists lists, FlatIndex? originals)
    {
        _options = options;
        Lists = lists;
        _originals = originals;
    }

    internal CodedLists Lists { get; }

    /// <inheritdoc/>
    public int Dimension => Lists.Dimension;

    /// <inheritdoc/>
    public VectorMetric Metric => Lists.Metric;

    /// <inheritdoc/>
    public long Count => Lists.Count;

    /// <inheritdoc/>
    public long MemoryBytes => Lists.MemoryBytes + (_originals?.MemoryBytes ?? 0);

    /// <summary>The options the index was made with.</summary>
    public QuantizedOptions Options => _options;

    /// <summary>Bytes a vector takes as a code.</summary>
    public int CodeSize => Lists.Codec.CodeSize;

    /// <summary>Learns the bounds (and lists) from rows and returns an index without vectors.</summary>
    /// <param name="dimension">Components of every vector.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="trainingRows">Row-major vectors like those that will be added; at least one.</param>
    /// <param name="options">Bits, lists, rerank; null takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, there is no row, or a component is not finite.</exception>
    public static QuantizedIndex Train(int dimension, VectorMetric metric, ReadOnlySpan<float> trainingRows, QuantizedOptions? options = null)
    {
        options ??= new QuantizedOptions();
        options.Validate();
        float[] rows = TrainingRows.Prepare(dimension, metric, trainingRows);
        float[]? centroids = options.ListCount > 1 ? KMeans.Train(rows, dimension, options.ListCount, 10, options.Seed) : null;
        IVectorCodec codec = ScalarCodec.Train(options.Quantization, dimension, rows);
        return new QuantizedIndex(options, new CodedLists(dimension, metric, codec, centroids, residual: false), options.RerankFactor > 0 ? new FlatIndex(dimension, metric) : null);
    }

    internal static QuantizedIndex From(QuantizedOptions options, CodedLists lists, FlatIndex? originals = null) => new(options, lists, originals);

    internal FlatIndex? Originals => _originals;

    /// <inheritdoc/>
    public void Add(long id, ReadOnlySpan<float> vector)
    {
        Lists.Put(id, vector, replace: false);
        _originals?.Add(id, vector);
    }

    /// <inheritdoc/>
    public bool Upsert(long id, ReadOnlySpan<float> vector)
    {
        _originals?.Upsert(id, vector);
        return Lists.Put(id, vector, replace: true);
    }

    /// <inheritdoc/>
    public bool Remove(long id)
    {
        _originals?.Remove(id);
        return Lists.Remove(id);
    }

    /// <inheritdoc/>
    /// <remarks>Without originals, what is read back from the code.</remarks>
    public bool TryGetVector(long id, Span<float> destination) => _originals?.TryGetVector(id, destination) ?? Lists.TryGetVector(id, destination);

    /// <inheritdoc/>
    public SearchOutcome Search(ReadOnlySpan<float> query, Span<Neighbor> results, in SearchParameters parameters = default)
    {
        if (_originals is not null && parameters.Exact)
        {
            return _originals.Search(query, results, parameters);
        }

        int probes = parameters.Exact ? Lists.ListCount : parameters.ProbeCount > 0 ? parameters.ProbeCount : _options.ProbeCount;
        if (_originals is null)
        {
            SearchOutcome outcome = Lists.Search(query, results, probes, parameters.Filter);
            bool all = outcome.Exhaustive || outcome.Count == results.Length || ProbesAreGiven(parameters);
            return all ? outcome : Lists.Search(query, results, Lists.ListCount, parameters.Filter);
        }

        // Candidates by their codes, in as many places as the rerank looks at; the originals decide among them.
        int wanted = (int)Math.Min((long)results.Length * _options.RerankFactor, Math.Max(Count, 1));
        Neighbor[] candidates = System.Buffers.ArrayPool<Neighbor>.Shared.Rent(wanted);
        try
        {
            SearchOutcome coded = Lists.Search(query, candidates.AsSpan(0, wanted), probes, parameters.Filter);
            if (coded.Count < Math.Min(wanted, results.Length) && !coded.Exhaustive && !ProbesAreGiven(parameters))
            {
                coded = Lists.Search(query, candidates.AsSpan(0, wanted), Lists.ListCount, parameters.Filter);
            }

            int count = _originals.Rerank(query, candidates.AsSpan(0, coded.Count), results);
            return new SearchOutcome(count, coded.Exhaustive && coded.Count < wanted, coded.Compared + coded.Count);
        }
        finally
        {
            System.Buffers.ArrayPool<Neighbor>.Shared.Return(candidates);
        }
    }

    private static bool ProbesAreGiven(in SearchParameters parameters) => parameters.Filter is null && parameters.ProbeCount > 0;

    /// <inheritdoc/>
    public SearchOutcome SearchRange(ReadOnlySpan<float> query, float maximumDistance, ICollection<Neighbor> results, IdFilter? filter = null) =>
        _originals is null ? Lists.SearchRange(query, maximumDistance, results, filter) : _originals.SearchRange(query, maximumDistance, results, filter);

    /// <inheritdoc/>
    public bool Contains(long id)
    {
        VectorArguments.CheckId(id);
        return Lists.Contains(id);
    }

    /// <inheritdoc/>
    public void SearchBatch(ReadOnlySpan<float> queries, int neighborCount, Span<Neighbor> results, Span<SearchOutcome> outcomes = default, in SearchParameters parameters = default)
    {
        VectorArguments.CheckBatch(queries.Length, Dimension, neighborCount, results.Length, outcomes.Length);
        for (int row = 0; row * Dimension < queries.Length; row++)
        {
            Span<Neighbor> hits = results.Slice(row * neighborCount, neighborCount);
            SearchOutcome outcome = Search(queries.Slice(row * Dimension, Dimension), hits, parameters);
            hits[outcome.Count..].Fill(new Neighbor(-1, float.PositiveInfinity));
            if (!outcomes.IsEmpty)
            {
                outcomes[row] = outcome;
            }
        }
    }
}
