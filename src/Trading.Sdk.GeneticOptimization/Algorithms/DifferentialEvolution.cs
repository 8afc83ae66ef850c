namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Differential evolution (Storn, Price 1997, J. Global Optimization 11): each individual competes with one trial made of
/// differences of others. A value that leaves its bounds is put between the bound and the individual's own value.
/// </summary>
public sealed class DifferentialEvolution : GenerationalOptimizer
{
    private readonly DifferentialEvolutionOptions options;
    private readonly int[] survivors;
    private readonly double[] keys;
    private readonly int[] byQuality;

    /// <summary>Makes the optimiser.</summary>
    /// <param name="problem">The shape; an <see cref="IProblem"/> may be passed.</param>
    /// <param name="options">Settings; null = defaults.</param>
    /// <exception cref="ArgumentException">A setting is outside its range, or the problem has several objectives.</exception>
    public DifferentialEvolution(IProblemDefinition problem, DifferentialEvolutionOptions? options = null)
        : base(problem ?? throw new ArgumentNullException(nameof(problem)), Checked(options ??= new DifferentialEvolutionOptions(), problem), 2 * options.PopulationSize, 2)
    {
        this.options = options;
        survivors = new int[options.PopulationSize];
        keys = new double[options.PopulationSize];
        byQuality = new int[options.PopulationSize];
    }

    /// <inheritdoc/>
    public override string Algorithm => "de";

    /// <summary>The mutant value base + scale·(plus − minus).</summary>
    public static double Combine(double baseValue, double plus, double minus, double scale) => baseValue + (scale * (plus - minus));

    private protected override int CreateBatch(out int start)
    {
        int n = options.PopulationSize;
        if (Generation == 0)
        {
            start = 0;
            CreateInitialBatch(n);
            for (int i = 0; i < n; i++)
            {
                Current.Strategy(i)[0] = options.Scale;
                Current.Strategy(i)[1] = options.CrossoverRate;
            }

            return n;
        }

        start = n;
        OrderByQuality();
        for (int i = 0; i < n; i++)
        {
            CreateTrial(i, Current.Genome(n + i), Current.Strategy(n + i));
        }

        return n;
    }

    private protected override void Absorb(int rows)
    {
        int n = options.PopulationSize;
        for (int i = 0; i < n; i++)
        {
            int trial = i + n;
            survivors[i] = rows > n && !IsBetter(i, trial) ? trial : i;
        }

        Keep(survivors);
    }

    private static DifferentialEvolutionOptions Checked(DifferentialEvolutionOptions options, IProblemDefinition problem)
    {
        options.Validate(problem);
        return options;
    }

    /// <summary>Equal trials replace, so that populations drift across plateaus.</summary>
    private bool IsBetter(int a, int b)
    {
        double va = ComparedViolations[a], vb = ComparedViolations[b];
        return va > 0 || vb > 0 ? Math.Max(va, 0) < Math.Max(vb, 0) : ComparedObjectives[a] < ComparedObjectives[b];
    }

    private void OrderByQuality()
    {
        int n = options.PopulationSize;
        for (int i = 0; i < n; i++)
        {
            byQuality[i] = i;
            keys[i] = Current.Violations[i] <= 0 ? Current.F[i] : double.PositiveInfinity;
        }

        keys.AsSpan().Sort(byQuality.AsSpan());
        int feasible = 0;
        while (feasible < n && !double.IsPositiveInfinity(keys[feasible]))
        {
            feasible++;
        }

        for (int k = feasible; k < n; k++)
        {
            keys[k] = Current.Violations[byQuality[k]];
        }

        keys.AsSpan(feasible).Sort(byQuality.AsSpan(feasible));
    }

    private void CreateTrial(int i, Span<double> trial, Span<double> strategy)
    {
        int n = options.PopulationSize, d = Space.Count;
        var random = new CounterRandom(Seed, Generation, i, RandomPurpose.Vary);
        Current.Strategy(i).CopyTo(strategy);
        if (options.SelfAdaptive)
        {
            strategy[0] = random.NextDouble() < 0.1 ? 0.1 + (0.9 * random.NextDouble()) : strategy[0];
            strategy[1] = random.NextDouble() < 0.1 ? random.NextDouble() : strategy[1];
        }

        double scale = strategy[0], rate = strategy[1];
        Span<int> r = stackalloc int[5];
        for (int k = 0; k < r.Length; k++)
        {
            do
            {
                r[k] = random.NextInt(n);
            }
            while (r[k] == i || r[..k].Contains(r[k]));
        }

        ReadOnlySpan<double> own = Current.Genome(i), a = Current.Genome(r[0]), b = Current.Genome(r[1]), c = Current.Genome(r[2]);
        ReadOnlySpan<double> e = Current.Genome(r[3]), g = Current.Genome(r[4]), best = Current.Genome(byQuality[0]);
        if (options.Strategy == DifferentialStrategy.CurrentToPBest1Bin)
        {
            best = Current.Genome(byQuality[random.NextInt(Math.Max(2, n / 10))]);
        }

        int forced = random.NextInt(d);
        int run = d;
        if (options.Strategy == DifferentialStrategy.Rand1Exp)
        {
            run = 1;
            while (run < d && random.NextDouble() < rate)
            {
                run++;
            }
        }

        ReadOnlySpan<double> lower = Space.SearchLower, upper = Space.SearchUpper;
        for (int k = 0; k < d; k++)
        {
            bool take = options.Strategy == DifferentialStrategy.Rand1Exp
                ? (k - forced + d) % d < run
                : random.NextDouble() < rate || k == forced;
            if (!take)
            {
                trial[k] = own[k];
                continue;
            }

            if (Space.IsUnordered(k))
            {
                // A difference of categories has no meaning: one of the three is taken as it is.
                trial[k] = random.NextInt(3) switch { 0 => a[k], 1 => b[k], _ => c[k] };
                continue;
            }

            double value = options.Strategy switch
            {
                DifferentialStrategy.Best1Bin => Combine(best[k], a[k], b[k], scale),
                DifferentialStrategy.Rand2Bin => Combine(Combine(a[k], b[k], c[k], scale), e[k], g[k], scale),
                DifferentialStrategy.CurrentToBest1Bin or DifferentialStrategy.CurrentToPBest1Bin => Combine(Combine(own[k], best[k], own[k], scale), a[k], b[k], scale),
                _ => Combine(a[k], b[k], c[k], scale),
            };
            trial[k] = value < lower[k] ? (lower[k] + own[k]) / 2 : value > upper[k] ? (upper[k] + own[k]) / 2 : value;
        }

        Space.Canonicalise(trial);
    }
}
