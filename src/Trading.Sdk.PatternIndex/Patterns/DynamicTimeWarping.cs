namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The distance of two series when each may run a little faster or slower than the other: the least sum of squared
/// differences along a path through the pairs (i, j) with |i − j| at most a band (H. Sakoe, S. Chiba, Dynamic programming
/// algorithm optimization for spoken word recognition, 1978). A band of 0 is the squared Euclidean distance.
/// </summary>
/// <remarks>Spans in, numbers out; nothing is allocated for series up to 1,024 values. Thread-safe.</remarks>
public static class DynamicTimeWarping
{
    private const int StackValues = 1_024;

    /// <summary>The warped distance, Σ(a−b)² along the best path.</summary>
    /// <param name="a">A series, not empty.</param>
    /// <param name="b">A series of the same length.</param>
    /// <param name="band">Steps by which the two may be apart, 0 or more; larger than the length means no limit.</param>
    /// <param name="abandonAbove">As soon as no path can stay at or below this, infinity is returned. Default infinity.</param>
    /// <returns>The distance; infinity when it was given up; NaN when a value is NaN.</returns>
    /// <exception cref="ArgumentException">The lengths differ or are 0, or the band is negative.</exception>
    public static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int band, double abandonAbove = double.PositiveInfinity)
    {
        Check(a.Length, b.Length, band);
        int n = a.Length;
        Span<double> previous = n < StackValues ? stackalloc double[n + 1] : new double[n + 1];
        Span<double> current = n < StackValues ? stackalloc double[n + 1] : new double[n + 1];
        previous.Fill(double.PositiveInfinity);
        previous[0] = 0;
        for (int i = 1; i <= n; i++)
        {
            // Only the cells within the band of this row are written; those beside them must not be stale ones of the row before last.
            int first = (int)Math.Max(1L, (long)i - band), last = (int)Math.Min(n, (long)i + band);
            current[first - 1] = double.PositiveInfinity;
            double least = double.PositiveInfinity;
            bool unknown = false;
            for (int j = first; j <= last; j++)
            {
                double difference = (double)a[i - 1] - b[j - 1];
                double before = Math.Min(Math.Min(previous[j], current[j - 1]), previous[j - 1]);
                double cost = before + (difference * difference);
                current[j] = cost;
                unknown |= double.IsNaN(cost);
                least = Math.Min(least, cost);
            }

            if (unknown)
            {
                return double.NaN;
            }

            if (last < n)
            {
                current[last + 1] = double.PositiveInfinity;
            }

            if (least > abandonAbove)
            {
                return double.PositiveInfinity;
            }

            Span<double> swap = previous;
            previous = current;
            current = swap;
        }

        return previous[n] > abandonAbove ? double.PositiveInfinity : previous[n];
    }

    /// <summary>The least and greatest value within the band around each place: what a warped series can be compared with.</summary>
    /// <param name="series">The series.</param>
    /// <param name="band">Steps, 0 or more.</param>
    /// <param name="lower">Receives the least values.</param>
    /// <param name="upper">Receives the greatest values.</param>
    /// <exception cref="ArgumentException">A span is too short, or the band is negative.</exception>
    public static void Envelope(ReadOnlySpan<float> series, int band, Span<float> lower, Span<float> upper)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(band);
        if (lower.Length < series.Length || upper.Length < series.Length)
        {
            throw new ArgumentException($"The envelope of {series.Length} values does not fit {lower.Length} and {upper.Length} places.", nameof(lower));
        }

        for (int i = 0; i < series.Length; i++)
        {
            float least = float.PositiveInfinity, greatest = float.NegativeInfinity;
            int last = (int)Math.Min(series.Length - 1, (long)i + band);
            for (int j = (int)Math.Max(0L, (long)i - band); j <= last; j++)
            {
                least = Math.Min(least, series[j]);
                greatest = Math.Max(greatest, series[j]);
            }

            lower[i] = least;
            upper[i] = greatest;
        }
    }

    /// <summary>
    /// A lower bound of <see cref="Distance"/> to the series of an envelope, at the cost of one pass: the squared excess over
    /// the envelope (E. Keogh, C. Ratanamahatana, Exact indexing of dynamic time warping, 2005, LB_Keogh).
    /// </summary>
    /// <param name="candidate">The other series.</param>
    /// <param name="lower">Least values of the envelope.</param>
    /// <param name="upper">Greatest values.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double LowerBound(ReadOnlySpan<float> candidate, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper)
    {
        if (lower.Length != candidate.Length || upper.Length != candidate.Length)
        {
            throw new ArgumentException($"An envelope of {lower.Length} and {upper.Length} values does not fit {candidate.Length}.", nameof(lower));
        }

        double sum = 0;
        for (int i = 0; i < candidate.Length; i++)
        {
            double above = (double)candidate[i] - upper[i], below = (double)lower[i] - candidate[i];
            double excess = Math.Max(0, Math.Max(above, below));
            sum += excess * excess;
        }

        return sum;
    }

    private static void Check(int a, int b, int band)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(band);
        if (a != b || a == 0)
        {
            throw new ArgumentException($"Series of {a} and {b} values cannot be warped onto each other here; both need the same length, at least 1.");
        }
    }
}
