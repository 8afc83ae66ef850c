namespace Trading.Sdk.Statistics;

/// <summary>Tests of means by Student's t.</summary>
/// <remarks>Source: Student (1908); B. Welch (1947).</remarks>
public static class StudentTests
{
    /// <summary>Tests whether the mean of a sample is a given number; n−1 degrees of freedom (Student 1908).</summary>
    /// <param name="a">At least two finite values.</param>
    /// <param name="mean">Mean under the null hypothesis. Default 0.</param>
    /// <param name="alternative">Default two-sided.</param>
    /// <exception cref="ArgumentException">Fewer than two values, or one is not finite.</exception>
    public static StudentTestResult OneSample(ReadOnlySpan<double> a, double mean = 0, Alternative alternative = Alternative.TwoSided)
    {
        Demand.Sample(a, 2, nameof(a));
        Demand.Finite(mean, nameof(mean));
        double centre = Moments.MeanOf(a), variance = Moments.SumOfSquares(a, centre) / (a.Length - 1);
        return Result(centre - mean, Math.Sqrt(variance / a.Length), a.Length - 1, alternative);
    }

    /// <summary>Tests whether two samples have the same mean without assuming equal variances (Welch 1947).</summary>
    /// <param name="a">At least two finite values.</param>
    /// <param name="b">At least two finite values, independent of <paramref name="a"/>.</param>
    /// <param name="alternative">Default two-sided; greater: mean of <paramref name="a"/> above that of <paramref name="b"/>.</param>
    /// <exception cref="ArgumentException">Fewer than two values, or one is not finite.</exception>
    public static StudentTestResult Welch(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Alternative alternative = Alternative.TwoSided)
    {
        Demand.Sample(a, 2, nameof(a));
        Demand.Sample(b, 2, nameof(b));
        double ma = Moments.MeanOf(a), mb = Moments.MeanOf(b);
        double va = Moments.SumOfSquares(a, ma) / (a.Length - 1) / a.Length, vb = Moments.SumOfSquares(b, mb) / (b.Length - 1) / b.Length;
        double dof = (va + vb) * (va + vb) / (va * va / (a.Length - 1) + vb * vb / (b.Length - 1));
        return Result(ma - mb, Math.Sqrt(va + vb), double.IsNaN(dof) ? a.Length + b.Length - 2 : dof, alternative);
    }

    /// <summary>Tests whether two samples of equal variance have the same mean; n_a+n_b−2 degrees of freedom.</summary>
    /// <param name="a">At least two finite values.</param>
    /// <param name="b">At least two finite values, independent of <paramref name="a"/>.</param>
    /// <param name="alternative">Default two-sided; greater: mean of <paramref name="a"/> above that of <paramref name="b"/>.</param>
    /// <exception cref="ArgumentException">Fewer than two values, or one is not finite.</exception>
    public static StudentTestResult Pooled(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Alternative alternative = Alternative.TwoSided)
    {
        Demand.Sample(a, 2, nameof(a));
        Demand.Sample(b, 2, nameof(b));
        double ma = Moments.MeanOf(a), mb = Moments.MeanOf(b);
        int dof = a.Length + b.Length - 2;
        double variance = (Moments.SumOfSquares(a, ma) + Moments.SumOfSquares(b, mb)) / dof;
        return Result(ma - mb, Math.Sqrt(variance * (1.0 / a.Length + 1.0 / b.Length)), dof, alternative);
    }

    /// <summary>Tests whether the differences of pairs have mean 0; n−1 degrees of freedom.</summary>
    /// <param name="a">First values of the pairs, at least two.</param>
    /// <param name="b">Second values of the pairs.</param>
    /// <param name="alternative">Default two-sided; greater: <paramref name="a"/> above <paramref name="b"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are fewer than two pairs, or a value is not finite.</exception>
    public static StudentTestResult Paired(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Alternative alternative = Alternative.TwoSided)
    {
        Demand.SameLength(b.Length, a.Length, nameof(b));
        Demand.Sample(a, 2, nameof(a));
        Demand.Finite(b, nameof(b));
        double[] difference = a.ToArray();
        for (int i = 0; i < b.Length; i++)
        {
            difference[i] -= b[i];
        }

        return OneSample(difference, 0, alternative);
    }

    private static StudentTestResult Result(double difference, double error, double dof, Alternative alternative)
    {
        double t = difference / error;
        double p = double.IsNaN(t) ? t : alternative switch
        {
            Alternative.Less => StudentTDistribution.Cumulative(t, dof),
            Alternative.Greater => StudentTDistribution.Survival(t, dof),
            _ => StudentTDistribution.TwoSided(t, dof),
        };
        return new StudentTestResult(t, p, dof, difference, error);
    }
}
