namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Strictly convex quadratic programs by the dual method of Goldfarb and Idnani (1983, Math. Programming 27): minimise
/// ½xᵀGx + aᵀx over cᵢᵀx = bᵢ and cⱼᵀx ≥ bⱼ. Constraints are added before solving; more may be added afterwards and
/// solving continues from scratch.
/// </summary>
internal sealed class QuadraticProgram
{
    private readonly int n;
    private readonly double[] inverseFactor; // J = L⁻ᵀ, column-major so that Givens rotations touch contiguous memory
    private readonly double[] start;
    private readonly List<double[]> normals = [];
    private readonly List<double> sides = [];
    private readonly List<bool> equalities = [];

    /// <param name="g">Positive definite matrix, row-major n × n.</param>
    /// <param name="n">Number of variables.</param>
    /// <param name="a">Linear term, or empty.</param>
    /// <exception cref="PortfolioDataException">The matrix is not positive definite.</exception>
    public QuadraticProgram(double[] g, int n, ReadOnlySpan<double> a)
    {
        this.n = n;
        double[] l = new double[n * n];
        int bad = DenseMatrix.Cholesky(g, n, l);
        if (bad >= 0)
        {
            throw new PortfolioDataException($"The matrix of the quadratic program is not positive definite (pivot {bad}).");
        }

        inverseFactor = new double[n * n];
        // Column k of J solves Lᵀ·J[:,k] = e_k.
        for (int k = 0; k < n; k++)
        {
            Span<double> column = inverseFactor.AsSpan(k * n, n);
            column[k] = 1;
            for (int i = k; i >= 0; i--)
            {
                column[i] /= l[(i * n) + i];
                for (int j = 0; j < i; j++)
                {
                    column[j] -= l[(i * n) + j] * column[i];
                }
            }
        }

        start = new double[n];
        if (!a.IsEmpty)
        {
            for (int i = 0; i < n; i++)
            {
                start[i] = -a[i];
            }

            DenseMatrix.SolveCholesky(l, n, start);
        }
    }

    public void Equal(double[] normal, double side) => Add(normal, side, equality: true);

    /// <summary>normalᵀx ≥ side.</summary>
    public void AtLeast(double[] normal, double side) => Add(normal, side, equality: false);

    public void Bound(int index, double lower, double upper)
    {
        if (double.IsFinite(lower))
        {
            double[] normal = new double[n];
            normal[index] = 1;
            AtLeast(normal, lower);
        }

        if (double.IsFinite(upper))
        {
            double[] normal = new double[n];
            normal[index] = -1;
            AtLeast(normal, -upper);
        }
    }

    /// <summary>The minimiser, or null when the constraints contradict each other.</summary>
    public double[]? Solve()
    {
        double[] x = [.. start], j = [.. inverseFactor], r = new double[n * n];
        double[] u = new double[n + 1], d = new double[n], z = new double[n], step = new double[n + 1], normal = new double[n];
        int[] active = new int[n];
        bool[] isActive = new bool[normals.Count];
        int q = 0;
        int limit = 50 * (normals.Count + n);
        for (int iteration = 0; iteration < limit; iteration++)
        {
            int p = Violated(x, isActive);
            if (p < 0)
            {
                return x;
            }

            normals[p].CopyTo(normal, 0);
            double side = sides[p];
            double slack = DenseMatrix.Dot(normal, x) - side;
            if (equalities[p] && slack > 0)
            {
                for (int i = 0; i < n; i++)
                {
                    normal[i] = -normal[i];
                }

                side = -side;
                slack = -slack;
            }

            u[q] = 0;
            while (true)
            {
                double whole = 0, free = 0;
                for (int k = 0; k < n; k++)
                {
                    d[k] = DenseMatrix.Dot(j.AsSpan(k * n, n), normal);
                    whole += d[k] * d[k];
                }

                Array.Clear(z);
                for (int k = q; k < n; k++)
                {
                    double dk = d[k];
                    free += dk * dk;
                    ReadOnlySpan<double> column = j.AsSpan(k * n, n);
                    for (int i = 0; i < n; i++)
                    {
                        z[i] += column[i] * dk;
                    }
                }

                for (int i = q - 1; i >= 0; i--)
                {
                    double sum = d[i];
                    for (int k = i + 1; k < q; k++)
                    {
                        sum -= r[(k * n) + i] * step[k];
                    }

                    step[i] = sum / r[(i * n) + i];
                }

                double partial = double.PositiveInfinity;
                int leaving = -1;
                for (int k = 0; k < q; k++)
                {
                    if (!equalities[active[k]] && step[k] > 1e-14 && u[k] / step[k] < partial)
                    {
                        partial = u[k] / step[k];
                        leaving = k;
                    }
                }

                bool blocked = free <= 1e-20 * whole;
                double full = blocked ? double.PositiveInfinity : -slack / free;
                double t = Math.Min(partial, full);
                if (double.IsPositiveInfinity(t))
                {
                    // An equality that the active ones imply already, up to rounding, is no contradiction.
                    if (Math.Abs(slack) <= 1e-9 * Math.Max(1, Math.Abs(side)))
                    {
                        isActive[p] = true;
                        break;
                    }

                    return null;
                }

                for (int k = 0; k < q; k++)
                {
                    u[k] -= t * step[k];
                }

                u[q] += t;
                if (!blocked)
                {
                    for (int i = 0; i < n; i++)
                    {
                        x[i] += t * z[i];
                    }

                    slack = DenseMatrix.Dot(normal, x) - side;
                }

                if (t == full)
                {
                    AddColumn(j, r, d, q);
                    active[q] = p;
                    isActive[p] = true;
                    q++;
                    break;
                }

                isActive[active[leaving]] = false;
                RemoveColumn(j, r, active, u, leaving, q);
                q--;
            }
        }

        return null;
    }

    private void Add(double[] normal, double side, bool equality)
    {
        normals.Add(normal);
        sides.Add(side);
        equalities.Add(equality);
    }

    private int Violated(double[] x, bool[] isActive)
    {
        int worst = -1;
        double most = 0;
        for (int p = 0; p < normals.Count; p++)
        {
            if (isActive[p])
            {
                continue;
            }

            double slack = DenseMatrix.Dot(normals[p], x) - sides[p];
            if (equalities[p])
            {
                return p;
            }

            double scale = 1e-12 * Math.Max(1, Math.Abs(sides[p]));
            if (slack < -scale && slack < most)
            {
                most = slack;
                worst = p;
            }
        }

        return worst;
    }

    private void AddColumn(double[] j, double[] r, double[] d, int q)
    {
        for (int k = n - 1; k > q; k--)
        {
            double a = d[k - 1], b = d[k];
            if (b == 0)
            {
                continue;
            }

            double h = Math.Sqrt((a * a) + (b * b)), c = a / h, s = b / h;
            d[k - 1] = h;
            d[k] = 0;
            Rotate(j.AsSpan((k - 1) * n, n), j.AsSpan(k * n, n), c, s);
        }

        d.AsSpan(0, q + 1).CopyTo(r.AsSpan(q * n));
    }

    private void RemoveColumn(double[] j, double[] r, int[] active, double[] u, int leaving, int q)
    {
        for (int k = leaving; k < q - 1; k++)
        {
            active[k] = active[k + 1];
            u[k] = u[k + 1];
            r.AsSpan((k + 1) * n, k + 2).CopyTo(r.AsSpan(k * n));
        }

        u[q - 1] = u[q];
        for (int k = leaving; k < q - 1; k++)
        {
            double a = r[(k * n) + k], b = r[(k * n) + k + 1];
            if (b == 0)
            {
                continue;
            }

            double h = Math.Sqrt((a * a) + (b * b)), c = a / h, s = b / h;
            r[(k * n) + k] = h;
            r[(k * n) + k + 1] = 0;
            for (int i = k + 1; i < q - 1; i++)
            {
                double v = r[(i * n) + k], w = r[(i * n) + k + 1];
                r[(i * n) + k] = (c * v) + (s * w);
                r[(i * n) + k + 1] = (c * w) - (s * v);
            }

            Rotate(j.AsSpan(k * n, n), j.AsSpan((k + 1) * n, n), c, s);
        }
    }

    private static void Rotate(Span<double> first, Span<double> second, double c, double s)
    {
        for (int i = 0; i < first.Length; i++)
        {
            double v = first[i], w = second[i];
            first[i] = (c * v) + (s * w);
            second[i] = (c * w) - (s * v);
        }
    }
}
