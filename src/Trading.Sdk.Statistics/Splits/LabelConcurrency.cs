namespace Trading.Sdk.Statistics;

/// <summary>How much labels overlap in time: the basis of sample weights, since overlapping labels are not independent.</summary>
/// <remarks>A label covers the closed interval [start, end] of bars. Source: M. López de Prado (2018), Advances in Financial Machine Learning, 4.3–4.4.</remarks>
public static class LabelConcurrency
{
    /// <summary>Writes how many labels cover each bar.</summary>
    /// <param name="start">First bar of each label, 0 … bars−1, in any order.</param>
    /// <param name="end">Last bar of each label, start … bars−1.</param>
    /// <param name="concurrency">Receives one count per bar.</param>
    /// <exception cref="ArgumentException">The lengths differ or a label lies outside the bars.</exception>
    public static void Count(ReadOnlySpan<int> start, ReadOnlySpan<int> end, Span<int> concurrency)
    {
        Demand.SameLength(end.Length, start.Length, nameof(end));
        concurrency.Clear();
        for (int i = 0; i < start.Length; i++)
        {
            if (start[i] < 0 || end[i] < start[i] || end[i] >= concurrency.Length)
            {
                throw new ArgumentException($"Label {i} covers [{start[i]}, {end[i]}], which is no interval within {concurrency.Length} bars.", nameof(end));
            }

            concurrency[start[i]]++;
            if (end[i] + 1 < concurrency.Length)
            {
                concurrency[end[i] + 1]--;
            }
        }

        for (int t = 1; t < concurrency.Length; t++)
        {
            concurrency[t] += concurrency[t - 1];
        }
    }

    /// <summary>Writes the average uniqueness of each label: the mean of 1/concurrency over its bars, 1 when it overlaps no other.</summary>
    /// <param name="start">First bar of each label.</param>
    /// <param name="end">Last bar of each label.</param>
    /// <param name="bars">Number of bars.</param>
    /// <param name="uniqueness">Receives one value in (0, 1] per label.</param>
    /// <exception cref="ArgumentException">The lengths differ or a label lies outside the bars.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bars"/> is negative.</exception>
    public static void AverageUniqueness(ReadOnlySpan<int> start, ReadOnlySpan<int> end, int bars, Span<double> uniqueness)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bars);
        Demand.SameLength(uniqueness.Length, start.Length, nameof(uniqueness));
        int[] concurrency = new int[bars];
        Count(start, end, concurrency);
        for (int i = 0; i < start.Length; i++)
        {
            double sum = 0;
            for (int t = start[i]; t <= end[i]; t++)
            {
                sum += 1.0 / concurrency[t];
            }

            uniqueness[i] = sum / (end[i] - start[i] + 1);
        }
    }
}
