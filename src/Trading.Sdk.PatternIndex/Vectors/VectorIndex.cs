namespace Trading.Sdk.PatternIndex;

/// <summary>Chooses an index by what it will hold.</summary>
public static class VectorIndex
{
    /// <summary>Up to this many vectors comparing all of them is as fast as a graph, and exact.</summary>
    public const long FlatLimit = 20_000;

    /// <summary>A <see cref="FlatIndex"/> up to <see cref="FlatLimit"/> expected vectors, else an <see cref="HnswIndex"/>.</summary>
    /// <param name="dimension">Components of every vector.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="expectedCount">Vectors expected.</param>
    /// <param name="options">Shape of a graph; null takes the defaults.</param>
    public static IVectorIndex Auto(int dimension, VectorMetric metric, long expectedCount, HnswOptions? options = null) => expectedCount <= FlatLimit
        ? new FlatIndex(dimension, metric, expectedCount)
        : new HnswIndex(dimension, metric, (options ?? new HnswOptions()) with { ExpectedCount = expectedCount });
}
