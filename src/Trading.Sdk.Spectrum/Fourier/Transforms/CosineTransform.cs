using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>Discrete cosine transforms of types I to IV, plain or orthonormal, in O(n log n) for any length.</summary>
/// <remarks>Immutable and shareable; a call allocates nothing as long as calls on one plan do not overlap in time. Input and output may be the same span.</remarks>
public sealed class CosineTransform
{
    private readonly RealFft? real;
    private readonly ComplexFft? complex;
    private readonly Complex[] roots;
    private readonly WorkspaceSlot<(double[] Signal, Complex[] Spectrum)[]> workspaces;

    /// <summary>Plans transforms.</summary>
    /// <param name="type">Kind.</param>
    /// <param name="length">Samples, at least 1, for type I at least 2.</param>
    /// <param name="orthonormal">True makes the transform an orthogonal matrix; false keeps the plain sums. Default false.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type is unknown or the length too small.</exception>
    public CosineTransform(CosineTransformType type, int length, bool orthonormal = false)
    {
        if (!Enum.IsDefined(type))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(length, type == CosineTransformType.I ? 2 : 1);
        (Type, Length, IsOrthonormal) = (type, length, orthonormal);
        int signal = length;
        switch (type)
        {
            case CosineTransformType.I:
                signal = 2 * (length - 1);
                real = new RealFft(signal);
                roots = [];
                break;
            case CosineTransformType.IV:
                signal = 2 * length;
                complex = new ComplexFft(signal);
                roots = [.. Enumerable.Range(0, 2 * length).Select(k => UnitRoots.Of(k % 2 == 0 ? -k / 2 : -k, k % 2 == 0 ? 4L * length : 8L * length))];
                break;
            default:
                real = new RealFft(length);
                roots = [.. Enumerable.Range(0, length).Select(k => UnitRoots.Of(-k, 4L * length))];
                break;
        }

        workspaces = new(() => [(new double[signal], new Complex[type == CosineTransformType.IV ? signal : (signal / 2) + 1])]);
    }

    /// <summary>Kind.</summary>
    public CosineTransformType Type { get; }

    /// <summary>Samples.</summary>
    public int Length { get; }

    /// <summary>Whether the matrix is orthogonal.</summary>
    public bool IsOrthonormal { get; }

    /// <summary>Transforms.</summary>
    /// <param name="input">Exactly <see cref="Length"/> values.</param>
    /// <param name="output">Receives as many.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Transform(ReadOnlySpan<double> input, Span<double> output)
    {
        Require.Length(input.Length, Length, nameof(input));
        Require.AtLeast(output.Length, Length, nameof(output));
        (double[] Signal, Complex[] Spectrum)[] workspace = workspaces.Rent();
        (double[] signal, Complex[] spectrum) = workspace[0];
        switch (Type)
        {
            case CosineTransformType.I:
                TypeOne(input, output, signal, spectrum);
                break;
            case CosineTransformType.II:
                TypeTwo(input, output, signal, spectrum);
                break;
            case CosineTransformType.III:
                TypeThree(input, output, signal, spectrum);
                break;
            default:
                TypeFour(input, output, spectrum);
                break;
        }

        workspaces.Return(workspace);
    }

    private void TypeOne(ReadOnlySpan<double> input, Span<double> output, double[] signal, Complex[] spectrum)
    {
        int n = Length;
        double end = IsOrthonormal ? Math.Sqrt(2) : 1, scale = IsOrthonormal ? 1 / Math.Sqrt(2.0 * (n - 1)) : 1;
        for (int i = 0; i < n; i++)
        {
            signal[i] = i == 0 || i == n - 1 ? input[i] * end : input[i];
        }

        for (int i = n; i < signal.Length; i++)
        {
            signal[i] = signal[signal.Length - i];
        }

        real!.Forward(signal, spectrum);
        for (int k = 0; k < n; k++)
        {
            output[k] = spectrum[k].Real * (k == 0 || k == n - 1 ? scale / end : scale);
        }
    }

    // Makhoul 1980: even samples forwards, odd ones backwards, one real transform of the same length.
    private void TypeTwo(ReadOnlySpan<double> input, Span<double> output, double[] signal, Complex[] spectrum)
    {
        int n = Length;
        for (int i = 0; i < n; i++)
        {
            signal[i % 2 == 0 ? i / 2 : n - 1 - (i / 2)] = input[i];
        }

        real!.Forward(signal, spectrum);
        double scale = IsOrthonormal ? 2 / Math.Sqrt(2.0 * n) : 2;
        for (int k = 0; k < n; k++)
        {
            Complex v = k < spectrum.Length ? spectrum[k] : Complex.Conjugate(spectrum[n - k]), w = roots[k];
            output[k] = scale * ((v.Real * w.Real) - (v.Imaginary * w.Imaginary));
        }

        if (IsOrthonormal)
        {
            output[0] *= Math.Sqrt(0.5);
        }
    }

    private void TypeThree(ReadOnlySpan<double> input, Span<double> output, double[] signal, Complex[] spectrum)
    {
        int n = Length;
        double first = IsOrthonormal ? Math.Sqrt(2) * input[0] : input[0];
        for (int k = 0; k < spectrum.Length; k++)
        {
            double mirror = k == 0 ? 0 : input[n - k];
            spectrum[k] = new Complex(k == 0 ? first : input[k], -mirror) * Complex.Conjugate(roots[k]);
        }

        real!.Inverse(spectrum, signal);
        double scale = IsOrthonormal ? n / Math.Sqrt(2.0 * n) : n;
        for (int i = 0; i < n; i++)
        {
            output[i] = scale * signal[i % 2 == 0 ? i / 2 : n - 1 - (i / 2)];
        }
    }

    private void TypeFour(ReadOnlySpan<double> input, Span<double> output, Complex[] spectrum)
    {
        int n = Length;
        for (int i = 0; i < n; i++)
        {
            spectrum[i] = input[i] * roots[2 * i];
        }

        Array.Clear(spectrum, n, n);
        complex!.Forward(spectrum, spectrum);
        double scale = IsOrthonormal ? 2 / Math.Sqrt(2.0 * n) : 2;
        for (int k = 0; k < n; k++)
        {
            Complex w = roots[(2 * k) + 1];
            output[k] = scale * ((spectrum[k].Real * w.Real) - (spectrum[k].Imaginary * w.Imaginary));
        }
    }
}
