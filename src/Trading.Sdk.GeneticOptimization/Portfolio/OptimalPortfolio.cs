namespace Trading.Sdk.GeneticOptimization;

/// <summary>Weights with their figures under the estimates.</summary>
/// <param name="Weights">One weight an asset, sum 1.</param>
/// <param name="Return">Expected return, before transaction costs.</param>
/// <param name="Variance">Variance of the return.</param>
public sealed record OptimalPortfolio(double[] Weights, double Return, double Variance)
{
    /// <summary>Standard deviation of the return.</summary>
    public double Volatility => Math.Sqrt(Variance);

    /// <summary>Excess return over volatility.</summary>
    /// <param name="riskFree">Return of the riskless asset for the same period.</param>
    public double Sharpe(double riskFree = 0) => (Return - riskFree) / Volatility;
}
