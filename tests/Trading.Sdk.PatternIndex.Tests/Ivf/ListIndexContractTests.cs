namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>Lists that are all probed give what every index promises.</summary>
public sealed class IvfFlatIndexContractTests : VectorIndexContract
{
    protected override int ConcurrentSeconds => TestEffort.Count(1, 60);

    protected override IVectorIndex Make(int dimension, VectorMetric metric) =>
        IvfFlatIndex.Train(dimension, metric, ListTraining.Rows(dimension), new IvfOptions { ListCount = 3, ProbeCount = 3 });
}

/// <summary>Codes of which enough are compared again give what every index promises.</summary>
public sealed class QuantizedIndexContractTests : VectorIndexContract
{
    protected override int ConcurrentSeconds => TestEffort.Count(1, 60);

    protected override IVectorIndex Make(int dimension, VectorMetric metric) =>
        QuantizedIndex.Train(dimension, metric, ListTraining.Rows(dimension), new QuantizedOptions { ListCount = 3, ProbeCount = 3, RerankFactor = 10_000 });
}

internal static class ListTraining
{
    public static float[] Rows(int dimension)
    {
        var random = new Random(99);
        return [.. Enumerable.Range(0, 50).SelectMany(_ => BruteForce.Vector(random, dimension))];
    }
}
