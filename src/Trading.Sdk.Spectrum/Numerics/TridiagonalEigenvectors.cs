namespace Trading.Sdk.Spectrum;

/// <summary>Eigenpairs of a symmetric tridiagonal matrix from its largest eigenvalue down: Sturm bisection, then inverse iteration.</summary>
internal static class TridiagonalEigenvectors
{
    public static double[][] Largest(double[] diagonal, double[] offDiagonal, int count)
    {
        int n = diagonal.Length;
        double bound = 0;
        for (int i = 0; i < n; i++)
        {
            double radius = (i > 0 ? Math.Abs(offDiagonal[i - 1]) : 0) + (i < n - 1 ? Math.Abs(offDiagonal[i]) : 0);
            bound = Math.Max(bound, Math.Abs(diagonal[i]) + radius);
        }

        var vectors = new double[count][];
        double above = bound;
        for (int k = 0; k < count; k++)
        {
            double low = -bound, high = above;
            while (high - low > 4e-16 * bound)
            {
                double middle = 0.5 * (low + high);
                if (middle <= low || middle >= high)
                {
                    break;
                }

                if (CountAbove(diagonal, offDiagonal, middle) > k)
                {
                    low = middle;
                }
                else
                {
                    high = middle;
                }
            }

            above = high;
            vectors[k] = InverseIteration(diagonal, offDiagonal, 0.5 * (low + high), bound, vectors.AsSpan(0, k));
        }

        return vectors;
    }

    private static int CountAbove(double[] diagonal, double[] offDiagonal, double x)
    {
        int count = 0;
        double q = 1;
        for (int i = 0; i < diagonal.Length; i++)
        {
            double e = i == 0 ? 0 : offDiagonal[i - 1];
            q = diagonal[i] - x - (e == 0 ? 0 : e * e / q);
            if (q == 0)
            {
                q = 1e-300;
            }

            if (q > 0)
            {
                count++;
            }
        }

        return count;
    }

    private static double[] InverseIteration(double[] diagonal, double[] offDiagonal, double eigenvalue, double bound, ReadOnlySpan<double[]> before)
    {
        int n = diagonal.Length;
        var v = new double[n];
        for (int i = 0; i < n; i++)
        {
            v[i] = 1 + (0.37 * (((i * 7919L) % 101) / 101.0));
        }

        // Gaussian elimination with row exchanges; the second superdiagonal takes what an exchange brings in.
        for (int round = 0; round < 4; round++)
        {
            var d = new double[n];
            var u = new double[n];
            var u2 = new double[n];
            double shift = eigenvalue;
            d[0] = diagonal[0] - shift;
            u[0] = n > 1 ? offDiagonal[0] : 0;
            for (int i = 0; i < n - 1; i++)
            {
                double below = offDiagonal[i], nextDiagonal = diagonal[i + 1] - shift, nextUpper = i + 1 < n - 1 ? offDiagonal[i + 1] : 0;
                if (Math.Abs(below) > Math.Abs(d[i]))
                {
                    double factor = d[i] / below;
                    (v[i], v[i + 1]) = (v[i + 1], v[i] - (factor * v[i + 1]));
                    d[i + 1] = u[i] - (factor * nextDiagonal);
                    u[i + 1] = -factor * nextUpper;
                    d[i] = below;
                    u[i] = nextDiagonal;
                    u2[i] = nextUpper;
                }
                else
                {
                    double factor = d[i] == 0 ? 0 : below / d[i];
                    v[i + 1] -= factor * v[i];
                    d[i + 1] = nextDiagonal - (factor * u[i]);
                    u[i + 1] = nextUpper;
                    u2[i] = 0;
                }
            }

            double tiny = 1e-16 * bound;
            for (int i = n - 1; i >= 0; i--)
            {
                double sum = v[i];
                if (i + 1 < n)
                {
                    sum -= u[i] * v[i + 1];
                }

                if (i + 2 < n)
                {
                    sum -= u2[i] * v[i + 2];
                }

                v[i] = sum / (Math.Abs(d[i]) < tiny ? Math.CopySign(tiny, d[i]) : d[i]);
            }

            foreach (double[] other in before)
            {
                double dot = 0;
                for (int i = 0; i < n; i++)
                {
                    dot += v[i] * other[i];
                }

                for (int i = 0; i < n; i++)
                {
                    v[i] -= dot * other[i];
                }
            }

            double norm = 0;
            foreach (double value in v)
            {
                norm = Math.Max(norm, Math.Abs(value));
            }

            double squares = 0;
            for (int i = 0; i < n; i++)
            {
                v[i] /= norm;
                squares += v[i] * v[i];
            }

            double scale = 1 / Math.Sqrt(squares);
            for (int i = 0; i < n; i++)
            {
                v[i] *= scale;
            }
        }

        return v;
    }
}
