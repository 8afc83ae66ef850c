namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Linear programs min cᵀx over Ax = b, l ≤ x ≤ u by the revised primal simplex with a dense inverse of the basis: few
/// rows, many columns, and columns may be added between solves without losing the basis.
/// </summary>
internal sealed class BoundedSimplex
{
    private const double Tolerance = 1e-11;

    private readonly int m;
    private readonly double[] b;
    private readonly List<double[]> columns = [];
    private readonly List<double> costs = [];
    private readonly List<double> lower = [];
    private readonly List<double> upper = [];
    private readonly List<double> values = [];
    private readonly List<int> place = []; // row in the basis, or −1
    private readonly int[] basis;
    private readonly double[] inverse;
    private readonly double[] y;
    private readonly double[] direction;
    private int pivots;

    public BoundedSimplex(double[] rightSide)
    {
        m = rightSide.Length;
        b = rightSide;
        basis = new int[m];
        inverse = new double[m * m];
        y = new double[m];
        direction = new double[m];
        for (int i = 0; i < m; i++)
        {
            double[] unit = new double[m];
            unit[i] = b[i] < 0 ? -1 : 1;
            AddColumn(unit, 0, 0, double.PositiveInfinity);
            basis[i] = i;
            place[i] = i;
            values[i] = Math.Abs(b[i]);
            inverse[(i * m) + i] = unit[i];
        }
    }

    /// <summary>Multipliers of the rows at the optimum.</summary>
    public ReadOnlySpan<double> Multipliers => y;

    public double Objective
    {
        get
        {
            double sum = 0;
            for (int j = 0; j < columns.Count; j++)
            {
                sum += costs[j] * values[j];
            }

            return sum;
        }
    }

    public int AddColumn(double[] column, double cost, double least, double greatest)
    {
        columns.Add(column);
        costs.Add(cost);
        lower.Add(least);
        upper.Add(greatest);
        values.Add(double.IsFinite(least) ? least : double.IsFinite(greatest) ? greatest : 0);
        place.Add(-1);
        return columns.Count - 1;
    }

    /// <summary>Finds a feasible basis; false when there is none.</summary>
    public bool FindFeasible()
    {
        double[] real = [.. costs];
        for (int j = 0; j < costs.Count; j++)
        {
            costs[j] = j < m ? 1 : 0;
        }

        Minimise();
        double left = 0;
        for (int j = 0; j < m; j++)
        {
            left += values[j];
            upper[j] = 0;
        }

        for (int j = 0; j < costs.Count; j++)
        {
            costs[j] = real[j];
        }

        return left <= 1e-9;
    }

    /// <summary>Goes to the optimum from the present basis; false when the objective falls without bound.</summary>
    public bool Minimise()
    {
        int still = 0;
        for (int iteration = 0; iteration < 200 * (m + columns.Count); iteration++)
        {
            ComputeMultipliers();
            int entering = Price(still > 2 * m, out double sign);
            if (entering < 0)
            {
                return true;
            }

            Multiply(columns[entering]);
            (double step, int row, bool toUpper) = Ratio(entering, sign);
            if (double.IsPositiveInfinity(step))
            {
                return false;
            }

            still = step > 1e-14 ? 0 : still + 1;
            values[entering] += sign * step;
            for (int i = 0; i < m; i++)
            {
                values[basis[i]] -= sign * step * direction[i];
            }

            if (row >= 0)
            {
                int leaving = basis[row];
                values[leaving] = toUpper ? upper[leaving] : lower[leaving];
                Pivot(row, entering);
            }
        }

        throw new PortfolioDataException("The linear program did not come to an end.");
    }

    private void ComputeMultipliers()
    {
        Array.Clear(y);
        for (int i = 0; i < m; i++)
        {
            double c = costs[basis[i]];
            if (c != 0)
            {
                ReadOnlySpan<double> row = inverse.AsSpan(i * m, m);
                for (int k = 0; k < m; k++)
                {
                    y[k] += c * row[k];
                }
            }
        }
    }

    private int Price(bool bland, out double sign)
    {
        int best = -1;
        double most = Tolerance;
        sign = 1;
        for (int j = 0; j < columns.Count; j++)
        {
            if (place[j] >= 0 || lower[j] == upper[j])
            {
                continue;
            }

            double reduced = costs[j] - DenseMatrix.Dot(y, columns[j]);
            bool canRise = values[j] < upper[j], canFall = values[j] > lower[j];
            if ((reduced < -most && canRise) || (reduced > most && canFall))
            {
                best = j;
                sign = reduced < 0 ? 1 : -1;
                if (bland)
                {
                    return best;
                }

                most = Math.Abs(reduced);
            }
        }

        return best;
    }

    private void Multiply(double[] column)
    {
        for (int i = 0; i < m; i++)
        {
            direction[i] = DenseMatrix.Dot(inverse.AsSpan(i * m, m), column);
        }
    }

    private (double Step, int Row, bool ToUpper) Ratio(int entering, double sign)
    {
        double step = upper[entering] - lower[entering], pivot = 0;
        int row = -1;
        bool toUpper = false;
        for (int i = 0; i < m; i++)
        {
            double rate = sign * direction[i];
            if (Math.Abs(rate) <= 1e-10)
            {
                continue;
            }

            int j = basis[i];
            double room = rate > 0 ? values[j] - lower[j] : upper[j] - values[j];
            double at = Math.Max(0, room) / Math.Abs(rate);
            // Among nearly equal steps the largest pivot keeps the inverse accurate.
            if (at < step - 1e-13 || (at <= step + 1e-13 && Math.Abs(rate) > pivot))
            {
                step = Math.Min(step, at);
                row = i;
                pivot = Math.Abs(rate);
                toUpper = rate < 0;
            }
        }

        return (step, row, toUpper);
    }

    private void Pivot(int row, int entering)
    {
        place[basis[row]] = -1;
        basis[row] = entering;
        place[entering] = row;
        if (++pivots % 64 == 0)
        {
            Refactor();
            return;
        }

        Span<double> pivotRow = inverse.AsSpan(row * m, m);
        double scale = 1 / direction[row];
        for (int k = 0; k < m; k++)
        {
            pivotRow[k] *= scale;
        }

        for (int i = 0; i < m; i++)
        {
            double f = direction[i];
            if (i == row || f == 0)
            {
                continue;
            }

            Span<double> target = inverse.AsSpan(i * m, m);
            for (int k = 0; k < m; k++)
            {
                target[k] -= f * pivotRow[k];
            }
        }
    }

    /// <summary>Inverts the basis anew (Gauss–Jordan with partial pivoting) and recomputes the basic values.</summary>
    private void Refactor()
    {
        double[] a = new double[m * m];
        for (int i = 0; i < m; i++)
        {
            for (int k = 0; k < m; k++)
            {
                a[(k * m) + i] = columns[basis[i]][k];
            }
        }

        Array.Clear(inverse);
        for (int i = 0; i < m; i++)
        {
            inverse[(i * m) + i] = 1;
        }

        for (int c = 0; c < m; c++)
        {
            int p = c;
            for (int i = c + 1; i < m; i++)
            {
                p = Math.Abs(a[(i * m) + c]) > Math.Abs(a[(p * m) + c]) ? i : p;
            }

            if (p != c)
            {
                Swap(a, p, c);
                Swap(inverse, p, c);
            }

            double scale = 1 / a[(c * m) + c];
            for (int k = 0; k < m; k++)
            {
                a[(c * m) + k] *= scale;
                inverse[(c * m) + k] *= scale;
            }

            for (int i = 0; i < m; i++)
            {
                double f = a[(i * m) + c];
                if (i == c || f == 0)
                {
                    continue;
                }

                for (int k = 0; k < m; k++)
                {
                    a[(i * m) + k] -= f * a[(c * m) + k];
                    inverse[(i * m) + k] -= f * inverse[(c * m) + k];
                }
            }
        }

        double[] right = [.. b];
        for (int j = 0; j < columns.Count; j++)
        {
            if (place[j] < 0 && values[j] != 0)
            {
                for (int k = 0; k < m; k++)
                {
                    right[k] -= values[j] * columns[j][k];
                }
            }
        }

        for (int i = 0; i < m; i++)
        {
            values[basis[i]] = DenseMatrix.Dot(inverse.AsSpan(i * m, m), right);
        }
    }

    private void Swap(double[] a, int p, int c)
    {
        for (int k = 0; k < m; k++)
        {
            (a[(p * m) + k], a[(c * m) + k]) = (a[(c * m) + k], a[(p * m) + k]);
        }
    }
}
