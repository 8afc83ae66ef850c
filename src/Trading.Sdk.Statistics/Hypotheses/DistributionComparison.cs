namespace Trading.Sdk.Statistics;

/// <summary>Tests whether samples come from the same distribution or have the same spread.</summary>
public static class DistributionComparison
{
    /// <summary>Two-sample Kolmogorov–Smirnov test.</summary>
    /// <param name="a">First sample, at least one value, none NaN.</param>
    /// <param name="b">Second sample, at least one value, none NaN.</param>
    /// <returns>
    /// The greatest distance D of the two empirical distribution functions; p is the exact one-sample tail of Kolmogorov's D at
    /// m = round(n_a·n_b/(n_a+n_b)) observations, at least 1.
    /// </returns>
    /// <exception cref="ArgumentException">A sample is empty or holds NaN.</exception>
    /// <remarks>Source: N. Smirnov (1939); the effective sample size as in SciPy's mode "asymp". Cost O(n log n).</remarks>
    public static HypothesisTestResult KolmogorovSmirnov(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double[] x = Sorted(a, nameof(a)), y = Sorted(b, nameof(b));
        double distance = 0;
        for (int i = 0, j = 0; i < x.Length && j < y.Length;)
        {
            double value = Math.Min(x[i], y[j]);
            while (i < x.Length && x[i] == value)
            {
                i++;
            }

            while (j < y.Length && y[j] == value)
            {
                j++;
            }

            distance = Math.Max(distance, Math.Abs(i / (double)x.Length - j / (double)y.Length));
        }

        double effective = Math.Round(x.Length * (double)y.Length / (x.Length + (double)y.Length));
        return new HypothesisTestResult(distance, KolmogorovDistribution.Survival(distance, Math.Max(1, (int)effective)));
    }

    /// <summary>Tests whether groups have the same variance by the spread about their centres; F(k−1, n−k).</summary>
    /// <param name="groups">At least two groups of at least one finite value each, more than k in all.</param>
    /// <param name="center">The median (Brown and Forsythe 1974, default) or the mean (Levene 1960).</param>
    /// <exception cref="ArgumentNullException"><paramref name="groups"/> is null.</exception>
    /// <exception cref="ArgumentException">There are too few groups or values, or a value is not finite.</exception>
    public static HypothesisTestResult Levene(IReadOnlyList<double[]> groups, LeveneCenter center = LeveneCenter.Median)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Demand.AtLeast(groups.Count, 2, nameof(groups));
        int n = 0, k = groups.Count;
        double[] means = new double[k], within = new double[k];
        double whole = 0;
        for (int g = 0; g < k; g++)
        {
            Demand.Sample(groups[g], 1, nameof(groups));
            double middle = center == LeveneCenter.Median ? Quantiles.Of(groups[g], 0.5) : Moments.MeanOf(groups[g]);
            double[] spread = [.. groups[g].Select(v => Math.Abs(v - middle))];
            means[g] = Moments.MeanOf(spread);
            within[g] = Moments.SumOfSquares(spread, means[g]);
            whole += means[g] * spread.Length;
            n += spread.Length;
        }

        Demand.AtLeast(n, k + 1, nameof(groups));
        whole /= n;
        double between = 0;
        for (int g = 0; g < k; g++)
        {
            between += groups[g].Length * (means[g] - whole) * (means[g] - whole);
        }

        double f = between / (k - 1) / (within.Sum() / (n - k));
        return new HypothesisTestResult(f, FisherDistribution.Survival(f, k - 1, n - k));
    }

    private static double[] Sorted(ReadOnlySpan<double> values, string name)
    {
        Demand.AtLeast(values.Length, 1, name);
        double[] sorted = values.ToArray();
        Array.Sort(sorted);

        // NaN sorts first.
        return double.IsNaN(sorted[0]) ? throw new ArgumentException("The sample holds NaN.", name) : sorted;
    }
}
