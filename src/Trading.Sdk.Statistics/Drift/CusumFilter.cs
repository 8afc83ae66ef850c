namespace Trading.Sdk.Statistics;

/// <summary>The symmetric CUSUM filter: an event whenever the changes accumulated in one direction exceed a threshold.</summary>
/// <remarks>
/// s₊ = max(0, s₊+x), s₋ = min(0, s₋+x); s₋ below −threshold is looked at first, then s₊ above it; only the side that fired starts again at 0.
/// Not safe for concurrent use; nothing allocates. Source: E. Page (1954); M. López de Prado (2018), Advances in Financial Machine Learning, 2.5.2.
/// </remarks>
public sealed class CusumFilter
{
    private readonly double threshold;
    private double up;
    private double down;

    /// <summary>Makes the filter.</summary>
    /// <param name="threshold">Above 0, in the unit of the changes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not a positive finite number.</exception>
    public CusumFilter(double threshold)
    {
        Demand.Positive(threshold, nameof(threshold));
        this.threshold = threshold;
    }

    /// <summary>Takes in a change, e.g. a log return.</summary>
    /// <param name="change">Finite.</param>
    /// <returns>−1 after a fall beyond the threshold, +1 after a rise, else 0.</returns>
    /// <exception cref="ArgumentException">The change is not finite.</exception>
    public int Update(double change)
    {
        Demand.Finite(change, nameof(change));
        up = Math.Max(0, up + change);
        down = Math.Min(0, down + change);
        if (down < -threshold)
        {
            down = 0;
            return -1;
        }

        if (up > threshold)
        {
            up = 0;
            return 1;
        }

        return 0;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => up = down = 0;
}
