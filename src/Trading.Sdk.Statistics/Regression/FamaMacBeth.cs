namespace Trading.Sdk.Statistics;

/// <summary>The two-pass regression of Fama and MacBeth: does exposure to factors earn a premium?</summary>
public static class FamaMacBeth
{
    // The block of right-hand sides then stays near a megabyte, whatever the number of periods.
    private const int PeriodsAtOnce = 1024;

    /// <summary>Estimates the premia: betas over the full sample, then one cross-section with intercept per period.</summary>
    /// <param name="excessReturns">Row-major [periods × assets], oldest first.</param>
    /// <param name="assets">Number of assets, above the number of factors + 1.</param>
    /// <param name="factors">Row-major [periods × factors].</param>
    /// <param name="factorCount">Number of factors, at least 1.</param>
    /// <param name="neweyWestLag">Lag of the Newey–West errors; null for <see cref="LeastSquares.NeweyWestLag"/>.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, a value is not finite, there are too few periods or assets, or factors or betas are linearly dependent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    /// <remarks>Source: E. Fama, J. MacBeth (1973), Risk, return, and equilibrium; J. Shanken (1992); J. Cochrane (2005), Asset Pricing, 12.3.</remarks>
    public static FamaMacBethResult Estimate(ReadOnlySpan<double> excessReturns, int assets, ReadOnlySpan<double> factors, int factorCount, int? neweyWestLag = null)
    {
        int periods = FactorPanel.Check(excessReturns, assets, factors, factorCount);
        int lag = neweyWestLag ?? LeastSquares.NeweyWestLag(periods), k = factorCount + 1;
        ArgumentOutOfRangeException.ThrowIfNegative(lag, nameof(neweyWestLag));
        Demand.AtLeast(assets, k + 1, nameof(assets));
        var covariance = new SymmetricSolver(FactorPanel.Covariance(factors, factorCount, out _), factorCount, nameof(factors));
        double[] betas = new double[assets * factorCount], column = new double[periods];
        for (int a = 0; a < assets; a++)
        {
            FactorPanel.Column(excessReturns, assets, a, column);
            LeastSquares.Fit(column, factors, factorCount).Coefficients.AsSpan(1).CopyTo(betas.AsSpan(a * factorCount));
        }

        double[] byPeriod = CrossSections(excessReturns, assets, periods, betas, factorCount);
        double[] premia = new double[k], errors = new double[k], statistics = new double[k], robust = new double[k];
        for (int i = 0; i < k; i++)
        {
            FactorPanel.Column(byPeriod, k, i, column);
            premia[i] = Moments.MeanOf(column);
            errors[i] = Math.Sqrt(Moments.SumOfSquares(column, premia[i]) / (periods - 1) / periods);
            statistics[i] = premia[i] / errors[i];
            robust[i] = Math.Sqrt(Autocovariance.BartlettLongRunVariance(column, premia[i], lag) / periods);
        }

        return new FamaMacBethResult
        {
            Premia = premia,
            StandardErrors = errors,
            TStatistics = statistics,
            NeweyWestLag = lag,
            StandardErrorsNeweyWest = robust,
            ShankenFactor = 1 + covariance.QuadraticForm(premia.AsSpan(1)),
            Betas = betas,
            PremiaByPeriod = byPeriod,
        };
    }

    /// <summary>Many cross-sections at once: their design is the same, so the periods are right-hand sides of one factorisation.</summary>
    private static double[] CrossSections(ReadOnlySpan<double> excessReturns, int assets, int periods, double[] betas, int factorCount)
    {
        double[] byPeriod = new double[checked(periods * (factorCount + 1))];
        for (int first = 0; first < periods; first += PeriodsAtOnce)
        {
            int count = Math.Min(PeriodsAtOnce, periods - first);
            SolvePeriods(excessReturns.Slice(first * assets, count * assets), assets, count, betas, factorCount, byPeriod.AsSpan(first * (factorCount + 1)));
        }

        return byPeriod;
    }

    private static unsafe void SolvePeriods(ReadOnlySpan<double> excessReturns, int assets, int periods, double[] betas, int factorCount, Span<double> byPeriod)
    {
        int k = factorCount + 1;
        var factor = new TriangularFactor(k, periods);
        var block = new ColumnBlock(k + periods);
        for (int first = 0; first < assets; first += ColumnBlock.Rows)
        {
            int count = Math.Min(ColumnBlock.Rows, assets - first);
            block.Load(betas, factorCount, constant: true, first, count);
            for (int t = 0; t < periods; t++)
            {
                double* column = block.Column(k + t);
                for (int r = 0; r < count; r++)
                {
                    column[r] = excessReturns[t * assets + first + r];
                }
            }

            factor.Add(block);
        }

        if (factor.FirstDependentColumn() is var dependent and >= 0)
        {
            throw new ArgumentException($"The betas of factor {dependent - 1} are linearly dependent across assets.", nameof(excessReturns));
        }

        for (int t = 0; t < periods; t++)
        {
            factor.Solve(t).CopyTo(byPeriod[(t * k)..]);
        }
    }
}
