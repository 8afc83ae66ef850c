namespace Trading.Sdk.Statistics;

/// <summary>Sample quantiles by linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), the default of NumPy and R.</summary>
public static class Quantiles
{
    /// <summary>One quantile of an unordered sample; sorts a copy.</summary>
    /// <param name="values">At least one finite value, in any order.</param>
    /// <param name="probability">In [0, 1]; 0 is the least value, 1 the greatest.</param>
    /// <exception cref="ArgumentException">The span is empty or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is outside [0, 1].</exception>
    public static double Of(ReadOnlySpan<double> values, double probability)
    {
        Demand.Sample(values, 1, nameof(values));
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, probability);
    }

    /// <summary>One quantile of a sample in ascending order; allocates nothing.</summary>
    /// <param name="sorted">At least one value, ascending (not checked).</param>
    /// <param name="probability">In [0, 1].</param>
    /// <exception cref="ArgumentException">The span is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is outside [0, 1].</exception>
    public static double OfSorted(ReadOnlySpan<double> sorted, double probability)
    {
        Demand.AtLeast(sorted.Length, 1, nameof(sorted));
        Demand.Probability(probability, nameof(probability));
        double place = probability * (sorted.Length - 1);
        int below = (int)place;
        if (below >= sorted.Length - 1)
        {
            return sorted[^1];
        }

        double t = place - below, a = sorted[below], b = sorted[below + 1];

        // Interpolating from the nearer end keeps the result monotone and exact at both ends.
        return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
    }
}
