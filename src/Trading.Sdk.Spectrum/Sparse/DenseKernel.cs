using System.Numerics;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Spectrum;

/// <summary>The few dense vector and matrix operations that sparse coding rests on; matrices are row-major.</summary>
internal static class DenseKernel
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> x = MemoryMarshal.Cast<double, Vector<double>>(a), y = MemoryMarshal.Cast<double, Vector<double>>(b[..a.Length]);
        Vector<double> s0 = Vector<double>.Zero, s1 = s0, s2 = s0, s3 = s0;
        int i = 0;
        for (; i + 4 <= x.Length; i += 4)
        {
            s0 = Vector.FusedMultiplyAdd(x[i], y[i], s0);
            s1 = Vector.FusedMultiplyAdd(x[i + 1], y[i + 1], s1);
            s2 = Vector.FusedMultiplyAdd(x[i + 2], y[i + 2], s2);
            s3 = Vector.FusedMultiplyAdd(x[i + 3], y[i + 3], s3);
        }

        for (; i < x.Length; i++)
        {
            s0 = Vector.FusedMultiplyAdd(x[i], y[i], s0);
        }

        double sum = Vector.Sum((s0 + s1) + (s2 + s3));
        for (int k = x.Length * Vector<double>.Count; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }

    /// <summary>y += factor·x.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        ReadOnlySpan<Vector<double>> from = MemoryMarshal.Cast<double, Vector<double>>(x);
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        var f = new Vector<double>(factor);
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = Vector.FusedMultiplyAdd(f, from[i], to[i]);
        }

        for (int k = from.Length * Vector<double>.Count; k < x.Length; k++)
        {
            y[k] += factor * x[k];
        }
    }

    /// <summary>The first place of the largest absolute value.</summary>
    public static int LargestAbsolute(ReadOnlySpan<double> values)
    {
        int width = Vector<double>.Count, i = 0;
        double best = -1;
        if (values.Length >= width)
        {
            Vector<double> top = Vector<double>.Zero;
            for (; i <= values.Length - width; i += width)
            {
                top = Vector.Max(top, Vector.Abs(new Vector<double>(values[i..])));
            }

            for (int lane = 0; lane < width; lane++)
            {
                best = Math.Max(best, top[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            best = Math.Max(best, Math.Abs(values[i]));
        }

        int k = 0;
        for (var top = new Vector<double>(best); k <= values.Length - width && !Vector.EqualsAny(Vector.Abs(new Vector<double>(values[k..])), top);)
        {
            k += width;
        }

        for (; k < values.Length; k++)
        {
            if (Math.Abs(values[k]) == best)
            {
                return k;
            }
        }

        return 0;
    }

    /// <summary>The first place of the largest value; values must be numbers.</summary>
    public static int Largest(ReadOnlySpan<double> values)
    {
        int width = Vector<double>.Count, i = 0;
        double best = values[0];
        if (values.Length >= width)
        {
            Vector<double> top = new(values);
            for (; i <= values.Length - width; i += width)
            {
                top = Vector.Max(top, new Vector<double>(values[i..]));
            }

            for (int lane = 0; lane < width; lane++)
            {
                best = Math.Max(best, top[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            best = Math.Max(best, values[i]);
        }

        int k = 0;
        for (var top = new Vector<double>(best); k <= values.Length - width && !Vector.EqualsAny(new Vector<double>(values[k..]), top);)
        {
            k += width;
        }

        for (; k < values.Length; k++)
        {
            if (values[k] == best)
            {
                return k;
            }
        }

        return 0;
    }

    /// <summary>Cholesky factor in place (lower triangle, row-major of the stride); false when a pivot is not above the floor.</summary>
    public static bool Factor(Span<double> matrix, int size, int stride, double floor)
    {
        for (int j = 0; j < size; j++)
        {
            for (int i = j; i < size; i++)
            {
                double sum = matrix[(i * stride) + j];
                sum -= Dot(matrix.Slice(i * stride, j), matrix.Slice(j * stride, j));
                if (i == j)
                {
                    if (!(sum > floor))
                    {
                        return false;
                    }

                    matrix[(j * stride) + j] = Math.Sqrt(sum);
                }
                else
                {
                    matrix[(i * stride) + j] = sum / matrix[(j * stride) + j];
                }
            }
        }

        return true;
    }

    /// <summary>Solves L·Lᵀ·x = b in place.</summary>
    public static void Solve(ReadOnlySpan<double> factor, int size, int stride, Span<double> b)
    {
        for (int i = 0; i < size; i++)
        {
            b[i] = (b[i] - Dot(factor.Slice(i * stride, i), b[..i])) / factor[(i * stride) + i];
        }

        for (int i = size - 1; i >= 0; i--)
        {
            double value = b[i] / factor[(i * stride) + i];
            b[i] = value;
            for (int k = 0; k < i; k++)
            {
                b[k] -= value * factor[(i * stride) + k];
            }
        }
    }
}
