namespace Trading.Sdk.PatternIndex.Tests;

public sealed class FlatIndexTests : VectorIndexContract
{
    protected override IVectorIndex Make(int dimension, VectorMetric metric) => new FlatIndex(dimension, metric, 100);
}
