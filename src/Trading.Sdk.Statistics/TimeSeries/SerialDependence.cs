namespace Trading.Sdk.Statistics;

/// <summary>Autocorrelation and tests against it, in levels and in squares, and the test of normality that goes with them.</summary>
public static class SerialDependence
{
    /// <summary>Autocorrelations at lags 1 … L: mean removed, divided by the sum of squares of the whole series.</summary>
    /// <param name="x">The series, oldest first, finite, at least one value.</param>
    /// <param name="autocorrelation">Receives one value per lag; lags beyond the series are 0; NaN when the series does not vary.</param>
    /// <exception cref="ArgumentException">The series is empty or not finite.</exception>
    /// <remarks>Source: G. Box, G. Jenkins (1970), the biased estimator, which keeps the sequence positive semi-definite. Cost O(nL).</remarks>
    public static void Autocorrelation(ReadOnlySpan<double> x, Span<double> autocorrelation)
    {
        Demand.Sample(x, 1, nameof(x));
        double mean = Moments.MeanOf(x), whole = Autocovariance.Sum(x, mean, 0);
        for (int l = 0; l < autocorrelation.Length; l++)
        {
            autocorrelation[l] = Autocovariance.Sum(x, mean, l + 1) / whole;
        }
    }

    /// <summary>Ljung–Box test: Q = n(n+2)Σρₖ²/(n−k) over lags 1 … L, χ²(L − fitted parameters).</summary>
    /// <param name="x">The series (or residuals), oldest first, finite; more values than lags.</param>
    /// <param name="lags">L, at least 1.</param>
    /// <param name="fittedParameters">Parameters of an ARMA model whose residuals these are, below <paramref name="lags"/>. Default 0.</param>
    /// <exception cref="ArgumentException">The series is too short or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    /// <remarks>Source: G. Ljung, G. Box (1978), On a measure of lack of fit in time series models.</remarks>
    public static HypothesisTestResult LjungBox(ReadOnlySpan<double> x, int lags, int fittedParameters = 0) => Portmanteau(x, lags, fittedParameters, weighted: true);

    /// <summary>Box–Pierce test: Q = nΣρₖ² over lags 1 … L; the parameters are those of <see cref="LjungBox"/>, which is the better one in small samples.</summary>
    /// <exception cref="ArgumentException">The series is too short or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    /// <remarks>Source: G. Box, D. Pierce (1970).</remarks>
    public static HypothesisTestResult BoxPierce(ReadOnlySpan<double> x, int lags, int fittedParameters = 0) => Portmanteau(x, lags, fittedParameters, weighted: false);

    /// <summary>Engle's test for autoregressive conditional heteroskedasticity: n·R² of x² on a constant and its lags, χ²(lags).</summary>
    /// <param name="x">Residuals, oldest first, finite, taken as they are (no mean is removed).</param>
    /// <param name="lags">At least 1.</param>
    /// <returns>n is the number of observations in the regression (length − lags).</returns>
    /// <exception cref="ArgumentException">The series is too short, not finite, or its squares do not vary.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lags"/> is below 1.</exception>
    /// <remarks>Source: R. Engle (1982), Autoregressive conditional heteroscedasticity.</remarks>
    public static HypothesisTestResult ArchLm(ReadOnlySpan<double> x, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lags, 1);
        Demand.Sample(x, 2 * lags + 2, nameof(x));
        int n = x.Length - lags;
        double[] y = new double[n], design = new double[n * lags];
        for (int t = 0; t < n; t++)
        {
            y[t] = x[t + lags] * x[t + lags];
            for (int l = 1; l <= lags; l++)
            {
                design[t * lags + l - 1] = x[t + lags - l] * x[t + lags - l];
            }
        }

        if (!LeastSquares.TryFit(y, design, lags, constant: true, out RegressionResult? fit))
        {
            throw new ArgumentException("The lagged squares are linearly dependent: the test is undefined for this series.", nameof(x));
        }

        double statistic = n * fit.RSquared;
        return new HypothesisTestResult(statistic, ChiSquaredDistribution.Survival(Math.Max(0, statistic), lags));
    }

    /// <summary>Jarque–Bera test of normality: n/6·(γ3² + (γ4−3)²/4), χ²(2).</summary>
    /// <param name="x">At least two finite values.</param>
    /// <returns>Population skewness and kurtosis (see <see cref="Moments"/>) enter; NaN when the values do not vary.</returns>
    /// <exception cref="ArgumentException">There are fewer than two values, or one is not finite.</exception>
    /// <remarks>The χ² limit is reached slowly: below about 2,000 values the test rejects less often than its level. Source: C. Jarque, A. Bera (1987).</remarks>
    public static HypothesisTestResult JarqueBera(ReadOnlySpan<double> x)
    {
        Demand.Sample(x, 2, nameof(x));
        Moments m = Moments.Of(x);
        double excess = m.Kurtosis - 3, statistic = x.Length / 6.0 * (m.Skewness * m.Skewness + 0.25 * excess * excess);
        return new HypothesisTestResult(statistic, ChiSquaredDistribution.Survival(statistic, 2));
    }

    private static HypothesisTestResult Portmanteau(ReadOnlySpan<double> x, int lags, int fittedParameters, bool weighted)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lags, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(fittedParameters);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fittedParameters, lags);
        Demand.Sample(x, lags + 1, nameof(x));
        double mean = Moments.MeanOf(x), whole = Autocovariance.Sum(x, mean, 0), n = x.Length, sum = 0;
        for (int l = 1; l <= lags; l++)
        {
            double rho = Autocovariance.Sum(x, mean, l) / whole;
            sum += rho * rho * (weighted ? (n + 2) / (n - l) : 1);
        }

        return new HypothesisTestResult(n * sum, ChiSquaredDistribution.Survival(n * sum, lags - fittedParameters));
    }
}
