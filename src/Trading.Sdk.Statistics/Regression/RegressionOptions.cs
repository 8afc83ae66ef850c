namespace Trading.Sdk.Statistics;

/// <summary>What a least-squares fit assumes.</summary>
public sealed record RegressionOptions
{
    /// <summary>Puts a constant before the regressors, as coefficient 0. Default true. R² is centred exactly when this is true.</summary>
    public bool Constant { get; init; } = true;
}
