namespace Trading.Sdk.GeneticOptimization;

/// <summary>Eigenvalues and vectors of a symmetric matrix: Householder reduction to tridiagonal form, then QL with implicit shifts (Golub, Van Loan, ch. 8), in a fixed order of operations. Owns its memory.</summary>
internal sealed class SymmetricEigen(int n)
{
    private readonly double[] offDiagonal = new double[n];
    private readonly double[] rows = new double[n * n]; // row k = the k-th eigenvector in the making
    private readonly double[] product = new double[n];

    /// <summary>Eigenvalues of the last matrix, in no order.</summary>
    public double[] Values { get; } = new double[n];

    /// <summary>Eigenvectors, row-major by vector: row k belongs to value k.</summary>
    public double[] Vectors => rows;

    /// <summary>Decomposes; false when the iteration does not settle.</summary>
    public bool Decompose(ReadOnlySpan<double> matrix)
    {
        double[] a = rows;
        matrix.CopyTo(a);
        Reduce(a);
        return Iterate();
    }

    /// <summary>A becomes tridiagonal by reflections, whose product is gathered in the rows.</summary>
    private void Reduce(double[] a)
    {
        double[] d = Values, e = offDiagonal;
        for (int i = n - 1; i > 0; i--)
        {
            Span<double> row = a.AsSpan(i * n, i);
            double scale = 0;
            foreach (double v in row)
            {
                scale += Math.Abs(v);
            }

            double h = 0;
            if (i == 1 || scale == 0)
            {
                e[i] = row[i - 1];
            }
            else
            {
                for (int k = 0; k < i; k++)
                {
                    row[k] /= scale;
                    h += row[k] * row[k];
                }

                double f = row[i - 1], g = f >= 0 ? -Math.Sqrt(h) : Math.Sqrt(h);
                e[i] = scale * g;
                h -= f * g;
                row[i - 1] = f - g;
                double sum = 0;
                for (int j = 0; j < i; j++)
                {
                    a[(j * n) + i] = row[j] / h;
                    double s = 0;
                    for (int k = 0; k <= j; k++)
                    {
                        s += a[(j * n) + k] * row[k];
                    }

                    for (int k = j + 1; k < i; k++)
                    {
                        s += a[(k * n) + j] * row[k];
                    }

                    e[j] = s / h;
                    sum += e[j] * row[j];
                }

                double half = sum / (h + h);
                for (int j = 0; j < i; j++)
                {
                    double fj = row[j], gj = e[j] - (half * fj);
                    e[j] = gj;
                    for (int k = 0; k <= j; k++)
                    {
                        a[(j * n) + k] -= (fj * e[k]) + (gj * row[k]);
                    }
                }
            }

            d[i] = h;
        }

        d[0] = 0;
        e[0] = 0;
        for (int i = 0; i < n; i++)
        {
            if (d[i] != 0)
            {
                // product = rowᵢ · A over the leading block, by rows so that memory is walked forwards.
                Span<double> p = product.AsSpan(0, i);
                p.Clear();
                for (int k = 0; k < i; k++)
                {
                    double v = a[(i * n) + k];
                    for (int j = 0; j < i; j++)
                    {
                        p[j] += v * a[(k * n) + j];
                    }
                }

                for (int k = 0; k < i; k++)
                {
                    double v = a[(k * n) + i];
                    for (int j = 0; j < i; j++)
                    {
                        a[(k * n) + j] -= v * p[j];
                    }
                }
            }

            d[i] = a[(i * n) + i];
            a[(i * n) + i] = 1;
            for (int j = 0; j < i; j++)
            {
                a[(j * n) + i] = 0;
                a[(i * n) + j] = 0;
            }
        }

        // Rotations of the iteration act on pairs of columns; transposed they act on whole rows.
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (a[(i * n) + j], a[(j * n) + i]) = (a[(j * n) + i], a[(i * n) + j]);
            }
        }
    }

    private bool Iterate()
    {
        double[] d = Values, e = offDiagonal;
        for (int i = 1; i < n; i++)
        {
            e[i - 1] = e[i];
        }

        e[n - 1] = 0;
        for (int l = 0; l < n; l++)
        {
            for (int sweep = 0; ; sweep++)
            {
                int k = l;
                while (k < n - 1 && Math.Abs(e[k]) > 1.1e-16 * (Math.Abs(d[k]) + Math.Abs(d[k + 1])))
                {
                    k++;
                }

                if (k == l)
                {
                    break;
                }

                if (sweep == 60)
                {
                    return false;
                }

                double g = (d[l + 1] - d[l]) / (2 * e[l]), r = Math.Sqrt((g * g) + 1);
                g = d[k] - d[l] + (e[l] / (g + (g >= 0 ? r : -r)));
                double s = 1, c = 1, p = 0;
                int i = k - 1;
                for (; i >= l; i--)
                {
                    double f = s * e[i], b = c * e[i];
                    r = Math.Sqrt((f * f) + (g * g));
                    e[i + 1] = r;
                    if (r == 0)
                    {
                        d[i + 1] -= p;
                        e[k] = 0;
                        break;
                    }

                    s = f / r;
                    c = g / r;
                    g = d[i + 1] - p;
                    r = ((d[i] - g) * s) + (2 * c * b);
                    p = s * r;
                    d[i + 1] = g + p;
                    g = (c * r) - b;
                    Span<double> low = rows.AsSpan(i * n, n), high = rows.AsSpan((i + 1) * n, n);
                    for (int j = 0; j < n; j++)
                    {
                        double v = high[j];
                        high[j] = (s * low[j]) + (c * v);
                        low[j] = (c * low[j]) - (s * v);
                    }
                }

                if (r == 0 && i >= l)
                {
                    continue;
                }

                d[l] -= p;
                e[l] = g;
                e[k] = 0;
            }
        }

        return true;
    }
}
