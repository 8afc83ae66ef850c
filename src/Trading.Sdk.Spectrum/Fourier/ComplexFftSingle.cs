namespace Trading.Sdk.Spectrum;

/// <summary>Discrete Fourier transforms of complex signals of one length in single precision; otherwise as <see cref="ComplexFft"/>.</summary>
/// <remarks>Values are pairs (re, im). Relative error about 1e-7·log2 n.</remarks>
public sealed unsafe class ComplexFftSingle
{
    private readonly FftKernel<float> kernel;

    /// <summary>Plans transforms of a length.</summary>
    /// <param name="length">Values per signal, from 1 to 2^26.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public ComplexFftSingle(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 26);
        Length = length;
        kernel = new FftKernel<float>(length);
    }

    /// <summary>Values per signal and spectrum; each is two numbers.</summary>
    public int Length { get; }

    /// <summary>The spectrum, not normalised.</summary>
    /// <param name="signal">Exactly 2·<see cref="Length"/> numbers.</param>
    /// <param name="spectrum">Receives as many; may be the signal itself.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Forward(ReadOnlySpan<float> signal, Span<float> spectrum) => Run(signal, spectrum, inverse: false);

    /// <summary>The signal of a spectrum, divided by n.</summary>
    /// <param name="spectrum">Exactly 2·<see cref="Length"/> numbers.</param>
    /// <param name="signal">Receives as many; may be the spectrum itself.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Inverse(ReadOnlySpan<float> spectrum, Span<float> signal) => Run(spectrum, signal, inverse: true);

    private void Run(ReadOnlySpan<float> input, Span<float> output, bool inverse)
    {
        Require.Length(input.Length, 2 * Length, nameof(input));
        Require.AtLeast(output.Length, 2 * Length, nameof(output));
        fixed (float* x = input, y = output)
        {
            float* scratch = ThreadScratch<float>.Get(kernel.ScratchLength);
            kernel.Execute(inverse ? FftSource.InterleavedSwapped : FftSource.Interleaved, x, null, scratch, out float* re, out float* im);
            RealKernel<float>.Weave(inverse ? im : re, inverse ? re : im, y, Length);
            if (inverse)
            {
                float scale = 1f / Length;
                foreach (ref float value in output[..(2 * Length)])
                {
                    value *= scale;
                }
            }
        }
    }
}
