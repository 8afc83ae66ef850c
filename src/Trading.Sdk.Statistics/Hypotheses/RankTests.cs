namespace Trading.Sdk.Statistics;

/// <summary>Tests of location that use only the order of the values.</summary>
/// <remarks>Source: F. Wilcoxon (1945); H. Mann, D. Whitney (1947).</remarks>
public static class RankTests
{
    /// <summary>Mann–Whitney U by the normal approximation with tie correction.</summary>
    /// <param name="a">First sample, at least one value, none NaN.</param>
    /// <param name="b">Second sample, at least one value, none NaN.</param>
    /// <param name="continuity">Moves the statistic by ½ towards its mean. Default true.</param>
    /// <param name="alternative">Default two-sided; greater: <paramref name="a"/> tends to be above <paramref name="b"/>.</param>
    /// <returns>U of <paramref name="a"/>: the pairs in which a is above b, ties counting half. The p-value is NaN when all values are equal.</returns>
    /// <exception cref="ArgumentException">A sample is empty or holds NaN.</exception>
    /// <remarks>Source: H. Mann, D. Whitney (1947); E. Lehmann (1975), Nonparametrics, 1.5. Cost O(n log n).</remarks>
    public static HypothesisTestResult MannWhitney(ReadOnlySpan<double> a, ReadOnlySpan<double> b, bool continuity = true, Alternative alternative = Alternative.TwoSided)
    {
        (double u, double ties) = StatisticOfPairs(a, b);
        double pairs = (double)a.Length * b.Length, n = a.Length + b.Length;
        double deviation = Math.Sqrt(pairs / 12 * (n + 1 - ties / (n * (n - 1))));
        double extreme = alternative switch
        {
            Alternative.Greater => u,
            Alternative.Less => pairs - u,
            _ => Math.Max(u, pairs - u),
        };
        double z = (extreme - 0.5 * pairs - (continuity ? 0.5 : 0)) / deviation;
        double p = NormalDistribution.Survival(z) * (alternative == Alternative.TwoSided ? 2 : 1);
        return new HypothesisTestResult(u, deviation > 0 ? Math.Min(1, p) : double.NaN);
    }

    /// <summary>Mann–Whitney U with the exact distribution, for samples without ties.</summary>
    /// <param name="a">First sample, at least one value.</param>
    /// <param name="b">Second sample; the product of the sizes is at most 10,000.</param>
    /// <param name="alternative">Default two-sided (twice the smaller tail, at most 1).</param>
    /// <exception cref="ArgumentException">A sample is empty, holds NaN, there are ties, or the samples are too large.</exception>
    public static HypothesisTestResult MannWhitneyExact(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Alternative alternative = Alternative.TwoSided)
    {
        (double u, double ties) = StatisticOfPairs(a, b);
        long pairs = (long)a.Length * b.Length;
        if (ties > 0 || pairs > 10_000)
        {
            throw new ArgumentException(ties > 0 ? "The exact distribution holds without ties only." : "The exact distribution is limited to 10,000 pairs.", nameof(b));
        }

        return new HypothesisTestResult(u, ExactTail(ChoicesByStatistic(Math.Min(a.Length, b.Length), Math.Max(a.Length, b.Length)), (long)Math.Round(u), alternative));
    }

    /// <summary>Wilcoxon's signed-rank test by the normal approximation with tie correction; zero differences are dropped.</summary>
    /// <param name="a">First values of the pairs.</param>
    /// <param name="b">Second values of the pairs.</param>
    /// <param name="continuity">Moves the statistic by ½ towards its mean. Default false.</param>
    /// <returns>The smaller of the two rank sums of a−b; two-sided p-value, NaN when all differences are 0.</returns>
    /// <exception cref="ArgumentException">The lengths differ, the samples are empty or a value is not finite.</exception>
    /// <remarks>Source: F. Wilcoxon (1945); W. Conover (1999), Practical Nonparametric Statistics, 5.7.</remarks>
    public static HypothesisTestResult WilcoxonSignedRank(ReadOnlySpan<double> a, ReadOnlySpan<double> b, bool continuity = false)
    {
        (double plus, double minus, double ties, int count) = SignedRanks(a, b);
        double statistic = Math.Min(plus, minus), n = count, mean = n * (n + 1) / 4;
        double deviation = Math.Sqrt((n * (n + 1) * (2 * n + 1) - 0.5 * ties) / 24);
        double z = (statistic - mean + (continuity && statistic < mean ? 0.5 : 0)) / deviation;
        return new HypothesisTestResult(statistic, NormalDistribution.TwoSided(z));
    }

    /// <summary>Wilcoxon's signed-rank test with the exact distribution, for at most 500 differences without ties; zeros are dropped.</summary>
    /// <param name="a">First values of the pairs.</param>
    /// <param name="b">Second values of the pairs.</param>
    /// <returns>The smaller of the two rank sums; two-sided p-value.</returns>
    /// <exception cref="ArgumentException">The lengths differ, a value is not finite, all differences are 0, there are ties or more than 500 differences.</exception>
    public static HypothesisTestResult WilcoxonSignedRankExact(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        (double plus, double minus, double ties, int count) = SignedRanks(a, b);
        if (ties > 0 || count is 0 or > 500)
        {
            throw new ArgumentException("The exact distribution needs 1 to 500 differences other than 0, all of different size.", nameof(b));
        }

        double[] mass = new double[count * (count + 1) / 2 + 1];
        mass[0] = 1; // a sum of positive terms: relative accuracy holds far into the tail
        for (int rank = 1; rank <= count; rank++)
        {
            for (int j = mass.Length - 1; j >= 0; j--)
            {
                mass[j] = 0.5 * (mass[j] + (j >= rank ? mass[j - rank] : 0));
            }
        }

        double statistic = Math.Min(plus, minus);
        return new HypothesisTestResult(statistic, ExactTail(mass, (long)Math.Round(statistic), Alternative.TwoSided));
    }

    /// <summary>The share of each U among all choices of <paramref name="few"/> out of few + many ranks; only positive terms are added, so tails keep their digits.</summary>
    private static double[] ChoicesByStatistic(int few, int many)
    {
        // choices[k][u]: ways to choose k of the ranks so far; the k-th chosen rank r adds r − k.
        double[][] choices = new double[few + 1][];
        for (int k = 0; k <= few; k++)
        {
            choices[k] = new double[k * many + 1];
        }

        choices[0][0] = 1;
        for (int rank = 1; rank <= few + many; rank++)
        {
            for (int k = Math.Min(rank, few); k >= Math.Max(1, rank - many); k--)
            {
                double[] from = choices[k - 1], to = choices[k];
                int shift = rank - k;
                for (int u = 0; u < from.Length; u++)
                {
                    to[u + shift] += from[u];
                }
            }
        }

        double all = 0;
        foreach (double ways in choices[few])
        {
            all += ways;
        }

        for (int u = 0; u < choices[few].Length; u++)
        {
            choices[few][u] /= all;
        }

        return choices[few];
    }

    private static double ExactTail(double[] mass, long at, Alternative alternative)
    {
        double below = 0, above = 0;
        for (long j = 0; j < mass.Length; j++)
        {
            below += j <= at ? mass[j] : 0;
            above += j >= at ? mass[j] : 0;
        }

        return Math.Min(1, alternative switch
        {
            Alternative.Less => below,
            Alternative.Greater => above,
            _ => 2 * Math.Min(below, above),
        });
    }

    private static (double U, double Ties) StatisticOfPairs(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Demand.AtLeast(a.Length, 1, nameof(a));
        Demand.AtLeast(b.Length, 1, nameof(b));
        double[] joined = new double[a.Length + b.Length], ranks = new double[joined.Length];
        a.CopyTo(joined);
        b.CopyTo(joined.AsSpan(a.Length));
        double ties = Ranks.Average(joined, ranks), sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += ranks[i];
        }

        return (sum - 0.5 * a.Length * (a.Length + 1.0), ties);
    }

    private static (double Plus, double Minus, double Ties, int Count) SignedRanks(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Demand.Sample(a, 1, nameof(a));
        Demand.SameLength(b.Length, a.Length, nameof(b));
        Demand.Finite(b, nameof(b));
        var signed = new List<double>();
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i])
            {
                signed.Add(a[i] - b[i]);
            }
        }

        double[] sizes = new double[signed.Count], ranks = new double[signed.Count];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Math.Abs(signed[i]);
        }

        double ties = Ranks.Average(sizes, ranks), plus = 0, minus = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            if (signed[i] > 0)
            {
                plus += ranks[i];
            }
            else
            {
                minus += ranks[i];
            }
        }

        return (plus, minus, ties, ranks.Length);
    }
}
