namespace Trading.Sdk.Microstructure;

/// <summary>Small dense linear systems: Gaussian elimination with partial pivoting.</summary>
internal static class LinearSystem
{
    /// <summary>Solves A x = b with A row-major [n × n]; null when A is singular.</summary>
    public static double[]? Solve(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int n) => Solve(a, b, n, 1);

    /// <summary>Inverts A row-major [n × n]; null when it is singular.</summary>
    public static double[]? Invert(ReadOnlySpan<double> a, int n)
    {
        var identity = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            identity[(i * n) + i] = 1.0;
        }

        return Solve(a, identity, n, n);
    }

    /// <summary>Solves A X = B with B row-major [n × columns]; null when A is singular.</summary>
    public static double[]? Solve(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int n, int columns)
    {
        double[] m = a.ToArray();
        double[] x = b.ToArray();
        double scale = 0;
        foreach (double value in m)
        {
            scale = Math.Max(scale, Math.Abs(value));
        }

        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                pivot = Math.Abs(m[(i * n) + k]) > Math.Abs(m[(pivot * n) + k]) ? i : pivot;
            }

            // A matrix that is singular but for rounding has no answer either.
            double head = m[(pivot * n) + k];
            if (!(Math.Abs(head) > 1e-14 * scale) || !double.IsFinite(head))
            {
                return null;
            }

            if (pivot != k)
            {
                Swap(m, k, pivot, n);
                Swap(x, k, pivot, columns);
            }

            for (int i = k + 1; i < n; i++)
            {
                double factor = m[(i * n) + k] / head;
                if (factor != 0)
                {
                    Subtract(m, i, k, n, factor);
                    Subtract(x, i, k, columns, factor);
                }
            }
        }

        for (int k = n - 1; k >= 0; k--)
        {
            for (int c = 0; c < columns; c++)
            {
                double sum = x[(k * columns) + c];
                for (int j = k + 1; j < n; j++)
                {
                    sum -= m[(k * n) + j] * x[(j * columns) + c];
                }

                x[(k * columns) + c] = sum / m[(k * n) + k];
            }
        }

        return x;
    }

    private static void Swap(double[] m, int i, int j, int width)
    {
        for (int c = 0; c < width; c++)
        {
            (m[(i * width) + c], m[(j * width) + c]) = (m[(j * width) + c], m[(i * width) + c]);
        }
    }

    private static void Subtract(double[] m, int row, int from, int width, double factor)
    {
        for (int c = 0; c < width; c++)
        {
            m[(row * width) + c] -= factor * m[(from * width) + c];
        }
    }
}
