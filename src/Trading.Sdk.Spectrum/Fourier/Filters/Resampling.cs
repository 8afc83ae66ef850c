using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>Changes of the sampling rate. All use the whole signal: not causal.</summary>
public static class Resampling
{
    /// <summary>Another number of samples over the same time by cutting or padding the spectrum; the signal counts as periodic.</summary>
    /// <param name="signal">Samples, oldest first, at least one.</param>
    /// <param name="count">Samples wanted, at least 1.</param>
    /// <returns>A new array.</returns>
    /// <exception cref="ArgumentException">The signal is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static double[] Fourier(ReadOnlySpan<double> signal, int count)
    {
        Require.AtLeast(signal.Length, 1, nameof(signal));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int n = signal.Length, common = Math.Min(n, count);
        RealFft forward = new(n), inverse = new(count);
        var spectrum = new Complex[forward.SpectrumLength];
        var target = new Complex[inverse.SpectrumLength];
        forward.Forward(signal, spectrum);
        spectrum.AsSpan(0, (common / 2) + 1).CopyTo(target);
        if (common % 2 == 0 && n != count)
        {
            target[common / 2] *= count < n ? 2 : 0.5;
        }

        var output = new double[count];
        inverse.Inverse(target, output);
        double scale = (double)count / n;
        for (int i = 0; i < count; i++)
        {
            output[i] *= scale;
        }

        return output;
    }

    /// <summary>Every q-th sample after an anti-aliasing filter: Chebyshev type I of order 8 at 0.8/q, forwards and backwards.</summary>
    /// <param name="signal">Samples, oldest first, finite, more than 27.</param>
    /// <param name="factor">q, at least 1; above 13 better in two steps.</param>
    /// <param name="zeroPhase">False filters causally, with delay. Default true.</param>
    /// <returns>A new array of ⌈n/q⌉ samples.</returns>
    /// <exception cref="ArgumentException">The signal is too short or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The factor is below 1.</exception>
    public static double[] Decimate(ReadOnlySpan<double> signal, int factor, bool zeroPhase = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        Require.Finite(signal, nameof(signal));
        SecondOrderSections sections = FilterDesign.Chebyshev1(8, 0.05, FilterBand.LowPass, 0.8 / factor).ToSections();
        double[] filtered = new double[signal.Length];
        if (zeroPhase)
        {
            filtered = sections.FilterZeroPhase(signal);
        }
        else
        {
            sections.Filter(signal, filtered, new double[sections.StateLength]);
        }

        return Every(filtered, factor);
    }

    /// <summary>Every q-th sample after a linear-phase filter of 20q + 1 taps centred on the output sample; zeros beyond the ends.</summary>
    /// <param name="signal">Samples, oldest first, finite, at least one.</param>
    /// <param name="factor">q, at least 1.</param>
    /// <returns>A new array of ⌈n/q⌉ samples.</returns>
    /// <exception cref="ArgumentException">The signal is empty or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The factor is below 1.</exception>
    public static double[] DecimateFinite(ReadOnlySpan<double> signal, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        Require.AtLeast(signal.Length, 1, nameof(signal));
        Require.Finite(signal, nameof(signal));
        if (factor == 1)
        {
            return signal.ToArray();
        }

        double[] taps = FilterDesign.Fir((20 * factor) + 1, FilterBand.LowPass, 1.0 / factor);
        return Every(Convolution.Convolve(signal, taps)[(10 * factor)..][..signal.Length], factor);
    }

    private static double[] Every(double[] values, int step)
    {
        var output = new double[(values.Length + step - 1) / step];
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = values[i * step];
        }

        return output;
    }
}
