using System.Numerics;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Spectrum;

/// <summary>Removal of the mean or of the least-squares line; source and target may be the same.</summary>
internal static class DetrendKernel
{
    public static void Apply(Detrending detrending, ReadOnlySpan<double> source, Span<double> target)
    {
        int n = source.Length;
        if (detrending == Detrending.None)
        {
            source.CopyTo(target);
            return;
        }

        double mean = Sum(source) / n;
        if (detrending == Detrending.Constant || n < 2)
        {
            Subtract(source, mean, target);
            return;
        }

        double middle = 0.5 * (n - 1), moment = 0;
        for (int i = 0; i < n; i++)
        {
            moment += (i - middle) * source[i];
        }

        double slope = moment / ((double)n * (((double)n * n) - 1) / 12);
        for (int i = 0; i < n; i++)
        {
            target[i] = source[i] - mean - (slope * (i - middle));
        }
    }

    public static double Sum(ReadOnlySpan<double> values)
    {
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> a = Vector<double>.Zero, b = Vector<double>.Zero;
        int i = 0;
        for (; i + 2 <= vectors.Length; i += 2)
        {
            a += vectors[i];
            b += vectors[i + 1];
        }

        for (; i < vectors.Length; i++)
        {
            a += vectors[i];
        }

        double sum = Vector.Sum(a + b);
        for (int k = vectors.Length * Vector<double>.Count; k < values.Length; k++)
        {
            sum += values[k];
        }

        return sum;
    }

    private static void Subtract(ReadOnlySpan<double> source, double value, Span<double> target)
    {
        int i = 0;
        var vector = new Vector<double>(value);
        for (; i <= source.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(source[i..]) - vector).CopyTo(target[i..]);
        }

        for (; i < source.Length; i++)
        {
            target[i] = source[i] - value;
        }
    }
}
