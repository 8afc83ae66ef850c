namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// MOEA/D (Zhang, Li 2007, IEEE TEC 11(6)): each individual solves one scalar subproblem and mates with its neighbours.
/// All children of a generation are made before any is judged, so they can be evaluated in parallel; they then compete in
/// the order of their subproblems.
/// </summary>
public sealed class Moead : GenerationalOptimizer
{
    private readonly MoeadOptions options;
    private readonly double[][] weights;
    private readonly int[][] neighbours;
    private readonly int m;
    private readonly double[] ideal;
    private readonly double[] spareChild;
    private readonly int[] kept;

    /// <summary>Makes the optimiser.</summary>
    /// <param name="problem">The shape; an <see cref="IProblem"/> may be passed.</param>
    /// <param name="options">Settings; null = defaults.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public Moead(IProblemDefinition problem, MoeadOptions? options = null)
        : this(problem ?? throw new ArgumentNullException(nameof(problem)), options ?? new MoeadOptions(), (options ?? new MoeadOptions()).ResolveWeights(problem))
    {
    }

    private Moead(IProblemDefinition problem, MoeadOptions options, double[][] weights)
        : base(problem, options, 2 * weights.Length)
    {
        this.options = options;
        this.weights = weights;
        m = problem.ObjectiveCount;
        ideal = new double[m];
        Array.Fill(ideal, double.PositiveInfinity);
        spareChild = new double[problem.Space.Count];
        kept = new int[weights.Length];
        int size = Math.Min(options.Neighbours, weights.Length);
        neighbours = [.. weights.Select(w => Enumerable.Range(0, weights.Length).OrderBy(j => w.Zip(weights[j], (a, b) => (a - b) * (a - b)).Sum()).ThenBy(j => j).Take(size).ToArray())];
    }

    /// <inheritdoc/>
    public override string Algorithm => "moead";

    private protected override int CreateBatch(out int start)
    {
        int n = weights.Length;
        if (Generation == 0)
        {
            start = 0;
            return CreateInitialBatch(n);
        }

        start = n;
        for (int i = 0; i < n; i++)
        {
            var random = new CounterRandom(Seed, Generation, i, RandomPurpose.Vary);
            bool near = random.NextDouble() < options.NeighbourMating;
            int a = Pick(i, near, ref random), b = Pick(i, near, ref random);
            for (int attempt = 0; attempt < 8 && b == a; attempt++)
            {
                b = Pick(i, near, ref random);
            }

            Span<double> child = Current.Genome(n + i);
            options.Crossover.Cross(Space, Current.Genome(a), Current.Genome(b), child, spareChild, ref random);
            options.Mutation.Mutate(Space, child, 1, ref random);
            Space.Canonicalise(child);
        }

        return n;
    }

    private protected override void Absorb(int rows)
    {
        int n = weights.Length;
        for (int row = BatchStart; row < rows; row++)
        {
            if (!double.IsPositiveInfinity(Current.Violations[row]))
            {
                for (int k = 0; k < m; k++)
                {
                    ideal[k] = Math.Min(ideal[k], ComparedObjectives[(row * m) + k]);
                }
            }
        }

        for (int i = 0; i < n; i++)
        {
            kept[i] = i;
        }

        for (int i = 0; i < n && rows > n; i++)
        {
            Replace(i, n + i);
        }

        Keep(kept);
    }

    private protected override void SaveAlgorithm(BinaryWriter writer) => CheckpointFormat.Write(writer, ideal);

    private protected override void LoadAlgorithm(BinaryReader reader) => CheckpointFormat.Read(reader, ideal);

    private int Pick(int i, bool near, ref CounterRandom random) => near ? neighbours[i][random.NextInt(neighbours[i].Length)] : random.NextInt(weights.Length);

    private void Replace(int subproblem, int child)
    {
        // The same draw that chose the mating pool decides where the child may settle.
        var random = new CounterRandom(Seed, Generation, subproblem, RandomPurpose.Vary);
        bool near = random.NextDouble() < options.NeighbourMating;
        int count = near ? neighbours[subproblem].Length : weights.Length, left = options.MaxReplacements;
        random = new CounterRandom(Seed, Generation, subproblem, RandomPurpose.Survive);
        int offset = random.NextInt(count);
        for (int k = 0; k < count && left > 0; k++)
        {
            int at = (offset + k) % count, target = near ? neighbours[subproblem][at] : at;
            if (IsBetter(child, kept[target], target))
            {
                kept[target] = child;
                left--;
            }
        }
    }

    private bool IsBetter(int child, int incumbent, int subproblem)
    {
        double vc = Math.Max(0, ComparedViolations[child]), vi = Math.Max(0, ComparedViolations[incumbent]);
        return vc > 0 || vi > 0 ? vc < vi : Scalar(child, subproblem) < Scalar(incumbent, subproblem);
    }

    private double Scalar(int row, int subproblem)
    {
        ReadOnlySpan<double> f = ComparedObjectives.Slice(row * m, m), w = weights[subproblem];
        if (m <= 2)
        {
            double worst = double.NegativeInfinity;
            for (int k = 0; k < m; k++)
            {
                worst = Math.Max(worst, Math.Max(w[k], 1e-4) * Math.Abs(f[k] - ideal[k]));
            }

            return worst;
        }

        double along = 0, norm = 0, square = 0;
        for (int k = 0; k < m; k++)
        {
            double d = f[k] - ideal[k];
            along += d * w[k];
            norm += w[k] * w[k];
            square += d * d;
        }

        along /= Math.Sqrt(norm);
        return along + (options.BoundaryPenalty * Math.Sqrt(Math.Max(0, square - (along * along))));
    }
}
