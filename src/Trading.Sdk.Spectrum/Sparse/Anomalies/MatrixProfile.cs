namespace Trading.Sdk.Spectrum;

/// <summary>
/// The distance of every window of a series to its most similar other window (Yeh et al. 2016; STOMP order, Zhu et al. 2016):
/// the largest are discords (anomalies), the smallest motifs (repetitions). Distances are z-normalised Euclidean.
/// </summary>
/// <param name="WindowLength">Samples per window.</param>
/// <param name="Distances">For each window the distance to its nearest neighbour; infinity when there is none outside the exclusion zone.</param>
/// <param name="Neighbours">Where that neighbour starts; −1 when there is none.</param>
public sealed record MatrixProfile(int WindowLength, double[] Distances, int[] Neighbours)
{
    /// <summary>Start of the window farthest from all others.</summary>
    public int Discord
    {
        get
        {
            int best = 0;
            for (int i = 1; i < Distances.Length; i++)
            {
                best = double.IsFinite(Distances[i]) && (!double.IsFinite(Distances[best]) || Distances[i] > Distances[best]) ? i : best;
            }

            return best;
        }
    }

    /// <summary>Start of the window nearest to another.</summary>
    public int Motif
    {
        get
        {
            int best = 0;
            for (int i = 1; i < Distances.Length; i++)
            {
                best = Distances[i] < Distances[best] ? i : best;
            }

            return best;
        }
    }

    /// <summary>Computes the profile in O(n²) time and O(n) memory.</summary>
    /// <param name="series">Samples, oldest first, finite, at least two windows that do not exclude each other.</param>
    /// <param name="windowLength">Samples per window, at least 3.</param>
    /// <param name="exclusion">Windows whose starts differ by at most this do not count as neighbours; null is ⌈windowLength/4⌉. Default null.</param>
    /// <exception cref="ArgumentException">The series is too short or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The window or the exclusion is outside its range.</exception>
    public static MatrixProfile Compute(ReadOnlySpan<double> series, int windowLength, int? exclusion = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowLength, 3);
        int zone = exclusion ?? ((windowLength + 3) / 4), count = series.Length - windowLength + 1;
        ArgumentOutOfRangeException.ThrowIfNegative(zone, nameof(exclusion));
        if (count <= zone + 1)
        {
            throw new ArgumentException($"{series.Length} samples hold no two windows of {windowLength} more than {zone} apart.", nameof(series));
        }

        Require.Finite(series, nameof(series));
        double[] x = Centred(series), means = new double[count], deviations = new double[count];
        for (int i = 0; i < count; i++)
        {
            (means[i], deviations[i]) = Moments(x.AsSpan(i, windowLength));
        }

        double[] best = new double[count];
        int[] neighbours = new int[count];
        Array.Fill(best, double.NegativeInfinity);
        Array.Fill(neighbours, -1);

        // Along a diagonal the product of two windows changes by one product leaving and one entering; it is summed afresh now and then.
        for (int lag = zone + 1; lag < count; lag++)
        {
            double product = 0;
            for (int i = 0; i + lag < count; i++)
            {
                int j = i + lag;
                product = (i & 511) == 0
                    ? DenseKernel.Dot(x.AsSpan(i, windowLength), x.AsSpan(j, windowLength))
                    : product - (x[i - 1] * x[j - 1]) + (x[i + windowLength - 1] * x[j + windowLength - 1]);
                double correlation = Correlation(product, windowLength, means[i], deviations[i], means[j], deviations[j]);
                if (correlation > best[i])
                {
                    (best[i], neighbours[i]) = (correlation, j);
                }

                if (correlation > best[j])
                {
                    (best[j], neighbours[j]) = (correlation, i);
                }
            }
        }

        for (int i = 0; i < count; i++)
        {
            best[i] = neighbours[i] < 0 ? double.PositiveInfinity : Distance(best[i], windowLength);
        }

        return new MatrixProfile(windowLength, best, neighbours);
    }

    internal static double Distance(double correlation, int length) => Math.Sqrt(Math.Max(0, 2 * length * (1 - correlation)));

    /// <summary>Correlation of two windows; two constant windows are equal, a constant one and another as far apart as independent ones.</summary>
    internal static double Correlation(double product, int length, double meanA, double deviationA, double meanB, double deviationB)
    {
        double scale = deviationA * deviationB;
        return scale > 0 ? ((product / length) - (meanA * meanB)) / scale : deviationA == deviationB ? 1 : 0.5;
    }

    internal static (double Mean, double Deviation) Moments(ReadOnlySpan<double> window)
    {
        double mean = DetrendKernel.Sum(window) / window.Length, squares = 0, size = 0;
        foreach (double value in window)
        {
            squares += (value - mean) * (value - mean);
            size = Math.Max(size, Math.Abs(value));
        }

        double deviation = Math.Sqrt(squares / window.Length);
        return (mean, deviation > 1e-13 * size ? deviation : 0);
    }

    private static double[] Centred(ReadOnlySpan<double> series)
    {
        double mean = DetrendKernel.Sum(series) / series.Length;
        var x = new double[series.Length];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = series[i] - mean;
        }

        return x;
    }
}
