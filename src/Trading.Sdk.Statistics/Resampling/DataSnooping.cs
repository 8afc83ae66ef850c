namespace Trading.Sdk.Statistics;

/// <summary>Tests whether the best of many models beats a benchmark, allowing for the search among them.</summary>
public static class DataSnooping
{
    /// <summary>White's reality check with given resamples.</summary>
    /// <param name="excessPerformance">Row-major [periods × models]: performance of each model less that of the benchmark, oldest first.</param>
    /// <param name="models">Number of models, at least 1.</param>
    /// <param name="indices">Row-major resamples of the periods, as of <see cref="StationaryBootstrap.DrawMany"/>.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, a value is not finite or an index is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="models"/> is below 1.</exception>
    /// <remarks>Bootstrap statistic: √n · max(mean* − mean). Source: H. White (2000), A reality check for data snooping.</remarks>
    public static RealityCheckResult RealityCheck(ReadOnlySpan<double> excessPerformance, int models, ReadOnlySpan<int> indices)
    {
        int n = CheckPanel(excessPerformance, models), resamples = StationaryBootstrap.CheckIndices(indices, n);
        double[] means = Means(excessPerformance, models, n), sums = new double[models], bootstrap = new double[resamples];
        double root = Math.Sqrt(n);
        int best = 0;
        for (int k = 1; k < models; k++)
        {
            best = means[k] > means[best] ? k : best;
        }

        double statistic = root * means[best];
        int above = 0;
        for (int b = 0; b < resamples; b++)
        {
            Resample(excessPerformance, models, indices.Slice(b * n, n), sums);
            double greatest = double.NegativeInfinity;
            for (int k = 0; k < models; k++)
            {
                greatest = Math.Max(greatest, sums[k] / n - means[k]);
            }

            bootstrap[b] = root * greatest;
            above += bootstrap[b] > statistic ? 1 : 0;
        }

        return new RealityCheckResult(statistic, above / (double)resamples, best, bootstrap);
    }

    /// <summary>Hansen's test for superior predictive ability with given resamples: the reality check, studentised, and not weakened by adding bad models.</summary>
    /// <param name="excessPerformance">Row-major [periods × models]: performance of each model less that of the benchmark, oldest first.</param>
    /// <param name="models">Number of models, at least 1.</param>
    /// <param name="indices">Row-major resamples of the periods, drawn with <paramref name="restartProbability"/>.</param>
    /// <param name="restartProbability">q of the stationary bootstrap, in (0, 1].</param>
    /// <exception cref="ArgumentException">Shapes do not fit, there are fewer than three periods, a value is not finite or an index is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    /// <remarks>
    /// ω² = γ₀ + 2Σκ(i)γᵢ, κ(i) = (n−i)/n·(1−q)ⁱ + i/n·(1−q)ⁿ⁻ⁱ, autocovariances divided by n: the variance that the bootstrap itself has.
    /// Source: P. Hansen (2005), A test for superior predictive ability.
    /// </remarks>
    public static SuperiorAbilityResult SuperiorAbility(ReadOnlySpan<double> excessPerformance, int models, ReadOnlySpan<int> indices, double restartProbability)
    {
        int n = CheckPanel(excessPerformance, models), resamples = StationaryBootstrap.CheckIndices(indices, n);
        Demand.AtLeast(n, 3, nameof(excessPerformance));
        StationaryBootstrap.CheckRestart(restartProbability);
        double[] means = Means(excessPerformance, models, n), omega = new double[models], sums = new double[models], column = new double[n];
        double[] lower = new double[models], consistent = new double[models];
        double root = Math.Sqrt(n), threshold = Math.Sqrt(2 * Math.Log(Math.Log(n))) / root, statistic = 0;
        for (int k = 0; k < models; k++)
        {
            FactorPanel.Column(excessPerformance, models, k, column);
            omega[k] = Math.Sqrt(Math.Max(0, KernelVariance(column, means[k], restartProbability)));
            lower[k] = Math.Max(means[k], 0);
            consistent[k] = means[k] >= -omega[k] * threshold ? means[k] : 0;
            statistic = IsBenchmark(means[k], omega[k]) ? statistic : Math.Max(statistic, root * means[k] / omega[k]);
        }

        int aboveLower = 0, aboveConsistent = 0, aboveUpper = 0;
        for (int b = 0; b < resamples; b++)
        {
            Resample(excessPerformance, models, indices.Slice(b * n, n), sums);
            double l = 0, c = 0, u = 0;
            for (int k = 0; k < models; k++)
            {
                if (omega[k] == 0)
                {
                    continue;
                }

                double mean = sums[k] / n, scale = root / omega[k];
                l = Math.Max(l, scale * (mean - lower[k]));
                c = Math.Max(c, scale * (mean - consistent[k]));
                u = Math.Max(u, scale * (mean - means[k]));
            }

            aboveLower += l > statistic ? 1 : 0;
            aboveConsistent += c > statistic ? 1 : 0;
            aboveUpper += u > statistic ? 1 : 0;
        }

        return new SuperiorAbilityResult(statistic, aboveLower / (double)resamples, aboveConsistent / (double)resamples, aboveUpper / (double)resamples, omega);
    }

    private static bool IsBenchmark(double mean, double omega) => omega == 0 && mean == 0;

    private static double KernelVariance(ReadOnlySpan<double> x, double mean, double q)
    {
        int n = x.Length;
        double variance = Autocovariance.Sum(x, mean, 0);
        for (int i = 1; i < n; i++)
        {
            double share = i / (double)n, kernel = (1 - share) * Math.Pow(1 - q, i) + share * Math.Pow(1 - q, n - i);

            // Far from both ends the kernel is below every rounding error: the sum over all pairs would cost n²/2 for nothing.
            if (kernel > 1e-18)
            {
                variance += 2 * kernel * Autocovariance.Sum(x, mean, i);
            }
        }

        return variance / n;
    }

    private static int CheckPanel(ReadOnlySpan<double> excessPerformance, int models)
    {
        int n = Demand.Rows(excessPerformance.Length, models, nameof(excessPerformance), nameof(models));
        Demand.AtLeast(n, 1, nameof(excessPerformance));
        Demand.Finite(excessPerformance, nameof(excessPerformance));
        return n;
    }

    private static double[] Means(ReadOnlySpan<double> panel, int models, int n)
    {
        double[] means = new double[models], column = new double[n];
        for (int k = 0; k < models; k++)
        {
            FactorPanel.Column(panel, models, k, column);
            means[k] = Moments.MeanOf(column);
        }

        return means;
    }

    private static void Resample(ReadOnlySpan<double> panel, int models, ReadOnlySpan<int> rows, Span<double> sums)
    {
        sums.Clear();
        foreach (int t in rows)
        {
            ReadOnlySpan<double> row = panel.Slice(t * models, models);
            for (int k = 0; k < row.Length; k++)
            {
                sums[k] += row[k];
            }
        }
    }
}
