namespace Trading.Sdk.Spectrum;

/// <summary>Discrete Fourier transforms of real signals of one length in single precision; otherwise as <see cref="RealFft"/>.</summary>
/// <remarks>Spectra are pairs (re, im). Relative error about 1e-7·log2 n.</remarks>
public sealed unsafe class RealFftSingle
{
    private readonly RealKernel<float> kernel;

    /// <summary>Plans transforms of a length.</summary>
    /// <param name="length">Samples per signal, from 1 to 2^27.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public RealFftSingle(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 27);
        Length = length;
        kernel = new RealKernel<float>(length);
    }

    /// <summary>Samples per signal.</summary>
    public int Length { get; }

    /// <summary>Numbers per one-sided spectrum, two a value: 2·(Length/2 + 1).</summary>
    public int SpectrumLength => 2 * ((Length / 2) + 1);

    /// <summary>The one-sided spectrum as pairs (re, im), not normalised.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> samples.</param>
    /// <param name="spectrum">Receives <see cref="SpectrumLength"/> numbers.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Forward(ReadOnlySpan<float> signal, Span<float> spectrum)
    {
        Require.Length(signal.Length, Length, nameof(signal));
        Require.AtLeast(spectrum.Length, SpectrumLength, nameof(spectrum));
        fixed (float* x = signal, y = spectrum)
        {
            kernel.Forward(x, y, ThreadScratch<float>.Get(kernel.ScratchLength));
        }
    }

    /// <summary>The inverse of <see cref="Forward"/>, divided by n.</summary>
    /// <param name="spectrum">Exactly <see cref="SpectrumLength"/> numbers.</param>
    /// <param name="signal">Receives <see cref="Length"/> samples.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Inverse(ReadOnlySpan<float> spectrum, Span<float> signal)
    {
        Require.Length(spectrum.Length, SpectrumLength, nameof(spectrum));
        Require.AtLeast(signal.Length, Length, nameof(signal));
        fixed (float* y = spectrum, x = signal)
        {
            kernel.Inverse(y, x, ThreadScratch<float>.Get(kernel.ScratchLength), 1f / Length);
        }
    }
}
