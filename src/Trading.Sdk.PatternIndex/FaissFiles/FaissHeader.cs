namespace Trading.Sdk.PatternIndex;

/// <summary>What every index of a faiss file says of itself.</summary>
internal readonly record struct FaissHeader(int Dimension, long Count, VectorMetric Metric)
{
    /// <summary>Reads what every index begins with after its type.</summary>
    public static FaissHeader Read(FormatReader reader)
    {
        int dimension = reader.Int32();
        if (dimension is < 1 or > VectorArguments.MaximumDimension)
        {
            throw reader.Error($"a dimension of {dimension}");
        }

        long count = reader.Int64();
        if (count < 0 || count > int.MaxValue - 1)
        {
            throw reader.Error($"{count} vectors");
        }

        reader.Int64();
        reader.Int64();
        reader.Boolean();
        int metric = reader.Int32();
        if (metric > 1)
        {
            reader.Single();
        }

        return new FaissHeader(dimension, count, metric switch
        {
            0 => VectorMetric.InnerProduct,
            1 => VectorMetric.SquaredL2,
            2 => VectorMetric.L1,
            _ => throw reader.Error($"metric {metric} is not read (0 inner product, 1 L2 and 2 L1 are)"),
        });
    }
}
