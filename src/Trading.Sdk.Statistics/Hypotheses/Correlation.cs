namespace Trading.Sdk.Statistics;

/// <summary>Measures of association of two paired samples, with two-sided tests against independence.</summary>
/// <remarks>Source: K. Pearson (1895); C. Spearman (1904); M. Kendall (1938).</remarks>
public static class Correlation
{
    /// <summary>Pearson's linear correlation; p from t(n−2).</summary>
    /// <param name="a">At least two finite values.</param>
    /// <param name="b">As many finite values.</param>
    /// <returns>The correlation in [−1, 1], NaN when a sample does not vary; p is NaN for fewer than three pairs.</returns>
    /// <exception cref="ArgumentException">The lengths differ, there are fewer than two pairs, or a value is not finite.</exception>
    public static HypothesisTestResult Pearson(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        CheckPairs(a, b);
        return WithStudent(Coefficient(a, b), a.Length);
    }

    /// <summary>Spearman's rank correlation: Pearson's of the average ranks; p from t(n−2).</summary>
    /// <param name="a">At least two finite values.</param>
    /// <param name="b">As many finite values.</param>
    /// <returns>The correlation in [−1, 1], NaN when a sample does not vary; p is NaN for fewer than three pairs.</returns>
    /// <exception cref="ArgumentException">The lengths differ, there are fewer than two pairs, or a value is not finite.</exception>
    public static HypothesisTestResult Spearman(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        CheckPairs(a, b);
        double[] ra = new double[a.Length], rb = new double[b.Length];
        Ranks.Average(a, ra);
        Ranks.Average(b, rb);
        return WithStudent(Coefficient(ra, rb), a.Length);
    }

    /// <summary>Kendall's τ-b; p from the normal distribution with the tie-corrected variance.</summary>
    /// <param name="a">At least two finite values.</param>
    /// <param name="b">As many finite values.</param>
    /// <returns>τ-b in [−1, 1], NaN when a sample does not vary.</returns>
    /// <exception cref="ArgumentException">The lengths differ, there are fewer than two pairs, or a value is not finite.</exception>
    /// <remarks>Source: M. Kendall (1970), Rank Correlation Methods, ch. 3–4; O(n log n) by the method of W. Knight (1966).</remarks>
    public static HypothesisTestResult KendallTauB(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        CheckPairs(a, b);
        int n = a.Length;
        double[] x = a.ToArray(), ordered = b.ToArray();
        Array.Sort(x, ordered);
        long joint = 0;
        for (int start = 0, end; start < n; start = end)
        {
            end = start + 1;
            while (end < n && x[end] == x[start])
            {
                end++;
            }

            // Within equal x no pair counts: ascending y keeps them from being taken for swaps.
            Span<double> group = ordered.AsSpan(start, end - start);
            group.Sort();
            joint += (long)Ties.Of(group).Pairs;
        }

        long swaps = CountInversions(ordered, new double[n]);
        Ties tx = Ties.Of(x), ty = Ties.Of(ordered);
        double total = 0.5 * n * (n - 1.0), balance = total - tx.Pairs - ty.Pairs + joint - 2.0 * swaps;
        double tau = balance / Math.Sqrt(total - tx.Pairs) / Math.Sqrt(total - ty.Pairs), m = n * (n - 1.0);
        double variance = (m * (2.0 * n + 5) - tx.Fifth - ty.Fifth) / 18 + 2 * tx.Pairs * ty.Pairs / m
            + (n > 2 ? tx.Triples * ty.Triples / (9 * m * (n - 2)) : 0);
        return new HypothesisTestResult(double.IsNaN(tau) ? tau : Math.Clamp(tau, -1, 1), double.IsNaN(tau) ? tau : NormalDistribution.TwoSided(balance / Math.Sqrt(variance)));
    }

    /// <summary>Pearson's coefficient without checks; NaN when a sample does not vary.</summary>
    internal static double Coefficient(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double ma = Moments.MeanOf(a), mb = Moments.MeanOf(b), saa = 0, sbb = 0, sab = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double da = a[i] - ma, db = b[i] - mb;
            saa += da * da;
            sbb += db * db;
            sab += da * db;
        }

        double r = sab / Math.Sqrt(saa) / Math.Sqrt(sbb);
        return double.IsNaN(r) ? r : Math.Clamp(r, -1, 1);
    }

    private static HypothesisTestResult WithStudent(double r, int n)
    {
        if (n < 3 || double.IsNaN(r))
        {
            return new HypothesisTestResult(r, double.NaN);
        }

        double t = r * Math.Sqrt((n - 2) / ((1 - r) * (1 + r)));
        return new HypothesisTestResult(r, StudentTDistribution.TwoSided(t, n - 2));
    }

    private static void CheckPairs(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Demand.Sample(a, 2, nameof(a));
        Demand.SameLength(b.Length, a.Length, nameof(b));
        Demand.Finite(b, nameof(b));
    }

    /// <summary>Pairs out of order; sorts the values.</summary>
    private static long CountInversions(Span<double> values, Span<double> scratch)
    {
        int n = values.Length;
        if (n < 2)
        {
            return 0;
        }

        int half = n / 2;
        long count = CountInversions(values[..half], scratch[..half]) + CountInversions(values[half..], scratch[half..]);
        for (int i = 0, j = half, k = 0; k < n; k++)
        {
            if (j == n || (i < half && values[i] <= values[j]))
            {
                scratch[k] = values[i++];
            }
            else
            {
                scratch[k] = values[j++];
                count += half - i;
            }
        }

        scratch.CopyTo(values);
        return count;
    }

    /// <summary>Sums over groups of t tied values: t(t−1)/2, t(t−1)(t−2) and t(t−1)(2t+5).</summary>
    private readonly record struct Ties(double Pairs, double Triples, double Fifth)
    {
        public static Ties Of(ReadOnlySpan<double> sorted)
        {
            double pairs = 0, triples = 0, fifth = 0;
            for (int start = 0, end; start < sorted.Length; start = end)
            {
                end = start + 1;
                while (end < sorted.Length && sorted[end] == sorted[start])
                {
                    end++;
                }

                double t = end - start;
                pairs += t * (t - 1) / 2;
                triples += t * (t - 1) * (t - 2);
                fifth += t * (t - 1) * (2 * t + 5);
            }

            return new Ties(pairs, triples, fifth);
        }
    }
}
