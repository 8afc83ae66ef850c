using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>Discrete Fourier transforms of real signals of one length in double precision.</summary>
/// <remarks>
/// X[k] = Σ x[t]·e^(−2πi·k·t/n), k = 0…n/2; any n ≥ 1: Stockham passes of radix 8, 4, 2, 3, 5, 7, 11 and 13 over interleaved parts, Bluestein's
/// algorithm for larger prime factors. The plan is immutable and may be shared by threads; working memory belongs to the calling thread and
/// is allocated at its first call only. Input and output may not overlap. NaN and infinity propagate.
/// </remarks>
public sealed unsafe class RealFft
{
    private readonly RealKernel<double> kernel;

    /// <summary>Plans transforms of a length.</summary>
    /// <param name="length">Samples per signal, from 1 to 2^27. Lengths with no prime factor above 13 are fastest.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public RealFft(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 27);
        Length = length;
        kernel = new RealKernel<double>(length);
    }

    /// <summary>Samples per signal.</summary>
    public int Length { get; }

    /// <summary>Values per one-sided spectrum: Length/2 + 1.</summary>
    public int SpectrumLength => (Length / 2) + 1;

    /// <summary>The one-sided spectrum of a signal, not normalised.</summary>
    /// <param name="signal">Samples, oldest first; exactly <see cref="Length"/>.</param>
    /// <param name="spectrum">Receives <see cref="SpectrumLength"/> values.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Forward(ReadOnlySpan<double> signal, Span<Complex> spectrum)
    {
        Require.Length(signal.Length, Length, nameof(signal));
        Require.AtLeast(spectrum.Length, SpectrumLength, nameof(spectrum));
        fixed (double* x = signal)
        fixed (Complex* y = spectrum)
        {
            kernel.Forward(x, (double*)y, ThreadScratch<double>.Get(kernel.ScratchLength));
        }
    }

    /// <summary>The signal of a one-sided spectrum, divided by n: the inverse of <see cref="Forward"/>.</summary>
    /// <param name="spectrum">Exactly <see cref="SpectrumLength"/> values; the imaginary parts of the first and, for even lengths, of the last are taken as 0.</param>
    /// <param name="signal">Receives <see cref="Length"/> samples.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Inverse(ReadOnlySpan<Complex> spectrum, Span<double> signal)
    {
        Require.Length(spectrum.Length, SpectrumLength, nameof(spectrum));
        Require.AtLeast(signal.Length, Length, nameof(signal));
        fixed (Complex* y = spectrum)
        fixed (double* x = signal)
        {
            kernel.Inverse((double*)y, x, ThreadScratch<double>.Get(kernel.ScratchLength), 1.0 / Length);
        }
    }

    /// <summary>Transforms signals that lie one after the other, several at once where their length allows it.</summary>
    /// <remarks>A signal's result depends on nothing but that signal; it may differ from <see cref="Forward"/>'s in the last bits, because the sums are ordered in another way.</remarks>
    /// <param name="signals">Row-major [count × <see cref="Length"/>].</param>
    /// <param name="spectra">Receives row-major [count × <see cref="SpectrumLength"/>].</param>
    /// <exception cref="ArgumentException">The signals are not whole rows, or the output is too short.</exception>
    public void ForwardBatch(ReadOnlySpan<double> signals, Span<Complex> spectra)
    {
        int count = Math.DivRem(signals.Length, Length, out int rest);
        if (rest != 0)
        {
            throw new ArgumentException($"{signals.Length} samples are not whole signals of {Length}.", nameof(signals));
        }

        Require.AtLeast(spectra.Length, checked(count * SpectrumLength), nameof(spectra));
        fixed (double* x = signals)
        fixed (Complex* y = spectra)
        {
            kernel.ForwardRows(x, count, (double*)y, ThreadScratch<double>.Get(kernel.RowsScratchLength));
        }
    }

    /// <summary>Inverts spectra that lie one after the other: the inverse of <see cref="ForwardBatch"/>.</summary>
    /// <param name="spectra">Row-major [count × <see cref="SpectrumLength"/>].</param>
    /// <param name="signals">Receives row-major [count × <see cref="Length"/>].</param>
    /// <exception cref="ArgumentException">The spectra are not whole rows, or the output is too short.</exception>
    public void InverseBatch(ReadOnlySpan<Complex> spectra, Span<double> signals)
    {
        int count = Math.DivRem(spectra.Length, SpectrumLength, out int rest);
        if (rest != 0)
        {
            throw new ArgumentException($"{spectra.Length} values are not whole spectra of {SpectrumLength}.", nameof(spectra));
        }

        Require.AtLeast(signals.Length, checked(count * Length), nameof(signals));
        for (int i = 0; i < count; i++)
        {
            Inverse(spectra.Slice(i * SpectrumLength, SpectrumLength), signals.Slice(i * Length, Length));
        }
    }
}
