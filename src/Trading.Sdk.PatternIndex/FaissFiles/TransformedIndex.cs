using System.Buffers;

namespace Trading.Sdk.PatternIndex;

/// <summary>An index behind a linear map (a principal component analysis from a file): vectors and queries are mapped first. Vectors cannot be read back.</summary>
public sealed class TransformedIndex : IVectorIndex
{
    private readonly LinearMap[] _maps;
    private readonly int _widest;

    internal TransformedIndex(LinearMap[] maps, IVectorIndex inner)
    {
        _maps = maps;
        Inner = inner;
        Dimension = maps.Length > 0 ? maps[0].Input : inner.Dimension;
        _widest = Math.Max(Dimension, maps.Length > 0 ? maps.Max(m => m.Output) : 0);
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
    public void Add(long id, ReadOnlySpan<float> vector)
    {
        float[] rented = Map(vector, nameof(vector));
        try
        {
            Inner.Add(id, rented.AsSpan(0, Inner.Dimension));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <inheritdoc/>
    public bool Upsert(long id, ReadOnlySpan<float> vector)
    {
        float[] rented = Map(vector, nameof(vector));
        try
        {
            return Inner.Upsert(id, rented.AsSpan(0, Inner.Dimension));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <inheritdoc/>
    public bool Remove(long id) => Inner.Remove(id);

    /// <inheritdoc/>
    public bool Contains(long id) => Inner.Contains(id);

    /// <summary>Always throws: the map cannot be undone.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public bool TryGetVector(long id, Span<float> destination) => throw new NotSupportedException("The vectors were mapped to fewer components when they were stored.");

    /// <inheritdoc/>
    public SearchOutcome Search(ReadOnlySpan<float> query, Span<Neighbor> results, in SearchParameters parameters = default)
    {
        float[] rented = Map(query, nameof(query));
        try
        {
            return Inner.Search(rented.AsSpan(0, Inner.Dimension), results, parameters);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <inheritdoc/>
    public SearchOutcome SearchRange(ReadOnlySpan<float> query, float maximumDistance, ICollection<Neighbor> results, IdFilter? filter = null)
    {
        float[] rented = Map(query, nameof(query));
        try
        {
            return Inner.SearchRange(rented.AsSpan(0, Inner.Dimension), maximumDistance, results, filter);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <inheritdoc/>
    public void SearchBatch(ReadOnlySpan<float> queries, int neighborCount, Span<Neighbor> results, Span<SearchOutcome> outcomes = default, in SearchParameters parameters = default)
    {
        VectorArguments.CheckBatch(queries.Length, Dimension, neighborCount, results.Length, outcomes.Length);
        int rows = queries.Length / Dimension, width = Inner.Dimension;
        float[] mapped = ArrayPool<float>.Shared.Rent(Math.Max(1, rows * width));
        try
        {
            for (int row = 0; row < rows; row++)
            {
                float[] rented = Map(queries.Slice(row * Dimension, Dimension), nameof(queries));
                rented.AsSpan(0, width).CopyTo(mapped.AsSpan(row * width));
                ArrayPool<float>.Shared.Return(rented);
            }

            Inner.SearchBatch(mapped.AsSpan(0, rows * width), neighborCount, results, outcomes, parameters);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(mapped);
        }
    }

    /// <summary>The mapped vector at the start of a rented array.</summary>
    private float[] Map(ReadOnlySpan<float> vector, string parameter)
    {
        if (vector.Length != Dimension)
        {
            throw new ArgumentException($"The vector has {vector.Length} components; the index takes vectors of {Dimension}.", parameter);
        }

        float[] from = ArrayPool<float>.Shared.Rent(_widest), to = ArrayPool<float>.Shared.Rent(_widest);
        vector.CopyTo(from);
        foreach (LinearMap map in _maps)
        {
            map.Apply(from.AsSpan(0, map.Input), to.AsSpan(0, map.Output));
            (from, to) = (to, from);
        }

        ArrayPool<float>.Shared.Return(to);
        return from;
    }
}
