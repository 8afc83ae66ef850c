namespace Trading.Sdk.Statistics;

/// <summary>Page–Hinkley test: detects a rise of the mean of a stream. Negate the values to detect a fall.</summary>
/// <remarks>
/// The mean of all values so far, the current one included, is updated first; m += x − mean − δ; the statistic is m − min(0, all m so far).
/// No forgetting; call <see cref="Reset"/> after an alarm to start again. Not safe for concurrent use; nothing allocates.
/// Source: E. Page (1954), Continuous inspection schemes; D. Hinkley (1971).
/// </remarks>
public sealed class PageHinkley
{
    private readonly double delta;
    private readonly double threshold;
    private double mean;
    private double sum;
    private double least;

    /// <summary>Makes the detector.</summary>
    /// <param name="delta">δ, the change that is tolerated, in units of the values, at least 0.</param>
    /// <param name="threshold">Alarm when the statistic exceeds this, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public PageHinkley(double delta, double threshold)
    {
        Demand.NotNegative(delta, nameof(delta));
        Demand.Positive(threshold, nameof(threshold));
        this.delta = delta;
        this.threshold = threshold;
    }

    /// <summary>Values seen since the start or the last reset.</summary>
    public long Count { get; private set; }

    /// <summary>The current statistic, at least 0.</summary>
    public double Statistic => sum - least;

    /// <summary>Whether the statistic is above the threshold now.</summary>
    public bool IsAlarm => Statistic > threshold;

    /// <summary>Takes in a value.</summary>
    /// <param name="value">Finite.</param>
    /// <returns><see cref="IsAlarm"/> after it.</returns>
    /// <exception cref="ArgumentException">The value is not finite.</exception>
    public bool Update(double value)
    {
        Demand.Finite(value, nameof(value));
        Count++;
        mean += (value - mean) / Count;
        sum += value - mean - delta;
        least = Math.Min(least, sum);
        return IsAlarm;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Count = 0;
        mean = sum = least = 0;
    }
}
