namespace Trading.Sdk.Microstructure;

/// <summary>Weights of the <see cref="LiquidityScore"/>; each at least 0.</summary>
public sealed record LiquidityScoreOptions
{
    /// <value>Weight of the negative spread. Default 0.4.</value>
    public double SpreadWeight { get; init; } = 0.4;

    /// <value>Weight of the depth. Default 0.3.</value>
    public double DepthWeight { get; init; } = 0.3;

    /// <value>Weight of the negative cost to trade. Default 0.3.</value>
    public double CostWeight { get; init; } = 0.3;

    /// <value>Readings that make up the past, at least 10. Default 300.</value>
    public int Window { get; init; } = 300;

    internal void Validate()
    {
        Require.Within(SpreadWeight, 0.0, 1e6, nameof(SpreadWeight));
        Require.Within(DepthWeight, 0.0, 1e6, nameof(DepthWeight));
        Require.Within(CostWeight, 0.0, 1e6, nameof(CostWeight));
        Require.AtLeast(Window, 10, nameof(Window));
    }
}
