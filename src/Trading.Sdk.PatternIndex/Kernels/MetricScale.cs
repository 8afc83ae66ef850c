namespace Trading.Sdk.PatternIndex;

/// <summary>Between a kernel's raw value and the distance the caller sees.</summary>
internal static class MetricScale
{
    /// <summary>Added to the raw value: cosine and correlation are 1 − product.</summary>
    public static float Offset(VectorMetric metric) => metric >= VectorMetric.Cosine ? 1f : 0f;
}
