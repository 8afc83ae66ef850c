namespace Trading.Sdk.Statistics;

/// <summary>Mean, variance, skewness and kurtosis of a sample, computed in two passes about the mean.</summary>
/// <param name="Count">Number of values n.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="PopulationVariance">Mean squared deviation (divided by n).</param>
/// <param name="Skewness">Population skewness γ3 = m3/m2^1.5; NaN when all values are equal.</param>
/// <param name="Kurtosis">Population kurtosis γ4 = m4/m2², <b>not</b> excess: 3 for the normal distribution; NaN when all values are equal.</param>
/// <remarks>Source: T. Chan, G. Golub, R. LeVeque (1983), Algorithms for computing the sample variance (the corrected two-pass form).</remarks>
public readonly record struct Moments(int Count, double Mean, double PopulationVariance, double Skewness, double Kurtosis)
{
    /// <summary>Sample variance (divided by n−1); NaN for one value.</summary>
    public double Variance => Count > 1 ? PopulationVariance * Count / (Count - 1) : double.NaN;

    /// <summary>Sample standard deviation (n−1); NaN for one value.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Computes the moments.</summary>
    /// <param name="values">At least one finite value.</param>
    /// <exception cref="ArgumentException">The span is empty or a value is not finite.</exception>
    public static Moments Of(ReadOnlySpan<double> values)
    {
        Demand.Sample(values, 1, nameof(values));
        double mean = MeanOf(values);
        double s1 = 0, s2 = 0, s3 = 0, s4 = 0;
        foreach (double value in values)
        {
            double d = value - mean, square = d * d;
            s1 += d;
            s2 += square;
            s3 += square * d;
            s4 += square * square;
        }

        int n = values.Length;
        double m2 = Math.Max(0, (s2 - s1 * s1 / n) / n);
        return new Moments(n, mean, m2, s3 / n / (m2 * Math.Sqrt(m2)), s4 / n / (m2 * m2));
    }

    /// <summary>The mean, with the rounding of the first pass corrected by a second one.</summary>
    internal static double MeanOf(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length, rest = 0;
        foreach (double value in values)
        {
            rest += value - mean;
        }

        return mean + rest / values.Length;
    }

    /// <summary>Σ(x − mean)².</summary>
    internal static double SumOfSquares(ReadOnlySpan<double> values, double mean)
    {
        double sum = 0, drift = 0;
        foreach (double value in values)
        {
            double d = value - mean;
            sum += d * d;
            drift += d;
        }

        return Math.Max(0, sum - drift * drift / values.Length);
    }
}
