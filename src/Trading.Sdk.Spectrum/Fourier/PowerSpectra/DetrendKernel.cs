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

        double middle = 0.5 * (n - 1), slope = Moment(source) / ((double)n * (((double)n * n) - 1) / 12);
        int i = 0, width = Vector<double>.Count;
        Vector<double> time = new Vector<double>(-middle) + Vector.CreateSequence(0.0, 1.0), step = new(width), average = new(mean), rate = new(slope);
        for (; i <= n - width; i += width)
        {
            (new Vector<double>(source[i..]) - average - (rate * time)).CopyTo(target[i..]);
            time += step;
        }

        for (; i < n; i++)
        {
            target[i] = source[i] - mean - (slope * (i - middle));
        }
    }

    // Σ (i − middle)·x, times counted from the middle; they are multiples of a half, so that their sums are exact.
    private static double Moment(ReadOnlySpan<double> x)
    {
        int i = 0, width = Vector<double>.Count;
        double middle = 0.5 * (x.Length - 1);
        Vector<double> time = new Vector<double>(-middle) + Vector.CreateSequence(0.0, 1.0), step = new(width), a = Vector<double>.Zero, b = a;
        for (; i <= x.Length - (2 * width); i += 2 * width)
        {
            a += time * new Vector<double>(x[i..]);
            time += step;
            b += time * new Vector<double>(x[(i + width)..]);
            time += step;
        }

        double sum = Vector.Sum(a + b);
        for (; i < x.Length; i++)
        {
            sum += (i - middle) * x[i];
        }

        return sum;
    }

    public static double Sum(ReadOnlySpan<double> values)
    {
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> a = Vector<double>.Zero, b = a, c = a, d = a;
        int i = 0;
        for (; i + 4 <= vectors.Length; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }

        for (; i < vectors.Length; i++)
        {
            a += vectors[i];
        }

        double sum = Vector.Sum((a + b) + (c + d));
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
