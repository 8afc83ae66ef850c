namespace Trading.Sdk.Spectrum;

/// <summary>Order arrivals, trades or cancellations as even series: counts or sums per bin, or the last value known at each step.</summary>
/// <remarks>Times in any unit, not decreasing; nothing outside the range is dropped silently. Allocates nothing.</remarks>
public static class EventBins
{
    /// <summary>Events per bin: bin i holds start + i·width ≤ t &lt; start + (i + 1)·width.</summary>
    /// <param name="times">Event times, not decreasing, all inside the bins.</param>
    /// <param name="start">Time at which the first bin begins.</param>
    /// <param name="width">Width of a bin, above 0.</param>
    /// <param name="counts">Receives one count a bin.</param>
    /// <exception cref="ArgumentException">A time is not finite, earlier than the one before, or outside the bins.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The start or the width is outside its range.</exception>
    public static void Count(ReadOnlySpan<double> times, double start, double width, Span<double> counts)
    {
        CheckGrid(start, width);
        counts.Clear();
        for (int i = 0; i < times.Length; i++)
        {
            counts[Bin(times, i, start, width, counts.Length)]++;
        }
    }

    /// <summary>Sums of values per bin, as signed volume (order flow).</summary>
    /// <param name="times">As for <see cref="Count"/>.</param>
    /// <param name="values">One finite value an event.</param>
    /// <param name="start">Time at which the first bin begins.</param>
    /// <param name="width">Width of a bin, above 0.</param>
    /// <param name="sums">Receives one sum a bin.</param>
    /// <exception cref="ArgumentException">Times are unfit as for <see cref="Count"/>, or values are not finite or not as many.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The start or the width is outside its range.</exception>
    public static void Sum(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double start, double width, Span<double> sums)
    {
        CheckGrid(start, width);
        Require.Length(values.Length, times.Length, nameof(values));
        Require.Finite(values, nameof(values));
        sums.Clear();
        for (int i = 0; i < times.Length; i++)
        {
            sums[Bin(times, i, start, width, sums.Length)] += values[i];
        }
    }

    /// <summary>
    /// The value last known at start + i·step: a spread, depth or price that changes at uneven times, on an even grid. Causal: no step sees a
    /// later value.
    /// </summary>
    /// <param name="times">Times of changes, not decreasing, the first at or before the start.</param>
    /// <param name="values">One finite value a time.</param>
    /// <param name="start">Time of the first step.</param>
    /// <param name="step">Distance of steps, above 0.</param>
    /// <param name="target">Receives one value a step.</param>
    /// <exception cref="ArgumentException">Times are not finite, decrease or begin after the start; values are not finite or not as many.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The start or the step is outside its range.</exception>
    public static void LastValue(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double start, double step, Span<double> target)
    {
        CheckGrid(start, step);
        Require.Length(values.Length, times.Length, nameof(values));
        Require.AtLeast(times.Length, 1, nameof(times));
        Require.Finite(values, nameof(values));
        for (int i = 0; i < times.Length; i++)
        {
            CheckTime(times, i);
        }

        if (times[0] > start)
        {
            throw new ArgumentException($"The first value is of time {times[0]}; nothing is known at the start {start}.", nameof(times));
        }

        int at = 0;
        for (int i = 0; i < target.Length; i++)
        {
            double now = start + (i * step);
            while (at + 1 < times.Length && times[at + 1] <= now)
            {
                at++;
            }

            target[i] = values[at];
        }
    }

    private static int Bin(ReadOnlySpan<double> times, int i, double start, double width, int bins)
    {
        CheckTime(times, i);
        double place = Math.Floor((times[i] - start) / width);
        return place >= 0 && place < bins
            ? (int)place
            : throw new ArgumentException($"Event {i} at {times[i]} lies outside the bins from {start} to {start + (bins * width)}.", nameof(times));
    }

    private static void CheckTime(ReadOnlySpan<double> times, int i)
    {
        if (!double.IsFinite(times[i]) || (i > 0 && times[i] < times[i - 1]))
        {
            throw new ArgumentException($"Time {i} is {times[i]}{(i > 0 ? $" after {times[i - 1]}" : "")}; times must be finite and not decrease.", nameof(times));
        }
    }

    private static void CheckGrid(double start, double width)
    {
        if (!double.IsFinite(start))
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, "A finite time is required.");
        }

        Require.FinitePositive(width);
    }
}
