using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>Discrete Fourier transforms of complex signals of one length in double precision.</summary>
/// <remarks>
/// X[k] = Σ x[t]·e^(−2πi·k·t/n); any n ≥ 1. Immutable and shareable; working memory belongs to the calling thread. Input and
/// output may be the same span.
/// </remarks>
public sealed unsafe class ComplexFft
{
    private readonly FftKernel<double> kernel;

    /// <summary>Plans transforms of a length.</summary>
    /// <param name="length">Values per signal, from 1 to 2^26.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public ComplexFft(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 26);
        Length = length;
        kernel = new FftKernel<double>(length);
    }

    /// <summary>Values per signal and spectrum.</summary>
    public int Length { get; }

    /// <summary>The smallest length of the form 2^a·3^b·5^c·7^d, a multiple of 16, that is at least <paramref name="least"/>: lengths at which padded transforms are fast.</summary>
    /// <param name="least">From 1 to 2^26.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public static int FastLength(int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(least, 1 << 26);
        return FftKernel<double>.SmoothLength(least);
    }

    /// <summary>The spectrum, not normalised.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> values.</param>
    /// <param name="spectrum">Receives <see cref="Length"/> values.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Forward(ReadOnlySpan<Complex> signal, Span<Complex> spectrum) => Run(signal, spectrum, inverse: false);

    /// <summary>The signal of a spectrum, divided by n.</summary>
    /// <param name="spectrum">Exactly <see cref="Length"/> values.</param>
    /// <param name="signal">Receives <see cref="Length"/> values.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Inverse(ReadOnlySpan<Complex> spectrum, Span<Complex> signal) => Run(spectrum, signal, inverse: true);

    /// <summary>Transforms signals that lie one after the other.</summary>
    /// <param name="signals">Row-major [count × <see cref="Length"/>].</param>
    /// <param name="spectra">Receives as many values; may be the signals themselves.</param>
    /// <exception cref="ArgumentException">The signals are not whole rows, or the output is too short.</exception>
    public void ForwardBatch(ReadOnlySpan<Complex> signals, Span<Complex> spectra)
    {
        int count = Math.DivRem(signals.Length, Length, out int rest);
        if (rest != 0)
        {
            throw new ArgumentException($"{signals.Length} values are not whole signals of {Length}.", nameof(signals));
        }

        Require.AtLeast(spectra.Length, signals.Length, nameof(spectra));
        for (int i = 0; i < count; i++)
        {
            Forward(signals.Slice(i * Length, Length), spectra.Slice(i * Length, Length));
        }
    }

    private void Run(ReadOnlySpan<Complex> input, Span<Complex> output, bool inverse)
    {
        Require.Length(input.Length, Length, nameof(input));
        Require.AtLeast(output.Length, Length, nameof(output));
        fixed (Complex* x = input, y = output)
        {
            double* scratch = ThreadScratch<double>.Get(kernel.ScratchLength), to = (double*)y;
            kernel.Execute(inverse ? FftSource.InterleavedSwapped : FftSource.Interleaved, (double*)x, null, scratch, out double* re, out double* im);
            if (!inverse)
            {
                RealKernel<double>.Weave(re, im, to, Length);
                return;
            }

            double scale = 1.0 / Length;
            for (int i = 0; i < Length; i++)
            {
                to[2 * i] = im[i] * scale;
                to[(2 * i) + 1] = re[i] * scale;
            }
        }
    }
}
