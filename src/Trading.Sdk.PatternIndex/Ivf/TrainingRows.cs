namespace Trading.Sdk.PatternIndex;

/// <summary>Rows to learn from, in the form the metric stores.</summary>
internal static unsafe class TrainingRows
{
    public static float[] Prepare(int dimension, VectorMetric metric, ReadOnlySpan<float> trainingRows)
    {
        VectorArguments.CheckDimension(dimension);
        VectorArguments.CheckMetric(metric);
        if (trainingRows.IsEmpty || trainingRows.Length % dimension != 0)
        {
            throw new ArgumentException($"{trainingRows.Length} components are not rows of {dimension}.", nameof(trainingRows));
        }

        float[] rows = new float[trainingRows.Length];
        float[] row = new float[VectorArguments.Pad(dimension)];
        fixed (float* padded = row)
        {
            for (int at = 0; at < rows.Length; at += dimension)
            {
                VectorArguments.Prepare(trainingRows.Slice(at, dimension), dimension, metric, padded, nameof(trainingRows));
                row.AsSpan(0, dimension).CopyTo(rows.AsSpan(at));
            }
        }

        return rows;
    }
}
