using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>Convolution and correlation of real signals: directly for short kernels, by transforms otherwise.</summary>
public static class Convolution
{
    /// <summary>y[k] = Σ a[i]·b[k − i].</summary>
    /// <param name="a">First signal, at least one sample.</param>
    /// <param name="b">Second signal, at least one sample.</param>
    /// <param name="mode">Part wanted. Default everything.</param>
    /// <returns>A new array.</returns>
    /// <exception cref="ArgumentException">A signal is empty.</exception>
    public static double[] Convolve(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ConvolutionMode mode = ConvolutionMode.Full)
    {
        Require.AtLeast(a.Length, 1, nameof(a));
        Require.AtLeast(b.Length, 1, nameof(b));
        int shorter = Math.Min(a.Length, b.Length), longer = Math.Max(a.Length, b.Length);
        double[] full = shorter < 48 ? Direct(a, b) : ByTransform(a, b);
        return mode switch
        {
            ConvolutionMode.Same => full[((shorter == b.Length ? shorter - 1 : full.Length - a.Length) / 2)..][..a.Length],
            ConvolutionMode.Valid => full[(shorter - 1)..longer],
            _ => full,
        };
    }

    /// <summary>y[k] = Σ a[i + k]·b[i] for k from −(m − 1) to n − 1: the convolution with b reversed.</summary>
    /// <param name="a">First signal, at least one sample.</param>
    /// <param name="b">Second signal, at least one sample.</param>
    /// <param name="mode">Part wanted. Default everything.</param>
    /// <returns>A new array.</returns>
    /// <exception cref="ArgumentException">A signal is empty.</exception>
    public static double[] Correlate(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ConvolutionMode mode = ConvolutionMode.Full)
    {
        double[] reversed = b.ToArray();
        Array.Reverse(reversed);
        return Convolve(a, reversed, mode);
    }

    private static double[] Direct(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (b.Length > a.Length)
        {
            ReadOnlySpan<double> swap = a;
            a = b;
            b = swap;
        }

        var full = new double[a.Length + b.Length - 1];
        for (int j = 0; j < b.Length; j++)
        {
            double factor = b[j];
            var vector = new Vector<double>(factor);
            Span<double> target = full.AsSpan(j, a.Length);
            int i = 0;
            for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                (new Vector<double>(target[i..]) + (vector * new Vector<double>(a[i..]))).CopyTo(target[i..]);
            }

            for (; i < a.Length; i++)
            {
                target[i] += factor * a[i];
            }
        }

        return full;
    }

    private static double[] ByTransform(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int length = a.Length + b.Length - 1;
        var fft = new RealFft(ComplexFft.FastLength(length));
        var padded = new double[fft.Length];
        var first = new Complex[fft.SpectrumLength];
        var second = new Complex[fft.SpectrumLength];
        a.CopyTo(padded);
        fft.Forward(padded, first);
        Array.Clear(padded);
        b.CopyTo(padded);
        fft.Forward(padded, second);
        for (int k = 0; k < first.Length; k++)
        {
            first[k] *= second[k];
        }

        fft.Inverse(first, padded);
        return padded[..length];
    }
}
