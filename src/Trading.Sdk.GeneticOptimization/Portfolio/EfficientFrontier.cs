namespace Trading.Sdk.GeneticOptimization;

/// <summary>The exact efficient frontier: its turning points, and every portfolio between them.</summary>
public sealed class EfficientFrontier
{
    private readonly PortfolioEstimates estimates;

    internal EfficientFrontier(PortfolioEstimates estimates, List<OptimalPortfolio> turningPoints)
    {
        this.estimates = estimates;
        // Events at one return (ties, degenerate bounds) leave repeated points.
        var distinct = new List<OptimalPortfolio>();
        foreach (OptimalPortfolio point in turningPoints)
        {
            if (distinct.Count == 0 || point.Return < distinct[^1].Return || point.Variance < distinct[^1].Variance)
            {
                distinct.Add(point);
            }
        }

        TurningPoints = distinct;
    }

    /// <summary>From the maximum return to the minimum variance; returns fall. Between two neighbours the weights are linear in the return.</summary>
    public IReadOnlyList<OptimalPortfolio> TurningPoints { get; }

    /// <summary>The portfolio of greatest return.</summary>
    public OptimalPortfolio MaximumReturn => TurningPoints[0];

    /// <summary>The portfolio of least variance.</summary>
    public OptimalPortfolio MinimumVariance => TurningPoints[^1];

    /// <summary>The portfolio of least variance with a return.</summary>
    /// <param name="targetReturn">Between the return of the minimum variance and the maximum return.</param>
    /// <exception cref="PortfolioInfeasibleException">The return lies outside the efficient frontier.</exception>
    public OptimalPortfolio At(double targetReturn)
    {
        double high = MaximumReturn.Return, low = MinimumVariance.Return, slack = 1e-12 * Math.Max(1e-12, high - low);
        if (!(targetReturn <= high + slack) || !(targetReturn >= low - slack))
        {
            throw new PortfolioInfeasibleException($"The return {targetReturn} lies outside the efficient frontier [{low}, {high}].");
        }

        int k = 1;
        while (k < TurningPoints.Count - 1 && TurningPoints[k].Return > targetReturn)
        {
            k++;
        }

        if (TurningPoints.Count == 1)
        {
            return TurningPoints[0];
        }

        OptimalPortfolio above = TurningPoints[k - 1], below = TurningPoints[k];
        double width = above.Return - below.Return;
        double share = width > 0 ? Math.Clamp((targetReturn - below.Return) / width, 0, 1) : 0;
        return Mix(above, below, share);
    }

    /// <summary>Portfolios at evenly spaced returns from the maximum return down to the minimum variance.</summary>
    /// <param name="count">At least 2.</param>
    public IReadOnlyList<OptimalPortfolio> Sample(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        double high = MaximumReturn.Return, low = MinimumVariance.Return;
        return [.. Enumerable.Range(0, count).Select(i => At(high + ((low - high) * i / (count - 1))))];
    }

    /// <summary>The portfolio of greatest Sharpe ratio.</summary>
    /// <param name="riskFree">Return of the riskless asset for the same period.</param>
    /// <exception cref="PortfolioInfeasibleException">No portfolio earns more than the riskless asset.</exception>
    public OptimalPortfolio MaximumSharpe(double riskFree = 0)
    {
        if (!(MaximumReturn.Return > riskFree))
        {
            throw new PortfolioInfeasibleException($"No portfolio earns more than the riskless return {riskFree}: the maximum return is {MaximumReturn.Return}.");
        }

        OptimalPortfolio best = MaximumReturn;
        for (int k = 1; k < TurningPoints.Count; k++)
        {
            OptimalPortfolio candidate = BestBetween(TurningPoints[k - 1], TurningPoints[k], riskFree);
            best = candidate.Sharpe(riskFree) > best.Sharpe(riskFree) ? candidate : best;
        }

        return best;
    }

    private OptimalPortfolio BestBetween(OptimalPortfolio above, OptimalPortfolio below, double riskFree)
    {
        // With w = below + s·(above − below): (e0 + s·e1) / √(v0 + 2s·v1 + s²·v2) is greatest at s = (e1·v0 − e0·v1) / (e0·v2 − e1·v1).
        double[] direction = [.. above.Weights.Zip(below.Weights, (a, b) => a - b)];
        double e0 = below.Return - riskFree, e1 = above.Return - below.Return, v0 = below.Variance, v2 = DenseMatrix.Quadratic(estimates.Covariance, direction);
        double v1 = (above.Variance - v0 - v2) / 2;
        double denominator = (e0 * v2) - (e1 * v1);
        double s = denominator == 0 ? 1 : ((e1 * v0) - (e0 * v1)) / denominator;
        return Mix(above, below, double.IsFinite(s) ? Math.Clamp(s, 0, 1) : 1);
    }

    private OptimalPortfolio Mix(OptimalPortfolio above, OptimalPortfolio below, double share)
    {
        double[] w = new double[above.Weights.Length];
        for (int i = 0; i < w.Length; i++)
        {
            w[i] = below.Weights[i] + (share * (above.Weights[i] - below.Weights[i]));
        }

        return new OptimalPortfolio(w, DenseMatrix.Dot(estimates.Mean, w), DenseMatrix.Quadratic(estimates.Covariance, w));
    }
}
