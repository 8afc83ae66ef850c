namespace Trading.Sdk.Statistics;

/// <summary>Adjusted p-values for many tests at once; compare each with the level as usual.</summary>
/// <remarks>Source: S. Holm (1979); Y. Benjamini, Y. Hochberg (1995); Y. Benjamini, D. Yekutieli (2001); each value of <see cref="MultipleTestingCorrection"/> names its own.</remarks>
public static class MultipleTesting
{
    /// <summary>Adjusts the p-values.</summary>
    /// <param name="pValues">In [0, 1], any order; may be empty.</param>
    /// <param name="correction">What is controlled, see the values.</param>
    /// <param name="adjusted">Receives the adjusted p-values in the input's order, at most 1; may be the same span.</param>
    /// <exception cref="ArgumentException">The lengths differ or an element is no probability.</exception>
    public static void Adjust(ReadOnlySpan<double> pValues, MultipleTestingCorrection correction, Span<double> adjusted)
    {
        Demand.Probabilities(pValues, nameof(pValues));
        Demand.SameLength(adjusted.Length, pValues.Length, nameof(adjusted));
        int m = pValues.Length;
        double[] sorted = pValues.ToArray();
        int[] order = new int[m];
        double harmonic = 0;
        for (int i = 0; i < m; i++)
        {
            order[i] = i;
            harmonic += 1.0 / (i + 1);
        }

        Array.Sort(sorted, order);
        switch (correction)
        {
            case MultipleTestingCorrection.Bonferroni:
                for (int i = 0; i < m; i++)
                {
                    adjusted[order[i]] = Math.Min(1, m * sorted[i]);
                }

                break;
            case MultipleTestingCorrection.Holm:
                double greatest = 0;
                for (int i = 0; i < m; i++)
                {
                    greatest = Math.Max(greatest, (m - i) * sorted[i]);
                    adjusted[order[i]] = Math.Min(1, greatest);
                }

                break;
            default:
                double factor = correction == MultipleTestingCorrection.BenjaminiYekutieli ? harmonic : 1, least = 1;
                for (int i = m - 1; i >= 0; i--)
                {
                    least = Math.Min(least, sorted[i] * factor * m / (i + 1));
                    adjusted[order[i]] = least;
                }

                break;
        }
    }
}
