namespace Trading.Sdk.Spectrum;

/// <summary>Scores by median and median absolute deviation: 0.6745·(x − median)/MAD (Iglewicz and Hoaglin 1993).</summary>
public static class RobustScores
{
    /// <summary>Computes scores.</summary>
    /// <param name="values">Values, finite, at least one.</param>
    /// <returns>A new array; zeros and infinities where more than half of the values are equal.</returns>
    /// <exception cref="ArgumentException">There are no values, or some are not finite.</exception>
    public static double[] Compute(ReadOnlySpan<double> values)
    {
        Require.AtLeast(values.Length, 1, nameof(values));
        Require.Finite(values, nameof(values));
        double[] scratch = values.ToArray();
        double median = OrderStatistics.Median(scratch);
        double deviation = OrderStatistics.MedianDistance(values, median, scratch);
        var scores = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double distance = values[i] - median;
            scores[i] = distance == 0 ? 0 : OrderStatistics.MedianOfAbsoluteNormal * distance / deviation;
        }

        return scores;
    }
}
