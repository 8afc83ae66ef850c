namespace Trading.Sdk.Statistics;

/// <summary>Sums of lagged products about a mean, the kernel of every autocorrelation and long-run variance here.</summary>
internal static class Autocovariance
{
    /// <summary>Σ (x[t]−mean)(x[t−lag]−mean), not divided.</summary>
    public static double Sum(ReadOnlySpan<double> x, double mean, int lag)
    {
        double sum = 0;
        for (int t = lag; t < x.Length; t++)
        {
            sum += (x[t] - mean) * (x[t - lag] - mean);
        }

        return sum;
    }

    /// <summary>γ0 + 2Σ(1−l/(L+1))γl with autocovariances divided by n (Bartlett weights).</summary>
    public static double BartlettLongRunVariance(ReadOnlySpan<double> x, double mean, int lag)
    {
        double sum = Sum(x, mean, 0);
        for (int l = 1; l <= lag && l < x.Length; l++)
        {
            sum += 2 * (1 - l / (lag + 1.0)) * Sum(x, mean, l);
        }

        return sum / x.Length;
    }
}
