namespace Trading.Sdk.Statistics;

/// <summary>The test of Gibbons, Ross and Shanken that the intercepts of all assets on the factors are jointly 0.</summary>
/// <param name="Statistic">(T−N−K)/N · a'S⁻¹a/(1+μ'Ω⁻¹μ), S and Ω divided by T.</param>
/// <param name="PValue">Exact under normal errors: F(N, T−N−K).</param>
/// <param name="NumeratorDegreesOfFreedom">N, the number of assets.</param>
/// <param name="DenominatorDegreesOfFreedom">T−N−K.</param>
public readonly record struct GibbonsRossShanken(double Statistic, double PValue, int NumeratorDegreesOfFreedom, int DenominatorDegreesOfFreedom)
{
    /// <summary>Runs the test.</summary>
    /// <param name="excessReturns">Row-major [periods × assets], oldest first.</param>
    /// <param name="assets">N, at least 1.</param>
    /// <param name="factors">Row-major [periods × factors]; traded factors (excess returns).</param>
    /// <param name="factorCount">K, at least 1; T must exceed N+K.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, a value is not finite, there are too few periods, or factors or residuals are linearly dependent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    /// <remarks>Source: M. Gibbons, S. Ross, J. Shanken (1989), A test of the efficiency of a given portfolio.</remarks>
    public static GibbonsRossShanken Test(ReadOnlySpan<double> excessReturns, int assets, ReadOnlySpan<double> factors, int factorCount)
    {
        int periods = FactorPanel.Check(excessReturns, assets, factors, factorCount), dof = periods - assets - factorCount;
        Demand.AtLeast(periods, assets + factorCount + 1, nameof(excessReturns));
        var omega = new SymmetricSolver(FactorPanel.Covariance(factors, factorCount, out double[] means), factorCount, nameof(factors));
        double[] residuals = new double[excessReturns.Length], intercepts = new double[assets], column = new double[periods];
        for (int a = 0; a < assets; a++)
        {
            FactorPanel.Column(excessReturns, assets, a, column);
            RegressionResult fit = LeastSquares.Fit(column, factors, factorCount);
            intercepts[a] = fit.Coefficients[0];
            for (int t = 0; t < periods; t++)
            {
                residuals[t * assets + a] = fit.Residuals[t];
            }
        }

        var errors = new SymmetricSolver(FactorPanel.Covariance(residuals, assets, out _), assets, nameof(excessReturns));
        double statistic = (double)dof / assets * errors.QuadraticForm(intercepts) / (1 + omega.QuadraticForm(means));
        return new GibbonsRossShanken(statistic, FisherDistribution.Survival(statistic, assets, dof), assets, dof);
    }
}
