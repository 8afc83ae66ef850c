namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Asynchronous steady-state NSGA-II: each result replaces the worst individual at once, so no thread waits for the
/// slowest of a generation. Results enter in the order of asking with a fixed lag, which makes the course independent of
/// the number of threads and of who finishes first. Works for one objective as well.
/// </summary>
public sealed class SteadyStateNsga2 : Optimizer
{
    private readonly SteadyStateOptions options;
    private readonly Population rows;
    private readonly FrontOrder fronts;
    private readonly CrowdingDistance crowding = new();
    private readonly double[] spareChild;
    private readonly int[] strata;
    private readonly double[] f;
    private readonly double[] violations;
    private readonly int[] ranks;
    private readonly double[] distances;
    private long created;

    /// <summary>Makes the optimiser.</summary>
    /// <param name="problem">The shape; an <see cref="IProblem"/> may be passed.</param>
    /// <param name="options">Settings; null = defaults.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public SteadyStateNsga2(IProblemDefinition problem, SteadyStateOptions? options = null)
        : base(problem ?? throw new ArgumentNullException(nameof(problem)), Checked(options ??= new SteadyStateOptions(), problem), options.PopulationSize + options.Window)
    {
        this.options = options;
        rows = new Population(problem.Space, problem.ObjectiveCount, TotalConstraints, RowCount);
        fronts = new FrontOrder(RowCount, problem.ObjectiveCount);
        crowding.Reserve(RowCount, problem.ObjectiveCount);
        spareChild = new double[problem.Space.Count];
        strata = CreateStrata(options.PopulationSize);
        f = new double[(options.PopulationSize + 1) * problem.ObjectiveCount];
        violations = new double[options.PopulationSize + 1];
        ranks = new int[options.PopulationSize + 1];
        distances = new double[options.PopulationSize + 1];
    }

    /// <inheritdoc/>
    public override string Algorithm => "nsga2-steady";

    /// <inheritdoc/>
    public override Population Population => rows;

    internal int PopulationSize => options.PopulationSize;

    internal override Population Rows => rows;

    internal override int RowOf(long id) => options.PopulationSize + (int)(id % options.Window);

    internal override int GenerationOf(long id) => (int)(id / options.PopulationSize);

    private protected override bool Prepare(long id)
    {
        if (id < created)
        {
            return true;
        }

        int row = RowOf(id);
        if (id >= options.Window)
        {
            if (!IsTold(row))
            {
                return false;
            }

            Insert(row);
        }

        Release(row);
        rows.Objective(row).Clear();
        rows.Constraint(row).Clear();
        rows.Violations[row] = 0;
        rows.Ids[row] = id;
        Create(id, rows.Genome(row));
        created = id + 1;
        return true;
    }

    private protected override void OnTold(long id)
    {
        if (Evaluations % options.PopulationSize == 0)
        {
            Generation++;
        }
    }

    private protected override bool IsInWindow(long id) => id < created && id >= created - options.Window;

    private protected override long FirstUntold() => Math.Max(0, created - options.Window);

    private protected override IEnumerable<int> ToldRows()
    {
        for (long id = FirstUntold(); id < created; id++)
        {
            if (IsTold(RowOf(id)))
            {
                yield return RowOf(id);
            }
        }
    }

    private protected override void SaveState(BinaryWriter writer)
    {
        writer.Write(created);
        rows.Save(writer, RowCount);
    }

    private protected override void LoadState(BinaryReader reader)
    {
        created = reader.ReadInt64();
        if (created < 0)
        {
            throw new InvalidDataException($"The checkpoint states {created} candidates.");
        }

        rows.Load(reader);
    }

    private static SteadyStateOptions Checked(SteadyStateOptions options, IProblemDefinition problem)
    {
        options.Validate(problem);
        return options;
    }

    private void Create(long id, Span<double> genome)
    {
        int n = options.PopulationSize;
        if (id < n || rows.Count < 2)
        {
            // A window wider than the population may find nobody to mate yet.
            SampleInitial((int)Math.Min(id, int.MaxValue), n, genome, id < n ? strata : []);
            return;
        }

        var random = new CounterRandom(Seed, 0, id, RandomPurpose.Vary);
        int a = Tournament(ref random), b = Tournament(ref random);
        options.Crossover.Cross(Space, rows.Genome(a), rows.Genome(b), genome, spareChild, ref random);
        options.Mutation.Mutate(Space, genome, 1, ref random);
        Space.Canonicalise(genome);
    }

    private int Tournament(ref CounterRandom random)
    {
        int a = random.NextInt(rows.Count), b = random.NextInt(rows.Count);
        return rows.Ranks[b] < rows.Ranks[a] || (rows.Ranks[b] == rows.Ranks[a] && rows.Crowding[b] > rows.Crowding[a]) ? b : a;
    }

    private void Insert(int row)
    {
        int n = options.PopulationSize, m = Problem.ObjectiveCount;
        if (rows.Count < n)
        {
            rows.CopyRow(rows, row, rows.Count);
            rows.Count++;
            RankSurvivors();
            return;
        }

        Compare(n, row);
        fronts.Rank(n + 1, f, violations, ranks);
        int gone;
        if (fronts.FeasibleCount <= n)
        {
            gone = fronts.Order[n];
        }
        else
        {
            (int from, int to) = fronts.Front(fronts.FeasibleFronts - 1);
            Span<int> members = fronts.Order.AsSpan(from, to - from);
            crowding.ComputeFront(f, m, members, distances);
            gone = members[0];
            foreach (int member in members)
            {
                gone = distances[member] < distances[gone] || (distances[member] == distances[gone] && member > gone) ? member : gone;
            }
        }

        if (gone < n)
        {
            rows.CopyRow(rows, row, gone);
        }

        RankSurvivors();
    }

    private void Compare(int count, int extra)
    {
        int m = Problem.ObjectiveCount;
        ConstraintHandling handling = options.ConstraintHandling;
        double epsilon = handling.EpsilonAt(Generation);
        for (int i = 0; i < count + (extra >= 0 ? 1 : 0); i++)
        {
            int source = i < count ? i : extra;
            double violation = rows.Violations[source];
            bool penalised = handling.PenaltyCoefficient > 0 && !double.IsPositiveInfinity(violation);
            violations[i] = penalised || violation <= epsilon ? 0 : violation;
            for (int k = 0; k < m; k++)
            {
                f[(i * m) + k] = rows.F[(source * m) + k] + (penalised ? handling.PenaltyCoefficient * violation : 0);
            }
        }
    }

    private void RankSurvivors()
    {
        int count = rows.Count, m = Problem.ObjectiveCount;
        Compare(count, -1);
        fronts.Rank(count, f, violations, rows.Ranks);
        for (int front = 0; front < fronts.FeasibleFronts; front++)
        {
            (int from, int to) = fronts.Front(front);
            crowding.ComputeFront(f, m, fronts.Order.AsSpan(from, to - from), rows.Crowding);
        }

        for (int i = fronts.FeasibleCount; i < count; i++)
        {
            rows.Crowding[fronts.Order[i]] = 0;
        }
    }
}
