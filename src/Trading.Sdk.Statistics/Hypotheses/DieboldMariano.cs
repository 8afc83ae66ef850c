namespace Trading.Sdk.Statistics;

/// <summary>The test of Diebold and Mariano whether two forecasts are equally accurate under squared loss.</summary>
/// <param name="Statistic">DM = mean loss difference/√(long-run variance/n); negative when the first forecast is better. NaN when the variance estimate is not positive.</param>
/// <param name="PValueNormal">Two-sided, from the normal distribution.</param>
/// <param name="StatisticCorrected">DM·√((n+1−2h+h(h−1)/n)/n), the small-sample form of Harvey, Leybourne and Newbold.</param>
/// <param name="PValueCorrected">Two-sided, from t(n−1).</param>
public readonly record struct DieboldMariano(double Statistic, double PValueNormal, double StatisticCorrected, double PValueCorrected)
{
    /// <summary>Runs the test.</summary>
    /// <param name="errorsA">Forecast errors of the first forecast, oldest first, at least two.</param>
    /// <param name="errorsB">Errors of the second forecast at the same times.</param>
    /// <param name="horizon">Steps ahead h, 1 … n: autocovariances 0 … h−1 (rectangular weights, divided by n) enter the variance. Default 1.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are fewer than two errors, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="horizon"/> is out of range.</exception>
    /// <remarks>Source: F. Diebold, R. Mariano (1995), Comparing predictive accuracy; D. Harvey, S. Leybourne, P. Newbold (1997).</remarks>
    public static DieboldMariano Test(ReadOnlySpan<double> errorsA, ReadOnlySpan<double> errorsB, int horizon = 1)
    {
        Demand.Sample(errorsA, 2, nameof(errorsA));
        Demand.SameLength(errorsB.Length, errorsA.Length, nameof(errorsB));
        Demand.Finite(errorsB, nameof(errorsB));
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(horizon, errorsA.Length);
        int n = errorsA.Length;
        double[] loss = new double[n];
        for (int i = 0; i < n; i++)
        {
            loss[i] = errorsA[i] * errorsA[i] - errorsB[i] * errorsB[i];
        }

        double mean = Moments.MeanOf(loss), variance = Autocovariance.Sum(loss, mean, 0);
        for (int lag = 1; lag < horizon; lag++)
        {
            variance += 2 * Autocovariance.Sum(loss, mean, lag);
        }

        double h = horizon, statistic = variance > 0 ? mean / (Math.Sqrt(variance) / n) : double.NaN;
        double corrected = statistic * Math.Sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n);
        return new DieboldMariano(statistic, NormalDistribution.TwoSided(statistic), corrected, StudentTDistribution.TwoSided(corrected, n - 1));
    }
}
