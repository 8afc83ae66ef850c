namespace Trading.Sdk.GeneticOptimization;

/// <summary>How much of the exact frontier's hypervolume a found front covers.</summary>
public static class FrontierShare
{
    /// <summary>
    /// The share in [0, 1] with variance and negative return minimised, against the reference point (greatest variance on
    /// the exact frontier, return of the minimum variance), each moved outwards by a tenth of the frontier's range. The exact
    /// hypervolume takes 20,000 points.
    /// </summary>
    /// <param name="estimates">Expected returns and covariance.</param>
    /// <param name="exact">The exact frontier.</param>
    /// <param name="front">Portfolios found.</param>
    public static double Compute(PortfolioEstimates estimates, EfficientFrontier exact, IReadOnlyList<OptimalPortfolio> front)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        ArgumentNullException.ThrowIfNull(exact);
        ArgumentNullException.ThrowIfNull(front);
        OptimalPortfolio high = exact.MaximumReturn, low = exact.MinimumVariance;
        double[] reference = [high.Variance + (0.1 * (high.Variance - low.Variance)), -(low.Return - (0.1 * (high.Return - low.Return)))];
        double whole = Hypervolume.Compute(Points(exact.Sample(20_000)), reference);
        return Hypervolume.Compute(Points(front), reference) / whole;
    }

    private static double[] Points(IReadOnlyList<OptimalPortfolio> front) => [.. front.SelectMany(p => new[] { p.Variance, -p.Return })];
}
