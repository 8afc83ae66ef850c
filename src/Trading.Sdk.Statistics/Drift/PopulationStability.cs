namespace Trading.Sdk.Statistics;

/// <summary>The population stability index (PSI) of a feature between a reference and a current sample.</summary>
public static class PopulationStability
{
    /// <summary>Σ (c − r)·ln(c/r) over bins, r and c the shares of the two samples.</summary>
    /// <param name="reference">Finite values, at least one; its type-7 quantiles at i/bins are the edges.</param>
    /// <param name="current">Finite values, at least one.</param>
    /// <param name="bins">Number of bins, at least 2; the bin of x is the number of inner edges at or below it. Default 10.</param>
    /// <param name="minShare">Shares are raised to this, above 0 and below 1. Default 0.0001.</param>
    /// <returns>At least 0; below 0.1 is usually called stable, above 0.25 changed.</returns>
    /// <exception cref="ArgumentException">A sample is empty or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    /// <remarks>The symmetric Kullback–Leibler divergence of H. Jeffreys (1946), as used in credit scoring (N. Siddiqi 2006).</remarks>
    public static double Index(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, int bins = 10, double minShare = 1e-4)
    {
        Demand.Sample(reference, 1, nameof(reference));
        Demand.Sample(current, 1, nameof(current));
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        Demand.OpenProbability(minShare, nameof(minShare));
        double[] sorted = reference.ToArray();
        Array.Sort(sorted);
        double[] edges = new double[bins - 1];
        for (int i = 1; i < bins; i++)
        {
            edges[i - 1] = Quantiles.OfSorted(sorted, i / (double)bins);
        }

        double[] expected = Shares(reference, edges), actual = Shares(current, edges);
        double sum = 0;
        for (int b = 0; b < bins; b++)
        {
            double r = Math.Max(expected[b], minShare), c = Math.Max(actual[b], minShare);
            sum += (c - r) * Math.Log(c / r);
        }

        return sum;
    }

    private static double[] Shares(ReadOnlySpan<double> values, double[] edges)
    {
        double[] shares = new double[edges.Length + 1];
        foreach (double value in values)
        {
            int low = 0, high = edges.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (edges[middle] <= value)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            shares[low]++;
        }

        for (int b = 0; b < shares.Length; b++)
        {
            shares[b] /= values.Length;
        }

        return shares;
    }
}
