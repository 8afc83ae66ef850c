namespace Trading.Sdk.PatternIndex;

/// <summary>How two vectors are compared. In every metric a smaller <see cref="Neighbor.Distance"/> is nearer.</summary>
public enum VectorMetric
{
    /// <summary>Squared Euclidean distance, Σ(a−b)².</summary>
    SquaredL2 = 0,

    /// <summary>Sum of absolute differences, Σ|a−b|.</summary>
    L1 = 1,

    /// <summary>The negated inner product, −Σab: the greatest product is the nearest.</summary>
    InnerProduct = 2,

    /// <summary>1 − cos(a, b). Vectors are stored at unit length; a zero vector stays zero and has distance 1 to everything.</summary>
    Cosine = 3,

    /// <summary>1 − Pearson correlation: vectors are centred and brought to unit length; a constant vector becomes zero and has distance 1 to everything.</summary>
    Correlation = 4,
}
