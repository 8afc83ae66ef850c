namespace Trading.Sdk.Statistics;

/// <summary>Exact ADWIN: a window over a stream that drops its oldest values whenever two parts of it have different means.</summary>
/// <remarks>
/// <para>
/// After every value every split with at least <c>minSide</c> values on both sides is tested: the means differ when they are further apart than
/// ε = √(2/m·σ²·ln(2 ln n/δ)) + 2/(3m)·ln(2 ln n/δ), 1/m = 1/n₀ + 1/n₁, σ² the population variance of the window. While one does, the oldest value is dropped.
/// There are no buckets and no clock, so a change is found as early as the bound allows; river and MOA test a subset of these splits.
/// </para>
/// <para>
/// Cost O(window) per value; the window is limited by <c>capacity</c>. Memory is taken once; updates do not allocate. Not safe for concurrent use.
/// Source: A. Bifet, R. Gavaldà (2007), Learning from time-changing data with adaptive windowing.
/// </para>
/// </remarks>
public sealed class AdaptiveWindow
{
    private readonly double delta;
    private readonly int minSide;
    private readonly double[] values; // twice the capacity, so that the window is always one contiguous piece
    private int start;

    /// <summary>Makes an empty window.</summary>
    /// <param name="delta">δ in (0, 1): the confidence of each test; smaller is slower and surer. Default 0.002.</param>
    /// <param name="minSide">Least values on each side of a split, at least 1. Default 5.</param>
    /// <param name="capacity">Most values kept; beyond it the oldest leave without a detection. At least 2·minSide. Default 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public AdaptiveWindow(double delta = 0.002, int minSide = 5, int capacity = 10_000)
    {
        Demand.OpenProbability(delta, nameof(delta));
        ArgumentOutOfRangeException.ThrowIfLessThan(minSide, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2L * minSide);
        this.delta = delta;
        this.minSide = minSide;
        values = new double[checked(2 * capacity)];
    }

    /// <summary>The values in the window, oldest first; valid until the next update.</summary>
    public ReadOnlySpan<double> Window => values.AsSpan(start, Width);

    /// <summary>Number of values in the window.</summary>
    public int Width { get; private set; }

    /// <summary>Values dropped because of detections since the start or the last reset.</summary>
    public long Dropped { get; private set; }

    /// <summary>Mean of the window; NaN when it is empty.</summary>
    public double Mean => Width == 0 ? double.NaN : Moments.MeanOf(Window);

    /// <summary>Takes in a value.</summary>
    /// <param name="value">Finite.</param>
    /// <returns>True when a change was detected and old values were dropped.</returns>
    /// <exception cref="ArgumentException">The value is not finite.</exception>
    public bool Update(double value)
    {
        Demand.Finite(value, nameof(value));
        int capacity = values.Length / 2;
        if (Width == capacity)
        {
            start++;
            Width--;
        }

        if (start + Width == values.Length)
        {
            values.AsSpan(start, Width).CopyTo(values);
            start = 0;
        }

        values[start + Width] = value;
        Width++;
        bool detected = false;
        while (HasDifferentSides())
        {
            start++;
            Width--;
            Dropped++;
            detected = true;
        }

        return detected;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        start = 0;
        Width = 0;
        Dropped = 0;
    }

    private bool HasDifferentSides()
    {
        int n = Width;
        if (n < 2 * minSide)
        {
            return false;
        }

        ReadOnlySpan<double> window = Window;
        double mean = Moments.MeanOf(window), variance = Moments.SumOfSquares(window, mean) / n;
        double confidence = Math.Log(2 * Math.Log(n) / delta), left = 0;

        // Sums of deviations from the mean: the right side's is minus the left side's, and nothing large cancels.
        for (int i = 1; i <= n - minSide; i++)
        {
            left += window[i - 1] - mean;
            if (i < minSide)
            {
                continue;
            }

            double inverse = 1.0 / i + 1.0 / (n - i);
            double distance = Math.Abs(left) * inverse;
            double epsilon = Math.Sqrt(2 * inverse * variance * confidence) + 2.0 / 3 * inverse * confidence;
            if (distance > epsilon)
            {
                return true;
            }
        }

        return false;
    }
}
