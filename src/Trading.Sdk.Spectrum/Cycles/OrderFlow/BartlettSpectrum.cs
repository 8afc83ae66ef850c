using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// The spectrum of event times (Bartlett 1963): I(f) = |Σ_j e^(−2πi·f·t_j)|²/N at multiples of 1/T. Under a Poisson process it is exponential
/// with mean 1 at each of them.
/// </summary>
public static class BartlettSpectrum
{
    /// <summary>Estimates the spectrum from the times themselves, without bins: no frequency is aliased or damped.</summary>
    /// <param name="times">Event times, not decreasing, in [start, end], at least two.</param>
    /// <param name="start">Start of the observation.</param>
    /// <param name="end">End of the observation, after the start.</param>
    /// <param name="frequencies">How many multiples of 1/(end − start) are computed, at least 1. Costs one complex rotation for each and each event.</param>
    /// <exception cref="ArgumentException">Times are too few, not finite, decrease or lie outside the observation.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The observation or the number of frequencies is outside its range.</exception>
    public static EventSpectrum Estimate(ReadOnlySpan<double> times, double start, double end, int frequencies)
    {
        double span = end - start;
        if (!double.IsFinite(span) || !(span > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(end), end, $"A finite time after the start {start} is required.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(frequencies, 1);
        Require.AtLeast(times.Length, 2, nameof(times));
        var sums = new Complex[frequencies];
        for (int j = 0; j < times.Length; j++)
        {
            if (!(times[j] >= start && times[j] <= end) || (j > 0 && times[j] < times[j - 1]))
            {
                throw new ArgumentException($"Time {j} is {times[j]}; times must not decrease and lie in {start}…{end}.", nameof(times));
            }

            // Multiples of one angle by rotation, started afresh often enough to keep 14 digits.
            double angle = -2 * Math.PI * ((times[j] - start) / span);
            Complex turn = Complex.FromPolarCoordinates(1, angle), value = turn;
            for (int k = 0; k < frequencies; k++)
            {
                if ((k & 63) == 63)
                {
                    value = Complex.FromPolarCoordinates(1, Math.IEEERemainder((k + 1) * ((times[j] - start) / span), 1) * -2 * Math.PI);
                }

                sums[k] += value;
                value *= turn;
            }
        }

        double[] places = new double[frequencies], power = new double[frequencies];
        int best = 0;
        for (int k = 0; k < frequencies; k++)
        {
            places[k] = (k + 1) / span;
            power[k] = ((sums[k].Real * sums[k].Real) + (sums[k].Imaginary * sums[k].Imaginary)) / times.Length;
            best = power[k] > power[best] ? k : best;
        }

        return new EventSpectrum(places, power, times.Length / span, times.Length, places[best], SignificanceTests.Sidak(Math.Exp(-power[best]), frequencies));
    }
}
