using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>Whether a cycle found in a whole series has been there all the time: its amplitude and phase in sliding windows.</summary>
/// <param name="Frequency">The frequency followed, in cycles per unit of time.</param>
/// <param name="Windows">The windows, oldest first.</param>
/// <param name="PhaseLocking">Length of the mean of e^(iφ) over the windows: 1 for a cycle that keeps its clock, near 1/√windows for noise.</param>
/// <param name="AmplitudeVariation">Standard deviation of the amplitudes over their mean.</param>
/// <param name="PresentShare">Share of windows in which the cycle is significant by itself at the level asked for. Noise is estimated from each window alone: without a cycle a level of 5 % gives 6 to 9 % in windows of 100 to 400 samples of red noise.</param>
/// <param name="Drift">Slope of the unwrapped phase in cycles per unit of time: what the true frequency differs by from the one followed.</param>
public sealed record CycleStability(double Frequency, IReadOnlyList<CycleWindow> Windows, double PhaseLocking, double AmplitudeVariation, double PresentShare, double Drift)
{
    /// <summary>Follows one frequency through a series.</summary>
    /// <param name="series">Samples, oldest first, finite.</param>
    /// <param name="frequency">Cycles per unit of time, above 0 and below half the sampling rate.</param>
    /// <param name="windowLength">Samples per window, at least 16 and at least two cycles.</param>
    /// <param name="hop">Samples from window to window, at least 1; the window's length for windows that do not overlap.</param>
    /// <param name="samplingRate">Samples per unit of time, finite and above 0. Default 1.</param>
    /// <param name="alpha">Level at which a window's cycle counts as present, for this one frequency. Default 0.05.</param>
    /// <exception cref="ArgumentException">The series holds fewer than two windows or is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static CycleStability Measure(ReadOnlySpan<double> series, double frequency, int windowLength, int hop, double samplingRate = 1, double alpha = 0.05)
    {
        Require.FinitePositive(samplingRate);
        double perSample = frequency / samplingRate;
        if (!(perSample > 0 && perSample < 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(frequency), frequency, $"A frequency above 0 and below {0.5 * samplingRate} is required.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(windowLength, Math.Max(16, (int)Math.Ceiling(2 / perSample)));
        ArgumentOutOfRangeException.ThrowIfLessThan(hop, 1);
        if (!(alpha > 0 && alpha < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "A level inside (0, 1) is required.");
        }

        Require.Finite(series, nameof(series));
        int count = series.Length < windowLength ? 0 : ((series.Length - windowLength) / hop) + 1;
        if (count < 2)
        {
            throw new ArgumentException($"{series.Length} samples hold {count} windows of {windowLength} at steps of {hop}; two are needed.", nameof(series));
        }

        var windows = new CycleWindow[count];
        double[] part = new double[windowLength], rest = new double[windowLength];
        var fit = new SinusoidFit(windowLength);
        Complex mean = 0;
        int present = 0;
        for (int w = 0; w < count; w++)
        {
            int first = w * hop;
            DetrendKernel.Apply(Detrending.Linear, series.Slice(first, windowLength), part);
            windows[w] = Window(fit, part, rest, first, perSample, samplingRate);
            mean += Complex.FromPolarCoordinates(1, windows[w].Phase);
            present += windows[w].PValue <= alpha ? 1 : 0;
        }

        double average = windows.Average(v => v.Amplitude), spread = Math.Sqrt(windows.Average(v => (v.Amplitude - average) * (v.Amplitude - average)));
        return new CycleStability(frequency, windows, mean.Magnitude / count, average > 0 ? spread / average : 0, (double)present / count, Slope(windows));
    }

    // The phase counts from the start of the whole series, so that a steady cycle has the same one in every window.
    private static CycleWindow Window(SinusoidFit fit, double[] part, double[] rest, int first, double perSample, double samplingRate)
    {
        int n = part.Length;
        fit.Load(part);
        double explained = fit.Power(perSample, out double cosine, out double sine), turns = perSample * (first + (0.5 * (n - 1)));
        double phase = Math.IEEERemainder(Math.Atan2(-sine, cosine) - (2 * Math.PI * (turns - Math.Floor(turns))), 2 * Math.PI);
        part.CopyTo(rest, 0);
        fit.Subtract(rest, perSample, cosine, sine);
        double p = PValue(RedNoise.FitUnchecked(rest), perSample, explained, n);
        return new CycleWindow((first + n - 1) / samplingRate, Math.Sqrt((cosine * cosine) + (sine * sine)), phase, p);
    }

    // Explained sum of squares over the noise's power at the frequency is χ² with two degrees of freedom.
    private static double PValue(RedNoise noise, double frequency, double explained, int n)
    {
        if (!(noise.Variance > 0))
        {
            return explained > 0 ? 0 : 1;
        }

        // Under the null the sinusoid taken out was noise too: its expected share goes back into variance and autocorrelation.
        double cos = Math.Cos(2 * Math.PI * frequency), share = Math.Min(0.5, 2 * noise.PowerAt(frequency) / (n * noise.Variance));
        double rho = (noise.Rho * (1 - share)) + (share * cos), inverse = 1 - (2 * rho * cos) + (rho * rho);
        double level = noise.Variance / (1 - share) * (1 - (rho * rho)) / inverse;

        // A window is short: the level itself is uncertain, by q's variance 2/n and ρ's (1 − ρ²)/n, and the p-value is its mean over
        // that uncertainty (Gauss–Hermite with five points on the logarithm).
        double slope = 2 * (cos - rho) / inverse, error = Math.Sqrt((((1 - (rho * rho)) * slope * slope) + 2) / n), statistic = 0.5 * explained / level;
        return (0.53333333333333333 * Math.Exp(-statistic))
            + (0.22207592200561264 * (Math.Exp(-statistic * Math.Exp(1.3556261799742659 * error)) + Math.Exp(-statistic * Math.Exp(-1.3556261799742659 * error))))
            + (0.01125741132772069 * (Math.Exp(-statistic * Math.Exp(2.8569700138728057 * error)) + Math.Exp(-statistic * Math.Exp(-2.8569700138728057 * error))));
    }

    private static double Slope(CycleWindow[] windows)
    {
        double time = windows.Average(w => w.End), unwrapped = 0, before = windows[0].Phase, products = 0, squares = 0;
        foreach (CycleWindow w in windows)
        {
            unwrapped += Math.IEEERemainder(w.Phase - before, 2 * Math.PI);
            before = w.Phase;
            products += (w.End - time) * unwrapped;
            squares += (w.End - time) * (w.End - time);
        }

        return products / squares / (2 * Math.PI);
    }
}
