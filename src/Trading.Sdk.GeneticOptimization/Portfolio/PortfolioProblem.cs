namespace Trading.Sdk.GeneticOptimization;

/// <summary>Variance and negative return of portfolio weights as two objectives, with cap, cardinality and least held weight kept by repair. Thread-safe.</summary>
public sealed class PortfolioProblem : IProblem
{
    private readonly PortfolioEstimates estimates;

    /// <summary>Makes the problem.</summary>
    /// <param name="estimates">Expected returns and covariance.</param>
    /// <param name="maxWeight">Cap, in (0, 1]. Default 1.</param>
    /// <param name="cardinality">Assets held at most; null = all.</param>
    /// <param name="minHeldWeight">Least weight of a held asset. Default 0.0001.</param>
    /// <exception cref="PortfolioInfeasibleException">The demands contradict each other.</exception>
    public PortfolioProblem(PortfolioEstimates estimates, double maxWeight = 1, int? cardinality = null, double minHeldWeight = 1e-4)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        this.estimates = estimates;
        var repair = new WeightRepair(estimates.Count, maxWeight, cardinality, minHeldWeight);
        Space = new DecisionSpace(estimates.Names.Select(name => Variable.Real(name, 0, 1)), repair: repair);
    }

    /// <inheritdoc/>
    public DecisionSpace Space { get; }

    /// <inheritdoc/>
    public int ObjectiveCount => 2;

    /// <inheritdoc/>
    public int ConstraintCount => 0;

    /// <summary>An NSGA-II for weights: operators that keep portfolios sparse.</summary>
    /// <param name="populationSize">Individuals. Default 100.</param>
    /// <param name="seed">Seed. Default 1.</param>
    /// <param name="seeds">Portfolios of the first generation, such as points of the exact frontier; null = none. The others hold random subsets.</param>
    public Nsga2 CreateOptimizer(int populationSize = 100, ulong seed = 1, IReadOnlyList<double[]>? seeds = null)
    {
        var points = new List<double[]>(seeds?.Take(populationSize) ?? []);
        for (int i = points.Count; i < populationSize; i++)
        {
            points.Add(RandomSparse(seed, i));
        }

        return new Nsga2(this, new Nsga2Options
        {
            PopulationSize = populationSize,
            Seed = seed,
            InitialPoints = points,
            Crossover = new WeightCrossover(),
            Mutation = new WeightTransferMutation(),
        });
    }

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context)
    {
        int n = x.Length;
        Span<int> held = n <= 512 ? stackalloc int[n] : new int[n];
        int count = 0;
        double income = 0;
        for (int i = 0; i < n; i++)
        {
            if (x[i] != 0)
            {
                held[count++] = i;
                income += x[i] * estimates.Mean[i];
            }
        }

        ReadOnlySpan<double> covariance = estimates.Covariance;
        double variance = 0;
        for (int a = 0; a < count; a++)
        {
            int i = held[a];
            ReadOnlySpan<double> row = covariance.Slice(i * n, n);
            double cross = 0;
            for (int b = 0; b < a; b++)
            {
                cross += row[held[b]] * x[held[b]];
            }

            variance += x[i] * ((2 * cross) + (row[i] * x[i]));
        }

        objectives[0] = variance;
        objectives[1] = -income;
    }

    private double[] RandomSparse(ulong seed, int index)
    {
        var random = new CounterRandom(seed, 0, index, RandomPurpose.Design);
        int n = estimates.Count;
        double[] x = new double[n];
        int holdings = Math.Clamp((int)Math.Round(Math.Exp(random.NextDouble() * Math.Log(n))), 1, n);
        for (int k = 0; k < holdings; k++)
        {
            x[random.NextInt(n)] += -Math.Log(1 - random.NextDouble());
        }

        return x;
    }
}
