namespace Trading.Sdk.Spectrum;

/// <summary>The distance of the newest window to its nearest earlier window, sample by sample: the left matrix profile.</summary>
/// <remarks>Causal. O(capacity) a push, which allocates nothing. Not thread-safe.</remarks>
public sealed class StreamingMatrixProfile
{
    private readonly double[] values;
    private readonly double[] means;
    private readonly double[] deviations;
    private readonly double[] products;
    private readonly int zone;
    private int held;

    /// <summary>Starts empty.</summary>
    /// <param name="windowLength">Samples per window, at least 3.</param>
    /// <param name="capacity">Samples remembered, at least four windows; the oldest half is forgotten when it is reached.</param>
    /// <param name="exclusion">Windows whose starts differ by at most this do not count; null is ⌈windowLength/4⌉.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public StreamingMatrixProfile(int windowLength, int capacity, int? exclusion = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowLength, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 4 * windowLength);
        zone = exclusion ?? ((windowLength + 3) / 4);
        ArgumentOutOfRangeException.ThrowIfNegative(zone, nameof(exclusion));
        WindowLength = windowLength;
        (values, means, deviations, products) = (new double[capacity], new double[capacity], new double[capacity], new double[capacity]);
    }

    /// <summary>Samples per window.</summary>
    public int WindowLength { get; }

    /// <summary>Samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="sample">Next value, finite.</param>
    /// <returns>z-normalised distance of the newest window to its nearest remembered neighbour; infinity as long as there is none.</returns>
    /// <exception cref="ArgumentException">The sample is not finite.</exception>
    public double Push(double sample)
    {
        if (!double.IsFinite(sample))
        {
            throw new ArgumentException($"A finite sample is required, not {sample}.", nameof(sample));
        }

        int length = WindowLength;
        bool fresh = held == values.Length;
        if (fresh)
        {
            int kept = values.Length / 2;
            values.AsSpan(held - kept).CopyTo(values);
            means.AsSpan(held - kept, kept).CopyTo(means);
            deviations.AsSpan(held - kept, kept).CopyTo(deviations);
            held = kept;
        }

        values[held++] = sample;
        Count++;
        int newest = held - length;
        if (newest < 0)
        {
            return double.PositiveInfinity;
        }

        ReadOnlySpan<double> window = values.AsSpan(newest, length);
        (means[newest], deviations[newest]) = MatrixProfile.Moments(window);

        // Products with all earlier windows follow from those of the sample before; now and then they are summed afresh.
        if (fresh || newest == 0 || (Count & 255) == 0)
        {
            for (int i = 0; i <= newest; i++)
            {
                products[i] = DenseKernel.Dot(values.AsSpan(i, length), window);
            }
        }
        else
        {
            double leaving = values[newest - 1];
            for (int i = newest; i >= 1; i--)
            {
                products[i] = products[i - 1] - (values[i - 1] * leaving) + (values[i + length - 1] * sample);
            }

            products[0] = DenseKernel.Dot(values.AsSpan(0, length), window);
        }

        double best = double.NegativeInfinity;
        for (int i = newest - zone - 1; i >= 0; i--)
        {
            best = Math.Max(best, MatrixProfile.Correlation(products[i], length, means[i], deviations[i], means[newest], deviations[newest]));
        }

        return double.IsNegativeInfinity(best) ? double.PositiveInfinity : MatrixProfile.Distance(best, length);
    }
}
