using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// The continuous wavelet transform with any <see cref="ContinuousWavelet"/>, from the wavelet's integral sampled at 2^precision points:
/// the customary, approximate form, in O(n log n) a scale. For the exact Morlet transform see <see cref="MorletTransform"/>.
/// </summary>
/// <remarks>
/// At large scales the customary precision of 10 shows steps of the sampled integral; a higher one removes them. Not causal.
/// Immutable and shareable; a call allocates nothing as long as calls on one plan do not overlap in time.
/// </remarks>
public sealed class ContinuousWaveletTransform
{
    private readonly ComplexFft fft;
    private readonly Complex[][] kernels;
    private readonly WorkspaceSlot<Complex[][]> workspaces;

    /// <summary>Plans transforms.</summary>
    /// <param name="wavelet">The wavelet.</param>
    /// <param name="length">Samples per signal, at least 1.</param>
    /// <param name="scales">Scales in samples, finite and above 0, at least one; copied.</param>
    /// <param name="samplingPeriod">Time between samples, above 0. Default 1.</param>
    /// <param name="precision">The integral is sampled at 2^precision points, 4 to 20. Default 10.</param>
    /// <exception cref="ArgumentException">There is no scale, or one is not finite, not above 0 or too small for the wavelet.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another parameter is outside its range.</exception>
    public ContinuousWaveletTransform(ContinuousWavelet wavelet, int length, ReadOnlySpan<double> scales, double samplingPeriod = 1, int precision = 10)
    {
        ArgumentNullException.ThrowIfNull(wavelet);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Require.AtLeast(scales.Length, 1, nameof(scales));
        Require.FinitePositive(samplingPeriod);
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 20);
        (Wavelet, Length) = (wavelet, length);
        double width = 2 * wavelet.Reach;
        double longest = 0;
        foreach (double scale in scales)
        {
            if (!(scale > 0) || !double.IsFinite(scale) || scale * width < 2)
            {
                throw new ArgumentException($"Scale {scale} must be finite and at least {2 / width}.", nameof(scales));
            }

            longest = Math.Max(longest, scale);
        }

        int points = 1 << precision;
        var integral = new Complex[points];

        // The step as the first two points have it after rounding: at some scales a tap falls on a point, and the last bit decides which one is taken.
        double spacing = width / (points - 1), step = (spacing - wavelet.Reach) + wavelet.Reach;
        Complex sum = 0;
        for (int i = 0; i < points; i++)
        {
            sum += wavelet.At((i * spacing) - wavelet.Reach);
            integral[i] = wavelet.IsComplex ? Complex.Conjugate(sum * step) : sum * step;
        }

        fft = new ComplexFft(ComplexFft.FastLength(checked(length + (int)(longest * width) + 3)));
        kernels = new Complex[scales.Length][];
        Frequencies = new double[scales.Length];
        for (int i = 0; i < scales.Length; i++)
        {
            kernels[i] = Kernel(integral, scales[i], width, step);
            fft.Forward(kernels[i], kernels[i]);
            Frequencies[i] = wavelet.CentralFrequency / scales[i] / samplingPeriod;
        }

        workspaces = new WorkspaceSlot<Complex[][]>(() => [new Complex[fft.Length], new Complex[fft.Length]]);
    }

    /// <summary>The wavelet.</summary>
    public ContinuousWavelet Wavelet { get; }

    /// <summary>Samples per signal.</summary>
    public int Length { get; }

    /// <summary>Frequency that each scale answers to, cycles per unit of time; not to be changed.</summary>
    public double[] Frequencies { get; }

    /// <summary>Transforms.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> samples; zeros beyond the ends.</param>
    /// <param name="coefficients">Receives row-major [scales × samples]; imaginary parts are 0 for real wavelets.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Transform(ReadOnlySpan<double> signal, Span<Complex> coefficients)
    {
        Require.Length(signal.Length, Length, nameof(signal));
        Require.AtLeast(coefficients.Length, checked(kernels.Length * Length), nameof(coefficients));
        Complex[][] workspace = workspaces.Rent();
        Complex[] spectrum = workspace[0], product = workspace[1];
        for (int i = 0; i < Length; i++)
        {
            spectrum[i] = signal[i];
        }

        Array.Clear(spectrum, Length, spectrum.Length - Length);
        fft.Forward(spectrum, spectrum);
        if (Wavelet.IsComplex)
        {
            for (int row = 0; row < kernels.Length; row++)
            {
                Multiply(spectrum, kernels[row], product);
                fft.Inverse(product, product);
                product.AsSpan(0, Length).CopyTo(coefficients.Slice(row * Length, Length));
            }
        }
        else
        {
            // Two real scales share one complex transform: one in the real, one in the imaginary part.
            for (int row = 0; row < kernels.Length; row += 2)
            {
                Complex[]? second = row + 1 < kernels.Length ? kernels[row + 1] : null;
                for (int k = 0; k < product.Length; k++)
                {
                    Complex kernel = kernels[row][k];
                    if (second is not null)
                    {
                        kernel += new Complex(-second[k].Imaginary, second[k].Real);
                    }

                    product[k] = spectrum[k] * kernel;
                }

                fft.Inverse(product, product);
                for (int i = 0; i < Length; i++)
                {
                    coefficients[(row * Length) + i] = product[i].Real;
                    if (second is not null)
                    {
                        coefficients[((row + 1) * Length) + i] = product[i].Imaginary;
                    }
                }
            }
        }

        workspaces.Return(workspace);
    }

    private static void Multiply(Complex[] a, Complex[] b, Complex[] product)
    {
        for (int k = 0; k < product.Length; k++)
        {
            double re = a[k].Real, im = a[k].Imaginary, c = b[k].Real, d = b[k].Imaginary;
            product[k] = new Complex((re * c) - (im * d), (re * d) + (im * c));
        }
    }

    // −√s times the difference of the convolution with the reversed, stretched integral, shifted so that output t starts at place 0.
    private Complex[] Kernel(Complex[] integral, double scale, double width, double step)
    {
        int count = 0, candidates = (int)Math.Ceiling((scale * width) + 1);
        var taps = new Complex[candidates];
        for (int i = 0; i < candidates; i++)
        {
            int place = (int)(i / (scale * step));
            if (place < integral.Length)
            {
                taps[count++] = integral[place];
            }
        }

        Array.Reverse(taps, 0, count);
        var kernel = new Complex[fft.Length];
        int start = (count - 2) / 2;
        double factor = -Math.Sqrt(scale);
        for (int m = -1; m < count; m++)
        {
            Complex difference = (m + 1 < count ? taps[m + 1] : Complex.Zero) - (m >= 0 ? taps[m] : Complex.Zero);
            kernel[((m - start) + kernel.Length) % kernel.Length] += factor * difference;
        }

        return kernel;
    }
}
