namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// NSGA-III (Deb, Jain 2014, IEEE TEC 18(4)) for three and more objectives: the last front is filled by niches about
/// reference directions after normalisation by the extreme points' hyperplane; constraints as in Jain, Deb (2014).
/// </summary>
public sealed class Nsga3 : GeneticOptimizer
{
    private readonly double[][] directions;
    private readonly FrontOrder fronts;
    private readonly int m;
    private readonly double[] ideal;
    private readonly double[] worst;
    private readonly double[] extremes;
    private readonly double[] nadir;
    private readonly double[] plane;
    private readonly double[] system;
    private readonly int[] niches;
    private readonly double[] distances;
    private readonly int[] nicheCounts;
    private readonly int[] nicheOrder;
    private readonly int[] kept;
    private readonly bool[] taken;
    private bool hasExtremes;

    /// <summary>Makes the optimiser.</summary>
    /// <param name="problem">The shape; an <see cref="IProblem"/> may be passed.</param>
    /// <param name="options">Settings; null = defaults.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public Nsga3(IProblemDefinition problem, Nsga3Options? options = null)
        : this(problem ?? throw new ArgumentNullException(nameof(problem)), options ?? new Nsga3Options(), (options ?? new Nsga3Options()).ResolveDirections(problem))
    {
    }

    private Nsga3(IProblemDefinition problem, Nsga3Options options, double[][] directions)
        : base(problem, options, Size(problem, options, directions))
    {
        m = problem.ObjectiveCount;
        this.directions = directions;
        fronts = new FrontOrder(RowCount, m);
        ideal = new double[m];
        worst = new double[m];
        extremes = new double[m * m];
        nadir = new double[m];
        plane = new double[m];
        system = new double[m * (m + 1)];
        niches = new int[RowCount];
        distances = new double[RowCount];
        nicheCounts = new int[directions.Length];
        nicheOrder = new int[directions.Length];
        kept = new int[RowCount];
        taken = new bool[RowCount];
        Array.Fill(ideal, double.PositiveInfinity);
        Array.Fill(worst, double.NegativeInfinity);
        foreach (double[] direction in directions)
        {
            double norm = Math.Sqrt(DenseMatrix.Dot(direction, direction));
            for (int k = 0; k < m; k++)
            {
                direction[k] /= norm;
            }
        }
    }

    /// <inheritdoc/>
    public override string Algorithm => "nsga3";

    private protected override void SelectParents(Span<int> parents)
    {
        // Feasible individuals are equals here; only violations decide a tournament.
        var random = new CounterRandom(Seed, Generation, 0, RandomPurpose.Select);
        int n = Current.Count, at = n;
        for (int k = 0; k < parents.Length; k++)
        {
            if (at >= n)
            {
                random.Permute(niches.AsSpan(0, n));
                random.Permute(kept.AsSpan(0, n));
                at = 0;
            }

            int a = niches[at], b = kept[at++];
            parents[k] = Math.Max(0, Current.Violations[b]) < Math.Max(0, Current.Violations[a]) ? b : a;
        }
    }

    private protected override void Absorb(int rows)
    {
        ReadOnlySpan<double> f = ComparedObjectives;
        fronts.Rank(rows, f, ComparedViolations, Current.Ranks);
        int keep = Math.Min(PopulationSize, rows);
        if (fronts.FeasibleCount <= keep)
        {
            // All feasible ones survive, then the least violating.
            if (fronts.FeasibleCount > 0)
            {
                Widen(f, fronts.FeasibleCount);
                Normalise(f, fronts.FeasibleCount);
            }

            Keep(fronts.Order.AsSpan(0, keep));
            return;
        }

        int last = 0;
        while (fronts.Front(last).To < keep)
        {
            last++;
        }

        (int from, int to) = fronts.Front(last);
        Widen(f, rows);
        Normalise(f, to);
        if (to == keep)
        {
            Keep(fronts.Order.AsSpan(0, keep));
            return;
        }

        Associate(f, to);
        Array.Clear(nicheCounts);
        for (int i = 0; i < from; i++)
        {
            kept[i] = fronts.Order[i];
            nicheCounts[niches[kept[i]]]++;
        }

        Fill(fronts.Order.AsSpan(from, to - from), from, keep);
        Keep(kept.AsSpan(0, keep));
    }

    private protected override void SaveAlgorithm(BinaryWriter writer)
    {
        base.SaveAlgorithm(writer);
        CheckpointFormat.Write(writer, ideal);
        CheckpointFormat.Write(writer, worst);
        CheckpointFormat.Write(writer, extremes);
        writer.Write(hasExtremes);
    }

    private protected override void LoadAlgorithm(BinaryReader reader)
    {
        base.LoadAlgorithm(reader);
        CheckpointFormat.Read(reader, ideal);
        CheckpointFormat.Read(reader, worst);
        CheckpointFormat.Read(reader, extremes);
        hasExtremes = reader.ReadBoolean();
    }

    private static int Size(IProblemDefinition problem, Nsga3Options options, double[][] directions)
    {
        int size = options.PopulationSize == 0 ? Math.Max(4, directions.Length) : options.PopulationSize;
        options.ValidateFor(problem, size);
        return size;
    }

    /// <summary>Ideal, extreme points and nadir from the fronts that are considered; the first <paramref name="count"/> of the order.</summary>
    private void Normalise(ReadOnlySpan<double> f, int count)
    {
        (_, int first) = fronts.Front(0);
        for (int i = 0; i < count; i++)
        {
            int row = fronts.Order[i];
            for (int k = 0; k < m; k++)
            {
                ideal[k] = Math.Min(ideal[k], f[(row * m) + k]);
            }
        }

        for (int axis = 0; axis < m; axis++)
        {
            double best = hasExtremes ? Scalarise(extremes.AsSpan(axis * m, m), axis) : double.PositiveInfinity;
            for (int i = 0; i < first; i++)
            {
                ReadOnlySpan<double> point = f.Slice(fronts.Order[i] * m, m);
                double value = Scalarise(point, axis);
                if (value < best)
                {
                    best = value;
                    point.CopyTo(extremes.AsSpan(axis * m));
                }
            }
        }

        hasExtremes = true;
        bool isPlane = SolvePlane();
        for (int k = 0; k < m; k++)
        {
            double worstOfFront = double.NegativeInfinity, worstOfAll = double.NegativeInfinity;
            for (int i = 0; i < count; i++)
            {
                double value = f[(fronts.Order[i] * m) + k];
                worstOfAll = Math.Max(worstOfAll, value);
                worstOfFront = i < first ? Math.Max(worstOfFront, value) : worstOfFront;
            }

            nadir[k] = isPlane ? Math.Min(ideal[k] + (1 / plane[k]), worst[k]) : worstOfFront;
            if (nadir[k] - ideal[k] <= 1e-6)
            {
                nadir[k] = worstOfAll;
            }
        }
    }

    /// <summary>The worst objectives ever seen, which bound the nadir.</summary>
    private void Widen(ReadOnlySpan<double> f, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            int row = fronts.Order[i];
            if (ComparedViolations[row] > 0)
            {
                continue;
            }

            for (int k = 0; k < m; k++)
            {
                worst[k] = Math.Max(worst[k], f[(row * m) + k]);
            }
        }
    }

    /// <summary>The achievement of a point along an axis; distances below a thousandth count as none.</summary>
    private double Scalarise(ReadOnlySpan<double> point, int axis)
    {
        double value = double.NegativeInfinity;
        for (int k = 0; k < m; k++)
        {
            double d = point[k] - ideal[k];
            d = d < 1e-3 ? 0 : d;
            value = Math.Max(value, k == axis ? d : d * 1e6);
        }

        return value;
    }

    /// <summary>Inverse intercepts of the plane through the extreme points; false when there is no such plane in the positive orthant.</summary>
    private bool SolvePlane()
    {
        int w = m + 1;
        for (int i = 0; i < m; i++)
        {
            for (int k = 0; k < m; k++)
            {
                system[(i * w) + k] = extremes[(i * m) + k] - ideal[k];
            }

            system[(i * w) + m] = 1;
        }

        for (int c = 0; c < m; c++)
        {
            int p = c;
            for (int i = c + 1; i < m; i++)
            {
                p = Math.Abs(system[(i * w) + c]) > Math.Abs(system[(p * w) + c]) ? i : p;
            }

            if (Math.Abs(system[(p * w) + c]) < 1e-12)
            {
                return false;
            }

            for (int k = 0; k <= m; k++)
            {
                (system[(p * w) + k], system[(c * w) + k]) = (system[(c * w) + k], system[(p * w) + k]);
            }

            for (int i = 0; i < m; i++)
            {
                double factor = i == c ? 0 : system[(i * w) + c] / system[(c * w) + c];
                for (int k = c; k <= m && factor != 0; k++)
                {
                    system[(i * w) + k] -= factor * system[(c * w) + k];
                }
            }
        }

        for (int k = 0; k < m; k++)
        {
            plane[k] = system[(k * w) + m] / system[(k * w) + k];
            if (!(plane[k] > 0 && 1 / plane[k] > 1e-6 && double.IsFinite(plane[k])))
            {
                return false;
            }
        }

        return true;
    }

    private void Associate(ReadOnlySpan<double> f, int count)
    {
        Span<double> point = stackalloc double[m];
        for (int i = 0; i < count; i++)
        {
            int row = fronts.Order[i];
            double square = 0;
            for (int k = 0; k < m; k++)
            {
                double width = nadir[k] - ideal[k];
                point[k] = (f[(row * m) + k] - ideal[k]) / (width == 0 ? 1e-12 : width);
                square += point[k] * point[k];
            }

            double most = double.NegativeInfinity;
            int niche = 0;
            for (int d = 0; d < directions.Length; d++)
            {
                double along = DenseMatrix.Dot(directions[d], point);
                if (along > most)
                {
                    most = along;
                    niche = d;
                }
            }

            niches[row] = niche;
            // Along the direction plus five times the distance from it (the penalty-based intersection of MOEA/D): among members
            // of one niche the nearer to the ideal wins too, where the paper looks at the distance from the line alone.
            distances[row] = most + (5 * Math.Sqrt(Math.Max(0, square - (most * most))));
        }
    }

    private void Fill(Span<int> candidates, int filled, int keep)
    {
        var random = new CounterRandom(Seed, Generation, 0, RandomPurpose.Survive);
        foreach (int row in candidates)
        {
            taken[row] = false;
        }

        while (filled < keep)
        {
            // The least crowded niches that still have candidates, in random order, one pick each.
            int least = int.MaxValue, count = 0;
            foreach (int row in candidates)
            {
                if (!taken[row])
                {
                    least = Math.Min(least, nicheCounts[niches[row]]);
                }
            }

            for (int d = 0; d < directions.Length; d++)
            {
                bool has = false;
                foreach (int row in candidates)
                {
                    has |= nicheCounts[d] == least && niches[row] == d && !taken[row];
                }

                if (has)
                {
                    nicheOrder[count++] = d;
                }
            }

            for (int i = 0; i < count && filled < keep; i++)
            {
                int j = i + random.NextInt(count - i);
                (nicheOrder[i], nicheOrder[j]) = (nicheOrder[j], nicheOrder[i]);
                int niche = nicheOrder[i], chosen = -1, seen = 0;
                foreach (int row in candidates)
                {
                    if (taken[row] || niches[row] != niche)
                    {
                        continue;
                    }

                    seen++;
                    bool better = least == 0 ? chosen < 0 || distances[row] < distances[chosen] : random.NextInt(seen) == 0;
                    chosen = better ? row : chosen;
                }

                taken[chosen] = true;
                nicheCounts[niche]++;
                kept[filled++] = chosen;
            }
        }
    }
}
