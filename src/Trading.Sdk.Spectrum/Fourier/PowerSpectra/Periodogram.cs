namespace Trading.Sdk.Spectrum;

/// <summary>The power spectrum of a whole signal as one segment (Schuster 1898); <see cref="WelchEstimator"/> with the segment as long as the signal.</summary>
public static class Periodogram
{
    /// <summary>Computes the periodogram.</summary>
    /// <param name="signal">Samples, oldest first, finite, at least one.</param>
    /// <param name="samplingRate">Samples per unit of time, above 0. Default 1.</param>
    /// <param name="window">Taper, in its periodic form; null is none. Default null.</param>
    /// <param name="detrending">What is removed first. Default the mean.</param>
    /// <param name="scaling">Units. Default density.</param>
    /// <param name="transformLength">Length after padding with zeros, at least the signal's; null is the signal's.</param>
    /// <returns>The one-sided spectrum.</returns>
    /// <exception cref="ArgumentException">The signal is empty or holds NaN or infinity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static PowerSpectrum Compute(ReadOnlySpan<double> signal, double samplingRate = 1, Window? window = null, Detrending detrending = Detrending.Constant, SpectrumScaling scaling = SpectrumScaling.Density, int? transformLength = null)
    {
        Require.AtLeast(signal.Length, 1, nameof(signal));
        return new WelchEstimator(new PowerSpectrumOptions
        {
            SamplingRate = samplingRate,
            SegmentLength = signal.Length,
            Overlap = 0,
            TransformLength = transformLength,
            Window = window ?? Window.Boxcar,
            Detrending = detrending,
            Scaling = scaling,
        }).Estimate(signal);
    }
}
