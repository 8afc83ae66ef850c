namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// The exact hypervolume between a set of minimised points and a reference point. Points that are not strictly below the
/// reference point in every objective add nothing; dominated points may be present.
/// </summary>
/// <remarks>
/// 2 objectives: a sweep, O(n log n). 3: a sweep over the third with a sorted staircase (Beume, Fonseca et al. 2009). 4:
/// slices of the fourth over the three-dimensional sweep, O(n² log n). More: WFG (While, Bradstreet, Barone 2012).
/// </remarks>
public static class Hypervolume
{
    /// <summary>Computes the hypervolume.</summary>
    /// <param name="points">Row-major [points × objectives].</param>
    /// <param name="reference">Reference point, one value an objective.</param>
    /// <returns>0 when no point lies below the reference point.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or a value is NaN, or the volume would not be finite.</exception>
    public static double Compute(ReadOnlySpan<double> points, ReadOnlySpan<double> reference)
    {
        int m = reference.Length;
        if (m == 0 || points.Length % m != 0)
        {
            throw new ArgumentException($"{points.Length} values are no rows of {m} objectives.", nameof(points));
        }

        var rows = new List<double[]>();
        foreach (double value in reference)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException("The reference point must be finite.", nameof(reference));
            }
        }

        for (int i = 0; i < points.Length; i += m)
        {
            ReadOnlySpan<double> point = points.Slice(i, m);
            bool below = true;
            for (int k = 0; k < m; k++)
            {
                if (double.IsNaN(point[k]) || double.IsNegativeInfinity(point[k]))
                {
                    throw new ArgumentException($"Point {i / m} has the objective {point[k]}.", nameof(points));
                }

                below &= point[k] < reference[k];
            }

            if (below)
            {
                rows.Add(point.ToArray());
            }
        }

        return rows.Count == 0 ? 0 : m switch
        {
            1 => reference[0] - rows.Min(r => r[0]),
            2 => Sweep2(rows, reference),
            3 => Sweep3(rows, reference),
            4 => Slices4(rows, reference),
            _ => Wfg(NonDominated(rows), reference.ToArray()),
        };
    }

    private static double Sweep2(List<double[]> rows, ReadOnlySpan<double> reference)
    {
        rows.Sort(static (a, b) => a[0] != b[0] ? a[0].CompareTo(b[0]) : a[1].CompareTo(b[1]));
        double volume = 0, ceiling = reference[1];
        foreach (double[] p in rows)
        {
            if (p[1] < ceiling)
            {
                volume += (reference[0] - p[0]) * (ceiling - p[1]);
                ceiling = p[1];
            }
        }

        return volume;
    }

    private static double Sweep3(List<double[]> rows, ReadOnlySpan<double> reference)
    {
        rows.Sort(static (a, b) => a[2].CompareTo(b[2]));
        var stairs = new Staircase(rows.Count, reference[0], reference[1]);
        double volume = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            stairs.Insert(rows[i][0], rows[i][1]);
            double top = i + 1 < rows.Count ? rows[i + 1][2] : reference[2];
            volume += stairs.Area * (top - rows[i][2]);
        }

        return volume;
    }

    private static double Slices4(List<double[]> rows, ReadOnlySpan<double> reference)
    {
        rows = NonDominated(rows);
        rows.Sort(static (a, b) => a[3].CompareTo(b[3]));
        // The points seen so far, kept in order of the third objective and free of points dominated in three dimensions.
        var layer = new List<double[]>(rows.Count);
        var stairs = new Staircase(rows.Count, reference[0], reference[1]);
        double volume = 0, slice = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            double[] p = rows[i];
            bool dominated = false;
            foreach (double[] q in layer)
            {
                dominated |= q[0] <= p[0] && q[1] <= p[1] && q[2] <= p[2];
            }

            if (!dominated)
            {
                layer.RemoveAll(q => p[0] <= q[0] && p[1] <= q[1] && p[2] <= q[2]);
                int at = 0;
                while (at < layer.Count && layer[at][2] <= p[2])
                {
                    at++;
                }

                layer.Insert(at, p);
                stairs.Clear();
                slice = 0;
                for (int j = 0; j < layer.Count; j++)
                {
                    stairs.Insert(layer[j][0], layer[j][1]);
                    double top = j + 1 < layer.Count ? layer[j + 1][2] : reference[2];
                    slice += stairs.Area * (top - layer[j][2]);
                }
            }

            double next = i + 1 < rows.Count ? rows[i + 1][3] : reference[3];
            volume += slice * (next - p[3]);
        }

        return volume;
    }

    private static double Wfg(List<double[]> rows, double[] reference)
    {
        int m = reference.Length;
        if (rows.Count == 0)
        {
            return 0;
        }

        rows.Sort((a, b) => b[m - 1].CompareTo(a[m - 1]));
        double volume = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            double box = 1;
            for (int k = 0; k < m; k++)
            {
                box *= reference[k] - rows[i][k];
            }

            var limited = new List<double[]>(rows.Count - i - 1);
            for (int j = i + 1; j < rows.Count; j++)
            {
                double[] q = new double[m];
                for (int k = 0; k < m; k++)
                {
                    q[k] = Math.Max(rows[i][k], rows[j][k]);
                }

                limited.Add(q);
            }

            volume += box - Wfg(NonDominated(limited), reference);
        }

        return volume;
    }

    private static List<double[]> NonDominated(List<double[]> rows)
    {
        var kept = new List<double[]>(rows.Count);
        foreach (double[] p in rows)
        {
            bool dominated = false;
            for (int j = 0; j < kept.Count && !dominated; j++)
            {
                dominated = WeaklyDominates(kept[j], p);
            }

            if (!dominated)
            {
                kept.RemoveAll(q => WeaklyDominates(p, q));
                kept.Add(p);
            }
        }

        return kept;
    }

    private static bool WeaklyDominates(double[] a, double[] b)
    {
        for (int k = 0; k < a.Length; k++)
        {
            if (a[k] > b[k])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Mutually non-dominated points of the plane in order of x, with the area that they cover.</summary>
    private sealed class Staircase(int capacity, double right, double top)
    {
        private readonly double[] xs = new double[capacity + 1];
        private readonly double[] ys = new double[capacity + 1];
        private int count;

        public double Area { get; private set; }

        public void Clear()
        {
            count = 0;
            Area = 0;
        }

        public void Insert(double x, double y)
        {
            int at = xs.AsSpan(0, count).BinarySearch(x);
            at = at < 0 ? ~at : at;
            double ceiling = at == 0 ? top : ys[at - 1];
            if (ceiling <= y || (at < count && xs[at] == x && ys[at] <= y))
            {
                return;
            }

            int end = at;
            double left = x, height = ceiling, gained = 0;
            while (end < count && ys[end] >= y)
            {
                gained += (xs[end] - left) * (height - y);
                left = xs[end];
                height = ys[end];
                end++;
            }

            gained += ((end < count ? xs[end] : right) - left) * (height - y);
            Area += gained;
            int tail = count - end;
            Array.Copy(xs, end, xs, at + 1, tail);
            Array.Copy(ys, end, ys, at + 1, tail);
            xs[at] = x;
            ys[at] = y;
            count = at + 1 + tail;
        }
    }
}
