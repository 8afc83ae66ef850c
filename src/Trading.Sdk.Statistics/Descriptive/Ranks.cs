namespace Trading.Sdk.Statistics;

/// <summary>Ranks of a sample, ties sharing the mean of their places.</summary>
/// <remarks>Source: M. Kendall (1945), The treatment of ties in ranking problems. Cost O(n log n).</remarks>
public static class Ranks
{
    /// <summary>Writes the rank of each value, 1 for the least; tied values get their average rank.</summary>
    /// <param name="values">Values in any order, none NaN.</param>
    /// <param name="ranks">Receives one rank per value; may not overlap <paramref name="values"/>.</param>
    /// <returns>Σ(t³−t) over the groups of t tied values, the term of tie corrections; 0 without ties.</returns>
    /// <exception cref="ArgumentException">The lengths differ or a value is NaN.</exception>
    public static double Average(ReadOnlySpan<double> values, Span<double> ranks)
    {
        Demand.SameLength(ranks.Length, values.Length, nameof(ranks));
        double[] sorted = values.ToArray();
        int[] order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++)
        {
            if (double.IsNaN(sorted[i]))
            {
                throw new ArgumentException($"Element {i} is NaN, which has no rank.", nameof(values));
            }

            order[i] = i;
        }

        Array.Sort(sorted, order);
        double ties = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            double rank = 0.5 * (start + 1 + end), t = end - start;
            ties += t * t * t - t;
            for (int i = start; i < end; i++)
            {
                ranks[order[i]] = rank;
            }
        }

        return ties;
    }
}
