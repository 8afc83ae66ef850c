namespace Trading.Sdk.Statistics;

/// <summary>The KPSS test of the hypothesis that a series is stationary about a level or a trend: the complement of <see cref="DickeyFuller"/>.</summary>
public static class Stationarity
{
    private static readonly double[] Levels = [0.10, 0.05, 0.025, 0.01];
    private static readonly double[] AboutConstant = [0.347, 0.463, 0.574, 0.739];
    private static readonly double[] AboutTrend = [0.119, 0.146, 0.176, 0.216];

    /// <summary>Runs the test.</summary>
    /// <param name="x">The series, oldest first, finite, at least three values.</param>
    /// <param name="trend">A constant (default) or a constant and a linear trend.</param>
    /// <param name="lag">Lags of the long-run variance with Bartlett weights, at least 0; null for ⌈12(n/100)^¼⌉ (Schwert), at most n−1.</param>
    /// <returns>The statistic, and p by linear interpolation in the paper's table, clipped to 0.01 … 0.10. NaN when the residuals are all 0.</returns>
    /// <exception cref="ArgumentException">There are fewer than three values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lag"/> is negative or <paramref name="trend"/> is another.</exception>
    /// <remarks>Source: D. Kwiatkowski, P. Phillips, P. Schmidt, Y. Shin (1992), table 1.</remarks>
    public static HypothesisTestResult Kpss(ReadOnlySpan<double> x, TrendTerms trend = TrendTerms.Constant, int? lag = null)
    {
        Demand.Sample(x, 3, nameof(x));
        if (trend is not (TrendTerms.Constant or TrendTerms.ConstantAndTrend))
        {
            throw new ArgumentOutOfRangeException(nameof(trend), trend, "The test is about a constant or a linear trend.");
        }

        int n = x.Length, lags = lag ?? Math.Min(n - 1, (int)Math.Ceiling(12 * Math.Pow(n / 100.0, 0.25)));
        ArgumentOutOfRangeException.ThrowIfNegative(lags, nameof(lag));
        double[] residuals = x.ToArray();
        double mean = Moments.MeanOf(x), slope = 0, centre = 0.5 * (n - 1);
        if (trend == TrendTerms.ConstantAndTrend)
        {
            double squares = 0, products = 0;
            for (int t = 0; t < n; t++)
            {
                squares += (t - centre) * (t - centre);
                products += (t - centre) * (x[t] - mean);
            }

            slope = products / squares;
        }

        double partial = 0, sum = 0;
        for (int t = 0; t < n; t++)
        {
            residuals[t] -= mean + slope * (t - centre);
            partial += residuals[t];
            sum += partial * partial;
        }

        double statistic = sum / ((double)n * n) / Autocovariance.BartlettLongRunVariance(residuals, 0, lags);
        return new HypothesisTestResult(statistic, Interpolate(statistic, trend == TrendTerms.Constant ? AboutConstant : AboutTrend));
    }

    private static double Interpolate(double statistic, double[] critical)
    {
        if (!(statistic > critical[0]))
        {
            return double.IsNaN(statistic) ? statistic : Levels[0];
        }

        for (int i = 1; i < critical.Length; i++)
        {
            if (statistic <= critical[i])
            {
                return Levels[i - 1] + (statistic - critical[i - 1]) / (critical[i] - critical[i - 1]) * (Levels[i] - Levels[i - 1]);
            }
        }

        return Levels[^1];
    }
}
