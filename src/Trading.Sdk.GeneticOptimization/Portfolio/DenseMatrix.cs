namespace Trading.Sdk.GeneticOptimization;

/// <summary>Small dense linear algebra on row-major arrays, in a fixed order of operations.</summary>
internal static class DenseMatrix
{
    /// <summary>Cholesky factor L (lower, row-major) of the leading n × n part; the index of the first pivot at or below the tolerance times the diagonal, or −1.</summary>
    public static int Cholesky(ReadOnlySpan<double> a, int n, Span<double> l, double tolerance = 1e-13)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> li = l.Slice(i * n, n);
            for (int j = 0; j <= i; j++)
            {
                Span<double> lj = l.Slice(j * n, n);
                double sum = a[(i * n) + j] - Dot(li[..j], lj[..j]);
                if (i == j)
                {
                    if (!(sum > tolerance * a[(i * n) + i]))
                    {
                        return i;
                    }

                    li[i] = Math.Sqrt(sum);
                }
                else
                {
                    li[j] = sum / lj[j];
                }
            }

            li[(i + 1)..].Clear();
        }

        return -1;
    }

    /// <summary>Solves L·Lᵀ·x = b in place.</summary>
    public static void SolveCholesky(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        for (int i = 0; i < n; i++)
        {
            b[i] = (b[i] - Dot(l.Slice(i * n, i), b[..i])) / l[(i * n) + i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            b[i] /= l[(i * n) + i];
            for (int j = 0; j < i; j++)
            {
                b[j] -= l[(i * n) + j] * b[i];
            }
        }
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i + 4 <= a.Length; i += 4)
        {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }

        for (; i < a.Length; i++)
        {
            s0 += a[i] * b[i];
        }

        return s0 + s1 + (s2 + s3);
    }

    /// <summary>xᵀ·A·x of a symmetric row-major matrix.</summary>
    public static double Quadratic(ReadOnlySpan<double> a, ReadOnlySpan<double> x)
    {
        int n = x.Length;
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            if (x[i] != 0)
            {
                sum += x[i] * Dot(a.Slice(i * n, n), x);
            }
        }

        return sum;
    }
}
