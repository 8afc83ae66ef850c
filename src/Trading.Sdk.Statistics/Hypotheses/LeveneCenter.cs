namespace Trading.Sdk.Statistics;

/// <summary>About what Levene's test measures the spread of a group.</summary>
public enum LeveneCenter
{
    /// <summary>The group's median: robust against skewness (Brown–Forsythe).</summary>
    Median,

    /// <summary>The group's mean: for symmetric, moderate tails.</summary>
    Mean,
}
