namespace Trading.Sdk.Statistics;

/// <summary>The augmented Dickey–Fuller test of the hypothesis that a series has a unit root.</summary>
/// <remarks>
/// Δxₜ is regressed on xₜ₋₁, p lagged differences and the deterministic terms. Source: D. Dickey, W. Fuller (1979); S. Said, D. Dickey (1984);
/// p-values and critical values: MacKinnon (1994, 2010). The conventions are those of statsmodels' adfuller.
/// </remarks>
public static class DickeyFuller
{
    /// <summary>Tests with a given number of lagged differences.</summary>
    /// <param name="x">Levels of the series, oldest first, finite, not all equal.</param>
    /// <param name="lag">Lagged differences p, at least 0.</param>
    /// <param name="trend">Deterministic terms. Default: a constant.</param>
    /// <exception cref="ArgumentException">A value is not finite, all are equal, or there are too few for the regression.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lag"/> is negative.</exception>
    public static UnitRootResult Test(ReadOnlySpan<double> x, int lag, TrendTerms trend = TrendTerms.Constant)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lag);
        CheckSeries(x);
        int terms = (int)trend, n = x.Length - 1 - lag, extra = Math.Max(0, terms - 1), columns = 1 + lag + extra;
        if (n <= columns + 1)
        {
            throw new ArgumentException($"{x.Length} values are too few for {lag} lagged differences.", nameof(x));
        }

        double[] y = new double[n], design = new double[n * columns];
        for (int t = 0; t < n; t++)
        {
            Span<double> row = design.AsSpan(t * columns, columns);
            y[t] = x[t + lag + 1] - x[t + lag];
            row[0] = x[t + lag];
            for (int l = 1; l <= lag; l++)
            {
                row[l] = x[t + lag + 1 - l] - x[t + lag - l];
            }

            double time = t + 1;
            for (int e = 0; e < extra; e++)
            {
                row[1 + lag + e] = e == 0 ? time : time * time;
            }
        }

        if (!LeastSquares.TryFit(y, design, columns, constant: terms > 0, out RegressionResult? fit))
        {
            throw new ArgumentException("The level, its lagged differences and the trend are linearly dependent: the test is undefined for this series.", nameof(x));
        }

        double statistic = fit.Errors.Statistics[terms > 0 ? 1 : 0];
        return new UnitRootResult(
            statistic, MacKinnon.PValue(statistic, trend), lag, n,
            MacKinnon.CriticalValue(trend, 0, n), MacKinnon.CriticalValue(trend, 1, n), MacKinnon.CriticalValue(trend, 2, n));
    }

    /// <summary>Tests with the number of lagged differences that Akaike's criterion chooses.</summary>
    /// <param name="x">Levels of the series, oldest first, finite, not all equal.</param>
    /// <param name="trend">Deterministic terms. Default: a constant.</param>
    /// <param name="maxLag">Greatest lag to try; null for min(⌈12(n/100)^¼⌉, ⌊n/2⌋−terms−1) (Schwert 1989).</param>
    /// <exception cref="ArgumentException">A value is not finite, all are equal, or there are too few for the regression.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLag"/> is negative.</exception>
    /// <remarks>All lags are compared on the same sample (one QR factorisation serves them all, the models being nested); the chosen one is refitted on its longest sample.</remarks>
    public static unsafe UnitRootResult TestWithAic(ReadOnlySpan<double> x, TrendTerms trend = TrendTerms.Constant, int? maxLag = null)
    {
        CheckSeries(x);
        int terms = (int)trend;
        int greatest = maxLag ?? Math.Min(x.Length / 2 - terms - 1, (int)Math.Ceiling(12 * Math.Pow(x.Length / 100.0, 0.25)));
        if (maxLag is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(maxLag));
        }

        int n = x.Length - 1 - greatest, k = terms + 1 + greatest;
        if (greatest < 0 || n <= k)
        {
            throw new ArgumentException($"{x.Length} values are too few for {Math.Max(0, greatest)} lagged differences.", nameof(x));
        }

        var factor = new TriangularFactor(k);
        var block = new ColumnBlock(k + 1);
        for (int first = 0; first < n; first += ColumnBlock.Rows)
        {
            block.Begin(Math.Min(ColumnBlock.Rows, n - first));
            for (int r = 0; r < block.Count; r++)
            {
                int t = first + r + greatest;
                double time = first + r + 1, power = 1;
                for (int c = 0; c < terms; c++, power *= time)
                {
                    block.Column(c)[r] = power;
                }

                block.Column(terms)[r] = x[t];
                for (int l = 1; l <= greatest; l++)
                {
                    block.Column(terms + l)[r] = x[t + 1 - l] - x[t - l];
                }

                block.Column(k)[r] = x[t + 1] - x[t];
            }

            factor.Add(block);
        }

        double rss = factor.ResidualSumOfSquares(), best = double.PositiveInfinity;
        int chosen = 0;
        for (int lag = greatest; lag >= 0; lag--)
        {
            double aic = n * Math.Log(rss) + 2 * (terms + 1 + lag);
            if (aic <= best)
            {
                (best, chosen) = (aic, lag);
            }

            double rotated = factor.Rotated(terms + lag);
            rss += rotated * rotated;
        }

        return Test(x, chosen, trend);
    }

    private static void CheckSeries(ReadOnlySpan<double> x)
    {
        Demand.Sample(x, 3, nameof(x));
        if (!x.ContainsAnyExcept(x[0]))
        {
            throw new ArgumentException("The series does not vary.", nameof(x));
        }
    }
}
