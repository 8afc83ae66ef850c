namespace Trading.Sdk.Microstructure;

/// <summary>Variance from tick prices that carry market-microstructure noise, over a whole sample; <see cref="NoiseRobustVolatility"/> is the stream over a window.</summary>
public static class NoiseRobustVariance
{
    /// <summary>Realized variance Σ(ln pᵢ₊₁ − ln pᵢ)²: biased upwards by noise.</summary>
    /// <param name="prices">Prices, above 0, at least 2.</param>
    public static double Realized(ReadOnlySpan<double> prices) => Sum(Logs(prices), 1, 0);

    /// <summary>Two-scale realized variance: the mean over K subsampled grids, less n̄/n times the variance of all ticks, with the small-sample factor 1/(1 − n̄/n).</summary>
    /// <param name="prices">Prices, above 0, more than K + 1.</param>
    /// <param name="scale">K, ticks of the slow scale, at least 2.</param>
    /// <remarks>L. Zhang, P. Mykland, Y. Aït-Sahalia, "A Tale of Two Time Scales", JASA 100(472), 2005, equations 55 and 64.</remarks>
    public static double TwoScale(ReadOnlySpan<double> prices, int scale)
    {
        Require.AtLeast(scale, 2, nameof(scale));
        Require.AtLeast(prices.Length, scale + 2, nameof(prices));
        return TwoScaleOfLogs(Logs(prices), scale);
    }

    internal static double TwoScaleOfLogs(ReadOnlySpan<double> logs, int scale)
    {
        int n = logs.Length - 1;
        double average = 0;
        for (int offset = 0; offset < scale; offset++)
        {
            average += Sum(logs, scale, offset);
        }

        average /= scale;
        double meanReturns = (double)(n - scale + 1) / scale;
        return (average - (meanReturns / n * Sum(logs, 1, 0))) / (1.0 - (meanReturns / n));
    }

    /// <summary>Realized kernel with Parzen weights: γ₀ + 2·Σ k(h/(H+1))·γₕ, γₕ being the h-th autocovariance sum of the returns; never negative.</summary>
    /// <param name="prices">Prices, above 0, more than H + 1.</param>
    /// <param name="bandwidth">H, at least 0; 0 = plain realized variance.</param>
    /// <remarks>
    /// O. Barndorff-Nielsen, P. Hansen, A. Lunde, N. Shephard, "Realized Kernels in Practice: Trades and Quotes", Econometrics Journal 12(3), 2009. The two
    /// end points are used as they are (no jittering).
    /// </remarks>
    public static double RealizedKernel(ReadOnlySpan<double> prices, int bandwidth)
    {
        Require.AtLeast(bandwidth, 0, nameof(bandwidth));
        Require.AtLeast(prices.Length, bandwidth + 2, nameof(prices));
        return KernelOfLogs(Logs(prices), bandwidth);
    }

    /// <summary>The bandwidth that balances noise against bias: H = 3.5134 · ξ^(4/5) · n^(3/5), ξ² = noise variance / integrated variance.</summary>
    /// <param name="prices">Prices, above 0, more than K + 1.</param>
    /// <param name="scale">K: ticks between the prices from which the integrated variance is taken, far enough apart for the noise not to matter, at least 2.</param>
    /// <returns>At least 0, at most the number of returns − 1.</returns>
    /// <remarks>Barndorff-Nielsen et al. 2009, section 2.4: noise variance = realized variance of all ticks / 2n; integrated variance = mean over the K subsampled grids. 0 when prices do not vary.</remarks>
    public static int SuggestBandwidth(ReadOnlySpan<double> prices, int scale)
    {
        Require.AtLeast(scale, 2, nameof(scale));
        Require.AtLeast(prices.Length, scale + 2, nameof(prices));
        double[] logs = Logs(prices);
        int n = logs.Length - 1;
        double sparse = 0;
        for (int offset = 0; offset < scale; offset++)
        {
            sparse += Sum(logs, scale, offset) / scale;
        }

        double ratio = Sum(logs, 1, 0) / (2.0 * n) / sparse;
        return double.IsFinite(ratio) ? (int)Math.Clamp(Math.Ceiling(3.5134 * Math.Pow(ratio, 0.4) * Math.Pow(n, 0.6)), 0.0, n - 1.0) : 0;
    }

    internal static double KernelOfLogs(ReadOnlySpan<double> logs, int bandwidth)
    {
        double sum = 0;
        for (int h = 0; h <= bandwidth; h++)
        {
            double covariance = 0;
            for (int i = h + 1; i < logs.Length; i++)
            {
                covariance += (logs[i] - logs[i - 1]) * (logs[i - h] - logs[i - h - 1]);
            }

            sum += (h == 0 ? 1.0 : 2.0 * Parzen(h / (bandwidth + 1.0))) * covariance;
        }

        return Math.Max(0.0, sum);
    }

    private static double Parzen(double x) => x <= 0.5 ? 1.0 - (6.0 * x * x) + (6.0 * x * x * x) : 2.0 * (1.0 - x) * (1.0 - x) * (1.0 - x);

    private static double Sum(ReadOnlySpan<double> logs, int step, int offset)
    {
        double sum = 0;
        for (int i = offset + step; i < logs.Length; i += step)
        {
            double r = logs[i] - logs[i - step];
            sum += r * r;
        }

        return sum;
    }

    private static double[] Logs(ReadOnlySpan<double> prices)
    {
        Require.AtLeast(prices.Length, 2, nameof(prices));
        var logs = new double[prices.Length];
        for (int i = 0; i < logs.Length; i++)
        {
            logs[i] = prices[i] > 0 && double.IsFinite(prices[i]) ? Math.Log(prices[i]) : throw new ArgumentException($"Price {i} is {prices[i]}; prices are above 0.", nameof(prices));
        }

        return logs;
    }
}
