namespace Trading.Sdk.GeneticOptimization;

/// <summary>A single-objective genetic algorithm with elitism, for real, integer, categorical and boolean variables.</summary>
public sealed class GeneticAlgorithm : GeneticOptimizer
{
    private readonly GeneticAlgorithmOptions options;
    private readonly FrontOrder order;
    private readonly int[] kept;

    /// <summary>Makes the optimiser.</summary>
    /// <param name="problem">The shape; an <see cref="IProblem"/> may be passed.</param>
    /// <param name="options">Settings; null = defaults.</param>
    /// <exception cref="ArgumentException">A setting is outside its range, or the problem has several objectives.</exception>
    public GeneticAlgorithm(IProblemDefinition problem, GeneticAlgorithmOptions? options = null)
        : base(problem ?? throw new ArgumentNullException(nameof(problem)), Checked(options ??= new GeneticAlgorithmOptions(), problem), options.PopulationSize)
    {
        this.options = options;
        order = new FrontOrder(RowCount, 1);
        kept = new int[RowCount];
    }

    /// <inheritdoc/>
    public override string Algorithm => "ga";

    private protected override void SelectParents(Span<int> parents)
    {
        // Survivors stand in order of quality: the smaller row is the better one.
        var random = new CounterRandom(Seed, Generation, 0, RandomPurpose.Select);
        int n = Current.Count;
        for (int k = 0; k < parents.Length; k++)
        {
            if (options.Selection == ParentSelection.LinearRank)
            {
                parents[k] = RankPick(random.NextDouble(), n);
                continue;
            }

            int best = random.NextInt(n);
            for (int t = 1; t < options.TournamentSize; t++)
            {
                best = Math.Min(best, random.NextInt(n));
            }

            parents[k] = best;
        }
    }

    private protected override void Absorb(int rows)
    {
        order.Rank(rows, ComparedObjectives, ComparedViolations, Current.Ranks);
        int keep = Math.Min(PopulationSize, rows);
        if (options.Elites is not { } elites || rows <= PopulationSize)
        {
            Keep(order.Order.AsSpan(0, keep));
            return;
        }

        // Elites are the best parents; the rest are the best children, and both stand in order of quality.
        int parents = BatchStart, taken = 0, elitesTaken = 0, childrenTaken = 0;
        for (int i = 0; i < rows && taken < keep; i++)
        {
            int row = order.Order[i];
            bool isParent = row < parents;
            if (isParent ? elitesTaken < elites : childrenTaken < keep - elites)
            {
                kept[taken++] = row;
                elitesTaken += isParent ? 1 : 0;
                childrenTaken += isParent ? 0 : 1;
            }
        }

        Keep(kept.AsSpan(0, taken));
    }

    private static GeneticAlgorithmOptions Checked(GeneticAlgorithmOptions options, IProblemDefinition problem)
    {
        options.Validate(problem);
        return options;
    }

    /// <summary>Inverts the distribution function of linear ranking: density s − (2s − 2)·t on [0, 1], s the pressure.</summary>
    private int RankPick(double u, int n)
    {
        double s = options.SelectionPressure;
        double t = s == 1 ? u : (s - Math.Sqrt((s * s) - (4 * (s - 1) * u))) / (2 * (s - 1));
        return Math.Min((int)(t * n), n - 1);
    }
}
