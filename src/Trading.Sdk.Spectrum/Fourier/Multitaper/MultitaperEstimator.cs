using System.Numerics;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Spectrum;

/// <summary>Spectra by several orthogonal tapers of the whole signal, and the F test for periodic components (Thomson 1982).</summary>
/// <remarks>Immutable and shareable. The mean is removed first by default; a call allocates its result.</remarks>
public sealed class MultitaperEstimator
{
    private readonly SlepianTapers tapers;
    private readonly RealFft fft;
    private readonly double samplingRate;
    private readonly Detrending detrending;

    /// <summary>Plans estimates.</summary>
    /// <param name="length">Samples per signal, at least 4.</param>
    /// <param name="halfBandwidth">NW, above 0 and below length/2. Default 4: resolution 2·4/n.</param>
    /// <param name="tapers">Tapers, 2 to length; null is 2·NW − 1. Default null.</param>
    /// <param name="samplingRate">Samples per unit of time, above 0. Default 1.</param>
    /// <param name="detrending">What is removed first. Default the mean.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public MultitaperEstimator(int length, double halfBandwidth = 4, int? tapers = null, double samplingRate = 1, Detrending detrending = Detrending.Constant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 4);
        Require.FinitePositive(samplingRate);
        int count = tapers ?? Math.Max(2, (int)Math.Floor((2 * halfBandwidth) + 1e-9) - 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2, nameof(tapers));
        this.tapers = new SlepianTapers(length, halfBandwidth, count);
        fft = new RealFft(length);
        (this.samplingRate, this.detrending) = (samplingRate, detrending);
    }

    /// <summary>Estimates.</summary>
    /// <param name="signal">Samples, oldest first, finite, exactly the planned length.</param>
    /// <exception cref="ArgumentException">The signal is unfit.</exception>
    public MultitaperSpectrum Estimate(ReadOnlySpan<double> signal)
    {
        int n = fft.Length, count = tapers.Count, bins = fft.SpectrumLength;
        Require.Length(signal.Length, n, nameof(signal));
        Require.Finite(signal, nameof(signal));
        var x = new double[n];
        DetrendKernel.Apply(detrending, signal, x);
        var buffer = new double[n];
        var transforms = new Complex[count][];
        var eigenspectra = new double[count][];
        var sums = new double[count];
        double variance = 0;
        foreach (double value in x)
        {
            variance += value * value / n;
        }

        double squaredSums = 0;
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<double> taper = tapers[k];
            for (int i = 0; i < n; i++)
            {
                buffer[i] = x[i] * taper[i];
                sums[k] += taper[i];
            }

            squaredSums += sums[k] * sums[k];
            transforms[k] = new Complex[bins];
            fft.Forward(buffer, transforms[k]);
            eigenspectra[k] = new double[bins];
            for (int f = 0; f < bins; f++)
            {
                Complex y = transforms[k][f];
                eigenspectra[k][f] = OneSided(f) * ((y.Real * y.Real) + (y.Imaginary * y.Imaginary)) / samplingRate;
            }
        }

        var mean = new double[bins];
        var adaptive = new double[bins];
        var statistic = new double[bins];
        var p = new double[bins];
        for (int f = 0; f < bins; f++)
        {
            for (int k = 0; k < count; k++)
            {
                mean[f] += eigenspectra[k][f] / count;
            }

            adaptive[f] = Adapt(eigenspectra, f, mean[f], variance * OneSided(f) / samplingRate);
            Complex amplitude = Complex.Zero;
            for (int k = 0; k < count; k++)
            {
                amplitude += sums[k] * transforms[k][f];
            }

            amplitude /= squaredSums;
            double explained = (amplitude.Real * amplitude.Real) + (amplitude.Imaginary * amplitude.Imaginary), rest = 0;
            for (int k = 0; k < count; k++)
            {
                Complex d = transforms[k][f] - (amplitude * sums[k]);
                rest += (d.Real * d.Real) + (d.Imaginary * d.Imaginary);
            }

            statistic[f] = rest > 0 ? (count - 1) * explained * squaredSums / rest : explained > 0 ? double.MaxValue : 0;
            p[f] = FisherDistribution.Survival(statistic[f], 2, (2 * count) - 2);
        }

        double[] frequencies = [.. Enumerable.Range(0, bins).Select(k => k * samplingRate / n)];
        return new MultitaperSpectrum(frequencies, mean, adaptive, eigenspectra, statistic, p);
    }

    private double OneSided(int bin) => bin == 0 || (fft.Length % 2 == 0 && bin == fft.SpectrumLength - 1) ? 1 : 2;

    // Thomson 1982, eq. 5.3: the weights trust a taper as far as its broad-band leakage allows; a fixed point, from the plain mean.
    private double Adapt(double[][] eigenspectra, int bin, double start, double variance)
    {
        double s = start;
        for (int round = 0; round < 1000 && s > 0; round++)
        {
            double numerator = 0, denominator = 0;
            for (int k = 0; k < eigenspectra.Length; k++)
            {
                double concentration = tapers.Concentrations[k], w = s / ((concentration * s) + ((1 - concentration) * variance)), weight = w * w * concentration;
                numerator += weight * eigenspectra[k][bin];
                denominator += weight;
            }

            double next = numerator / denominator;
            bool done = Math.Abs(next - s) <= 1e-13 * s;
            s = next;
            if (done)
            {
                break;
            }
        }

        return s;
    }
}
