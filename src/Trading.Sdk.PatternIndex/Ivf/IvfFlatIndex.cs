namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Whole vectors in lists around learned centroids (J. Sivic, A. Zisserman, Video Google, 2003): a search compares only the
/// lists whose centroids are nearest. Built faster than a graph and smaller; at equal recall slower to search.
/// </summary>
public sealed class IvfFlatIndex : IVectorIndex
{
    private readonly IvfOptions _options;

    private IvfFlatIndex(IvfOptions options, CodedLists lists)
    {
        _options = options;
        Lists = lists;
    }

    internal CodedLists Lists { get; }

    /// <inheritdoc/>
    public int Dimension => Lists.Dimension;

    /// <inheritdoc/>
    public VectorMetric Metric => Lists.Metric;

    /// <inheritdoc/>
    public long Count => Lists.Count;

    /// <inheritdoc/>
    public long MemoryBytes => Lists.MemoryBytes;

    /// <summary>The options the index was made with.</summary>
    public IvfOptions Options => _options;

    /// <summary>Learns the lists from rows and returns an index without vectors.</summary>
    /// <param name="dimension">Components of every vector.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="trainingRows">Row-major vectors like those that will be added; at least one.</param>
    /// <param name="options">Lists and probes; null takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, there is no row, or a component is not finite.</exception>
    public static unsafe IvfFlatIndex Train(int dimension, VectorMetric metric, ReadOnlySpan<float> trainingRows, IvfOptions? options = null)
    {
        options ??= new IvfOptions();
        options.Validate();
        float[] rows = TrainingRows.Prepare(dimension, metric, trainingRows);
        float[] centroids = KMeans.Train(rows, dimension, options.ListCount, options.TrainingIterations, options.Seed);
        return new IvfFlatIndex(options, new CodedLists(dimension, metric, new RawCodec(dimension), centroids, residual: false));
    }

    internal static IvfFlatIndex From(IvfOptions options, CodedLists lists) => new(options, lists);

    /// <inheritdoc/>
    public void Add(long id, ReadOnlySpan<float> vector) => Lists.Put(id, vector, replace: false);

    /// <inheritdoc/>
    public bool Upsert(long id, ReadOnlySpan<float> vector) => Lists.Put(id, vector, replace: true);

    /// <inheritdoc/>
    public bool Remove(long id) => Lists.Remove(id);

    /// <inheritdoc/>
    public bool TryGetVector(long id, Span<float> destination) => Lists.TryGetVector(id, destination);

    /// <inheritdoc/>
    /// <remarks>Every list is searched when the probed ones give fewer hits than asked, unless <see cref="SearchParameters.ProbeCount"/> is given without a filter.</remarks>
    public SearchOutcome Search(ReadOnlySpan<float> query, Span<Neighbor> results, in SearchParameters parameters = default)
    {
        int probes = parameters.Exact ? Lists.ListCount : parameters.ProbeCount > 0 ? parameters.ProbeCount : _options.ProbeCount;
        SearchOutcome outcome = Lists.Search(query, results, probes, parameters.Filter);
        bool all = outcome.Exhaustive || outcome.Count == results.Length || (parameters.Filter is null && parameters.ProbeCount > 0);
        return all ? outcome : Lists.Search(query, results, Lists.ListCount, parameters.Filter);
    }

    /// <inheritdoc/>
    public SearchOutcome SearchRange(ReadOnlySpan<float> query, float maximumDistance, ICollection<Neighbor> results, IdFilter? filter = null) =>
        Lists.SearchRange(query, maximumDistance, results, filter);

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
