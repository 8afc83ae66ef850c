namespace Trading.Sdk.Spectrum;

/// <summary>Scaling function φ and wavelet ψ of a discrete wavelet on a dyadic grid, by the cascade algorithm (Daubechies 1992, § 6.5).</summary>
/// <param name="Places">Grid from 0 in steps of 2^−level; the support is (filter length − 1) wide.</param>
/// <param name="Scaling">φ of the decomposition.</param>
/// <param name="Wavelet">ψ of the decomposition.</param>
/// <param name="DualScaling">φ of the reconstruction; for orthogonal wavelets the same as <paramref name="Scaling"/>.</param>
/// <param name="DualWavelet">ψ of the reconstruction.</param>
public sealed record WaveletFunctions(double[] Places, double[] Scaling, double[] Wavelet, double[] DualScaling, double[] DualWavelet)
{
    /// <summary>Computes the functions.</summary>
    /// <param name="wavelet">The wavelet.</param>
    /// <param name="level">Steps of the cascade, 1 to 16. Default 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is outside its range.</exception>
    public static WaveletFunctions Of(Wavelet wavelet, int level = 8)
    {
        ArgumentNullException.ThrowIfNull(wavelet);
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 16);
        int taps = wavelet.FilterLength;

        // Conventional grids: open by one step for orthogonal wavelets, closed for pairs, two steps wider for the shortest filters; the
        // wavelets of the pairs of order 2, 3, 4 and 6 are turned over.
        bool pair = !wavelet.IsOrthogonal, turned = pair && wavelet.VanishingMoments is 2 or 3 or 4 or 6;
        int unit = 1 << level, count = taps == 2 ? unit + 2 : ((taps - 1) * unit) + (pair ? 0 : 1);
        double[] Cascade(double[] first, double[] low, double factor)
        {
            double[] values = [.. first.Select(v => v * factor)];
            for (int step = 1; step < level; step++)
            {
                var spread = new double[(2 * values.Length) - 1];
                for (int i = 0; i < values.Length; i++)
                {
                    spread[2 * i] = values[i];
                }

                values = Convolution.Convolve(spread, low);
            }

            double scale = Math.Pow(Math.Sqrt(2), level);
            var padded = new double[count];
            for (int i = 0; i < values.Length && i + 1 < count; i++)
            {
                padded[i + 1] = values[i] * scale;
            }

            return padded;
        }

        double[] places = [.. Enumerable.Range(0, count).Select(i => i / (double)unit)];
        double sign = pair && turned ? -1 : 1;
        double[] low = wavelet.ReconstructionLow, phi = Cascade(low, low, 1), psi = Cascade(wavelet.ReconstructionHigh, low, sign);
        if (!pair)
        {
            return new WaveletFunctions(places, phi, psi, phi, psi);
        }

        double[] analysisLow = [.. wavelet.DecompositionLow.Reverse()], analysisHigh = [.. wavelet.DecompositionHigh.Reverse()];
        return new WaveletFunctions(places, Cascade(analysisLow, analysisLow, 1), Cascade(analysisHigh, analysisLow, sign), phi, psi);
    }
}
