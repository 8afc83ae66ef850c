using System.Numerics;
using System.Runtime.InteropServices;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// A first-order autoregressive ("red noise") model x[t] = ρ·x[t−1] + e[t]: the null hypothesis against which cycles in market data are tested.
/// </summary>
/// <param name="Rho">Lag-1 autocorrelation corrected for its bias: r + (1 + 4r)/n (Kendall 1954), held inside ±0.9999.</param>
/// <param name="RawRho">Lag-1 autocorrelation r of the demeaned series, biased form.</param>
/// <param name="Variance">Variance of the series, divided by n.</param>
/// <param name="Samples">n.</param>
public readonly record struct RedNoise(double Rho, double RawRho, double Variance, int Samples)
{
    /// <summary>The part of the variance that is white noise on top of the autoregression, as the counting noise of events; 0 in the plain model.</summary>
    public double WhiteVariance { get; init; }

    /// <summary>Fits the model.</summary>
    /// <param name="series">Samples, oldest first, finite, at least 3, not all equal.</param>
    /// <exception cref="ArgumentException">The series is too short, constant, or holds NaN or infinity.</exception>
    public static RedNoise Fit(ReadOnlySpan<double> series)
    {
        if (series.Length < 3)
        {
            throw new ArgumentException($"At least 3 samples are required, not {series.Length}.", nameof(series));
        }

        Require.Finite(series, nameof(series));
        RedNoise fit = FitUnchecked(series);
        return fit.Variance > 0 ? fit : throw new ArgumentException("The series is constant: it has no autocorrelation.", nameof(series));
    }

    /// <summary>
    /// The theoretical power at a frequency: variance·(1 − ρ²)/(1 − 2ρ·cos 2πf + ρ²) (Gilman, Fuglister and Mitchell 1963).
    /// Its mean over frequencies is the variance; white noise on top counts apart with ρ = 0.
    /// </summary>
    /// <param name="frequency">Cycles per sample, 0 to 0.5.</param>
    public double PowerAt(double frequency) =>
        WhiteVariance + ((Variance - WhiteVariance) * (1 - (Rho * Rho)) / (1 - (2 * Rho * Math.Cos(2 * Math.PI * frequency)) + (Rho * Rho)));

    /// <summary>The power that an estimate with some degrees of freedom exceeds with probability 1 − <paramref name="level"/> at one frequency chosen in advance.</summary>
    /// <param name="frequency">Cycles per sample.</param>
    /// <param name="level">Confidence level in (0, 1), as 0.95.</param>
    /// <param name="degreesOfFreedom">2 for a periodogram. Default 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not inside (0, 1) or the degrees are not above 0.</exception>
    public double Quantile(double frequency, double level, double degreesOfFreedom = 2)
    {
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level inside (0, 1) is required.");
        }

        Require.FinitePositive(degreesOfFreedom);
        return PowerAt(frequency) * ChiSquaredDistribution.Quantile(level, degreesOfFreedom) / degreesOfFreedom;
    }

    internal static RedNoise FitUnchecked(ReadOnlySpan<double> series)
    {
        int n = series.Length;
        double mean = DetrendKernel.Sum(series) / n, first = series[0] - mean, squares = first * first, lagged = 0;
        Vector<double> middle = new(mean), square = Vector<double>.Zero, product = square, square2 = square, product2 = square;
        ref double start = ref MemoryMarshal.GetReference(series);
        int i = 1, width = Vector<double>.Count;
        for (; i <= n - (2 * width); i += 2 * width)
        {
            Vector<double> now = Vector.LoadUnsafe(ref start, (nuint)i) - middle, before = Vector.LoadUnsafe(ref start, (nuint)(i - 1)) - middle;
            square += now * now;
            product += now * before;
            now = Vector.LoadUnsafe(ref start, (nuint)(i + width)) - middle;
            before = Vector.LoadUnsafe(ref start, (nuint)(i + width - 1)) - middle;
            square2 += now * now;
            product2 += now * before;
        }

        squares += Vector.Sum(square + square2);
        lagged += Vector.Sum(product + product2);
        for (; i < n; i++)
        {
            squares += (series[i] - mean) * (series[i] - mean);
            lagged += (series[i] - mean) * (series[i - 1] - mean);
        }

        double raw = squares > 0 ? lagged / squares : 0;
        return new RedNoise(Math.Clamp(raw + ((1 + (4 * raw)) / n), -0.9999, 0.9999), raw, squares / n, n);
    }
}
