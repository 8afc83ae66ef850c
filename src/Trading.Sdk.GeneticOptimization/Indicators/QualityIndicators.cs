namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Distances between a set of points and a reference front, both row-major [points × objectives] and minimised. Plain
/// means of Euclidean distances, no power. Every method throws <see cref="ArgumentException"/> for an empty set or
/// lengths that are no whole rows; NaN propagates. Cost: product of the two sizes.
/// </summary>
public static class QualityIndicators
{
    /// <summary>Inverted generational distance: mean over the reference of the distance to the nearest point.</summary>
    public static double InvertedGenerationalDistance(ReadOnlySpan<double> points, ReadOnlySpan<double> reference, int objectiveCount) => MeanNearest(reference, points, objectiveCount);

    /// <summary>Generational distance: mean over the points of the distance to the nearest reference point.</summary>
    public static double GenerationalDistance(ReadOnlySpan<double> points, ReadOnlySpan<double> reference, int objectiveCount) => MeanNearest(points, reference, objectiveCount);

    /// <summary>IGD+ (Ishibuchi, Masuda, Tanigaki, Nojima 2015): mean over the reference r of min over points f of ‖max(f − r, 0)‖.</summary>
    public static double InvertedGenerationalDistancePlus(ReadOnlySpan<double> points, ReadOnlySpan<double> reference, int objectiveCount)
    {
        int n = Rows(points, objectiveCount), m = objectiveCount, rows = Rows(reference, m);
        double sum = 0;
        for (int r = 0; r < rows; r++)
        {
            double least = double.PositiveInfinity;
            for (int i = 0; i < n; i++)
            {
                double square = 0;
                for (int k = 0; k < m; k++)
                {
                    double d = Math.Max(points[(i * m) + k] - reference[(r * m) + k], 0);
                    square += d * d;
                }

                least = Math.Min(least, square);
            }

            sum += Math.Sqrt(least);
        }

        return sum / rows;
    }

    /// <summary>Additive ε (Zitzler et al. 2003): the least shift that makes the points weakly dominate the reference: max over r of min over f of max over objectives of f − r.</summary>
    public static double AdditiveEpsilon(ReadOnlySpan<double> points, ReadOnlySpan<double> reference, int objectiveCount)
    {
        int n = Rows(points, objectiveCount), m = objectiveCount, rows = Rows(reference, m);
        double worst = double.NegativeInfinity;
        for (int r = 0; r < rows; r++)
        {
            double least = double.PositiveInfinity;
            for (int i = 0; i < n; i++)
            {
                double shift = double.NegativeInfinity;
                for (int k = 0; k < m; k++)
                {
                    shift = Math.Max(shift, points[(i * m) + k] - reference[(r * m) + k]);
                }

                least = Math.Min(least, shift);
            }

            worst = Math.Max(worst, least);
        }

        return worst;
    }

    /// <summary>
    /// Spread: for two objectives Deb's Δ (2002) = (d_f + d_l + Σ|d_i − d̄|) / (d_f + d_l + (n − 1)·d̄) along the front, with
    /// d_f and d_l the distances to the extremes of the reference; for more the generalised spread of Zhou et al. (2006) with
    /// nearest-neighbour distances. 0 = evenly spread up to the extremes. A single point gives 1.
    /// </summary>
    public static double Spread(ReadOnlySpan<double> points, ReadOnlySpan<double> reference, int objectiveCount)
    {
        int n = Rows(points, objectiveCount), m = objectiveCount, rows = Rows(reference, m);
        double extremes = 0;
        for (int k = 0; k < m; k++)
        {
            int extreme = 0;
            for (int r = 1; r < rows; r++)
            {
                if (reference[(r * m) + k] < reference[(extreme * m) + k])
                {
                    extreme = r;
                }
            }

            extremes += Nearest(reference.Slice(extreme * m, m), points, m, -1);
        }

        if (n == 1)
        {
            return 1;
        }

        double[] gaps;
        if (m == 2)
        {
            double[] keys = new double[n];
            int[] order = new int[n];
            for (int i = 0; i < n; i++)
            {
                keys[i] = points[2 * i];
                order[i] = i;
            }

            Array.Sort(keys, order);
            gaps = new double[n - 1];
            for (int i = 0; i < gaps.Length; i++)
            {
                gaps[i] = Distance(points.Slice(2 * order[i], 2), points.Slice(2 * order[i + 1], 2));
            }
        }
        else
        {
            gaps = new double[n];
            for (int i = 0; i < n; i++)
            {
                gaps[i] = Nearest(points.Slice(i * m, m), points, m, i);
            }
        }

        double mean = gaps.Average();
        double deviation = gaps.Sum(d => Math.Abs(d - mean));
        double scale = extremes + (gaps.Length * mean);
        return scale > 0 ? (extremes + deviation) / scale : 0;
    }

    private static int Rows(ReadOnlySpan<double> points, int m)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 1);
        return points.Length > 0 && points.Length % m == 0 ? points.Length / m : throw new ArgumentException($"{points.Length} values are no rows of {m} objectives.", nameof(points));
    }

    private static double MeanNearest(ReadOnlySpan<double> from, ReadOnlySpan<double> to, int m)
    {
        int rows = Rows(from, m);
        Rows(to, m);
        double sum = 0;
        for (int r = 0; r < rows; r++)
        {
            sum += Nearest(from.Slice(r * m, m), to, m, -1);
        }

        return sum / rows;
    }

    private static double Nearest(ReadOnlySpan<double> point, ReadOnlySpan<double> others, int m, int except)
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < others.Length / m; i++)
        {
            if (i == except)
            {
                continue;
            }

            double square = 0;
            for (int k = 0; k < m; k++)
            {
                double d = point[k] - others[(i * m) + k];
                square += d * d;
            }

            least = square < least || double.IsNaN(square) ? square : least;
        }

        return Math.Sqrt(least);
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double square = 0;
        for (int k = 0; k < a.Length; k++)
        {
            square += (a[k] - b[k]) * (a[k] - b[k]);
        }

        return Math.Sqrt(square);
    }
}
