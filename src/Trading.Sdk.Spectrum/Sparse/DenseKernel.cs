using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>The few dense vector and matrix operations that sparse coding rests on; matrices are row-major.</summary>
internal static unsafe class DenseKernel
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

    /// <summary>products[j] = ⟨row j, x⟩ for every row of a matrix.</summary>
    public static void Products(ReadOnlySpan<double> rows, ReadOnlySpan<double> x, Span<double> products)
    {
        int done = 0;
        fixed (double* a = rows[..(products.Length * x.Length)], b = x, to = products)
        {
            done = Vector512.IsHardwareAccelerated ? Products<Lanes512<double>>(a, b, x.Length, to, products.Length)
                : Avx2.IsSupported ? Products<Lanes256<double>>(a, b, x.Length, to, products.Length) : 0;
        }

        for (int j = done; j < products.Length; j++)
        {
            products[j] = Dot(rows.Slice(j * x.Length, x.Length), x);
        }
    }

    // Four rows side by side: one alone would wait for its sum.
    private static int Products<V>(double* rows, double* x, int length, double* products, int count)
        where V : unmanaged, ILanes<V, double>
    {
        int j = 0;
        for (; j <= count - 4; j += 4)
        {
            double* a = rows + ((nint)j * length), b = a + length, c = b + length, d = c + length;
            V sumA = V.Broadcast(0), sumB = sumA, sumC = sumA, sumD = sumA;
            int i = 0;
            for (; i <= length - V.Count; i += V.Count)
            {
                V value = V.Load(x + i);
                sumA = V.MultiplyAdd(V.Load(a + i), value, sumA);
                sumB = V.MultiplyAdd(V.Load(b + i), value, sumB);
                sumC = V.MultiplyAdd(V.Load(c + i), value, sumC);
                sumD = V.MultiplyAdd(V.Load(d + i), value, sumD);
            }

            double restA = 0, restB = 0, restC = 0, restD = 0;
            for (; i < length; i++)
            {
                restA += a[i] * x[i];
                restB += b[i] * x[i];
                restC += c[i] * x[i];
                restD += d[i] * x[i];
            }

            products[j] = V.Sum(sumA) + restA;
            products[j + 1] = V.Sum(sumB) + restB;
            products[j + 2] = V.Sum(sumC) + restC;
            products[j + 3] = V.Sum(sumD) + restD;
        }

        return j;
    }

    /// <summary>y = x − Σ factors[k]·(row places[k] of a matrix).</summary>
    public static void Residual(ReadOnlySpan<double> x, ReadOnlySpan<double> rows, ReadOnlySpan<int> places, ReadOnlySpan<double> factors, Span<double> y)
    {
        int done = 0;
        fixed (double* from = x, matrix = rows, to = y[..x.Length])
        {
            done = Vector512.IsHardwareAccelerated ? Residual<Lanes512<double>>(from, matrix, places, factors, to, x.Length)
                : Avx2.IsSupported ? Residual<Lanes256<double>>(from, matrix, places, factors, to, x.Length) : 0;
        }

        for (int i = done; i < x.Length; i++)
        {
            double value = x[i];
            for (int k = 0; k < places.Length; k++)
            {
                value -= factors[k] * rows[(places[k] * x.Length) + i];
            }

            y[i] = value;
        }
    }

    private static int Residual<V>(double* x, double* rows, ReadOnlySpan<int> places, ReadOnlySpan<double> factors, double* y, int length)
        where V : unmanaged, ILanes<V, double>
    {
        int i = 0;
        for (; i <= length - (4 * V.Count); i += 4 * V.Count)
        {
            V a = V.Load(x + i), b = V.Load(x + i + V.Count), c = V.Load(x + i + (2 * V.Count)), d = V.Load(x + i + (3 * V.Count));
            for (int k = 0; k < places.Length; k++)
            {
                double* row = rows + ((nint)places[k] * length) + i;
                V factor = V.Broadcast(factors[k]);
                a = V.NegateMultiplyAdd(factor, V.Load(row), a);
                b = V.NegateMultiplyAdd(factor, V.Load(row + V.Count), b);
                c = V.NegateMultiplyAdd(factor, V.Load(row + (2 * V.Count)), c);
                d = V.NegateMultiplyAdd(factor, V.Load(row + (3 * V.Count)), d);
            }

            a.Store(y + i);
            b.Store(y + i + V.Count);
            c.Store(y + i + (2 * V.Count));
            d.Store(y + i + (3 * V.Count));
        }

        return i;
    }

    /// <summary>The first place of the largest absolute value; 0 when all are NaN.</summary>
    public static int LargestAbsolute(ReadOnlySpan<double> values)
    {
        double best = MaximumAbsolute(values);
        int width = Vector<double>.Count, i = 0;
        ref double first = ref MemoryMarshal.GetReference(values);
        var top = new Vector<double>(best);
        while (i <= values.Length - width && !Vector.EqualsAny(Vector.Abs(Vector.LoadUnsafe(ref first, (nuint)i)), top))
        {
            i += width;
        }

        for (; i < values.Length; i++)
        {
            if (Math.Abs(values[i]) == best)
            {
                return i;
            }
        }

        return 0;
    }

    /// <summary>The largest absolute value; 0 of none. NaN is passed over.</summary>
    public static double MaximumAbsolute(ReadOnlySpan<double> values)
    {
        int width = Vector<double>.Count, i = 0;
        ref double first = ref MemoryMarshal.GetReference(values);
        Vector<double> a = Vector<double>.Zero, b = a, c = a, d = a;
        for (; i <= values.Length - (4 * width); i += 4 * width)
        {
            // The native maximum gives its second argument where one is NaN.
            a = Vector.MaxNative(Vector.Abs(Vector.LoadUnsafe(ref first, (nuint)i)), a);
            b = Vector.MaxNative(Vector.Abs(Vector.LoadUnsafe(ref first, (nuint)(i + width))), b);
            c = Vector.MaxNative(Vector.Abs(Vector.LoadUnsafe(ref first, (nuint)(i + (2 * width)))), c);
            d = Vector.MaxNative(Vector.Abs(Vector.LoadUnsafe(ref first, (nuint)(i + (3 * width)))), d);
        }

        a = Vector.MaxNative(Vector.MaxNative(a, b), Vector.MaxNative(c, d));
        double best = 0;
        for (int lane = 0; lane < width; lane++)
        {
            best = Math.Max(best, a[lane]);
        }

        for (; i < values.Length; i++)
        {
            best = Math.Abs(values[i]) > best ? Math.Abs(values[i]) : best;
        }

        return best;
    }

    /// <summary>The first place of the largest value; values must be numbers, at least one.</summary>
    public static int Largest(ReadOnlySpan<double> values)
    {
        int width = Vector<double>.Count, i = 0;
        ref double first = ref MemoryMarshal.GetReference(values);
        Vector<double> a = new(values[0]), b = a;
        for (; i <= values.Length - (2 * width); i += 2 * width)
        {
            a = Vector.MaxNative(Vector.LoadUnsafe(ref first, (nuint)i), a);
            b = Vector.MaxNative(Vector.LoadUnsafe(ref first, (nuint)(i + width)), b);
        }

        a = Vector.MaxNative(a, b);
        double best = values[0];
        for (int lane = 0; lane < width; lane++)
        {
            best = Math.Max(best, a[lane]);
        }

        for (; i < values.Length; i++)
        {
            best = Math.Max(best, values[i]);
        }

        int k = 0;
        for (var top = new Vector<double>(best); k <= values.Length - width && !Vector.EqualsAny(Vector.LoadUnsafe(ref first, (nuint)k), top);)
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
