namespace Trading.Sdk.Statistics;

/// <summary>Fractional differencing with a window of fixed width: as stationary as needed, with as much memory as possible.</summary>
/// <remarks>Σ wₖ·x[t−k], w₀ = 1, wₖ = −wₖ₋₁·(d−k+1)/k. Source: J. Hosking (1981); M. López de Prado (2018), Advances in Financial Machine Learning, 5.5.</remarks>
public static class FractionalDifference
{
    /// <summary>Writes the weights of (1−B)ᵈ, the newest value's first.</summary>
    /// <param name="order">d, finite; 0 keeps the series, 1 is the plain difference.</param>
    /// <param name="weights">Receives one weight per lag, at least one.</param>
    /// <exception cref="ArgumentException"><paramref name="order"/> is not finite or <paramref name="weights"/> is empty.</exception>
    public static void Weights(double order, Span<double> weights)
    {
        Demand.Finite(order, nameof(order));
        Demand.AtLeast(weights.Length, 1, nameof(weights));
        weights[0] = 1;
        for (int k = 1; k < weights.Length; k++)
        {
            weights[k] = -weights[k - 1] * (order - k + 1) / k;
        }
    }

    /// <summary>Differences a series (usually log prices); no value depends on a later one.</summary>
    /// <param name="x">The series, oldest first, finite.</param>
    /// <param name="weights">Weights as of <see cref="Weights"/>; their number is the window.</param>
    /// <param name="differences">Receives one value per element, NaN before the window is full. May not overlap <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, a value is not finite or there is no weight.</exception>
    /// <remarks>Cost O(n·window); nothing allocates.</remarks>
    public static void Apply(ReadOnlySpan<double> x, ReadOnlySpan<double> weights, Span<double> differences)
    {
        Demand.Finite(x, nameof(x));
        Demand.Sample(weights, 1, nameof(weights));
        Demand.SameLength(differences.Length, x.Length, nameof(differences));
        for (int t = 0; t < x.Length; t++)
        {
            if (t < weights.Length - 1)
            {
                differences[t] = double.NaN;
                continue;
            }

            double sum = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                sum += weights[k] * x[t - k];
            }

            differences[t] = sum;
        }
    }
}
