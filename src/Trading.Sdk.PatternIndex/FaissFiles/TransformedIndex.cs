namespace Trading.Sdk.PatternIndex;

/// <summary>An index behind a linear map (a principal component analysis from a file): vectors and queries are mapped first. Vectors cannot be read back.</summary>
public sealed class TransformedIndex : IVectorIndex
{
    private readonly LinearMap[] _maps;

    internal TransformedIndex(LinearMap[] maps, IVectorIndex inner)
    {
        _maps = maps;
        Inner = inner;
        Dimension = maps.Length > 0 ? maps[0].Input : inner.Dimension;
    }

    /// <summary>The index of the mapped vectors.</summary>
    public IVectorIndex Inner { get; }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public VectorMetric Metric => Inner.Metric;

    /// <inheritdoc/>
    public long Count => Inner.Count;

    /// <inheritdoc/>
    public long MemoryBytes => Inner.MemoryBytes;

    /// <inheritdoc/>
    public void Add(long id, ReadOnlySpan<float> vector) => Inner.Add(id, Map(vector, nameof(vector)));

    /// <inheritdoc/>
    public bool Upsert(long id, ReadOnlySpan<float> vector) => Inner.Upsert(id, Map(vector, nameof(vector)));

    /// <inheritdoc/>
    public bool Remove(long id) => Inner.Remove(id);

    /// <inheritdoc/>
    public bool Contains(long id) => Inner.Contains(id);

    /// <summary>Always throws: the map cannot be undone.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public bool TryGetVector(long id, Span<float> destination) => throw new NotSupportedException("The vectors were mapped to fewer components when they were stored.");

    /// <inheritdoc/>
    public SearchOutcome Search(ReadOnlySpan<float> query, Span<Neighbor> results, in SearchParameters parameters = default) =>
        Inner.Search(Map(query, nameof(query)), results, parameters);

    /// <inheritdoc/>
    public SearchOutcome SearchRange(ReadOnlySpan<float> query, float maximumDistance, ICollection<Neighbor> results, IdFilter? filter = null) =>
        Inner.SearchRange(Map(query, nameof(query)), maximumDistance, results, filter);

    /// <inheritdoc/>
    public void SearchBatch(ReadOnlySpan<float> queries, int neighborCount, Span<Neighbor> results, Span<SearchOutcome> outcomes = default, in SearchParameters parameters = default)
    {
        VectorArguments.CheckBatch(queries.Length, Dimension, neighborCount, results.Length, outcomes.Length);
        float[] mapped = new float[queries.Length / Dimension * Inner.Dimension];
        for (int row = 0; row * Dimension < queries.Length; row++)
        {
            Map(queries.Slice(row * Dimension, Dimension), nameof(queries)).CopyTo(mapped.AsSpan(row * Inner.Dimension));
        }

        Inner.SearchBatch(mapped, neighborCount, results, outcomes, parameters);
    }

    private float[] Map(ReadOnlySpan<float> vector, string parameter)
    {
        if (vector.Length != Dimension)
        {
            throw new ArgumentException($"The vector has {vector.Length} components; the index takes vectors of {Dimension}.", parameter);
        }

        float[] mapped = vector.ToArray();
        foreach (LinearMap map in _maps)
        {
            mapped = map.Apply(mapped);
        }

        return mapped;
    }
}
