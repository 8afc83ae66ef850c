namespace Trading.Sdk.GeneticOptimization;

/// <summary>A generational optimiser whose children come from crossover and mutation.</summary>
public abstract class GeneticOptimizer : GenerationalOptimizer
{
    private const double MaximumFactor = 8;

    private readonly GeneticOptions options;
    private readonly int[] parents;
    private readonly double[] spareChild;
    private readonly double[] spareStrategy;
    private readonly GenomeSet? genomes;
    private double initialDiversity;

    private protected GeneticOptimizer(IProblemDefinition problem, GeneticOptions options, int populationSize)
        : base(problem, options, 2 * populationSize, options.MutationAdaptation == MutationAdaptation.SelfAdaptive ? 1 : 0)
    {
        this.options = options;
        PopulationSize = populationSize;
        parents = new int[populationSize + 1];
        spareChild = new double[problem.Space.Count];
        spareStrategy = new double[1];
        bool avoid = options.AvoidDuplicates ?? (problem.ConstraintCount > 0 || !problem.Space.IsPlain || problem.Space.Repair is not null);
        genomes = avoid ? new GenomeSet(2 * populationSize) : null;
    }

    /// <summary>Mean over the variables of the standard deviation of the survivors' search coordinates, as a share of the range; 0 for a population of copies.</summary>
    public double Diversity() => DiversityMeasure.Compute(Population, Space);

    private protected int PopulationSize { get; }

    /// <summary>Chooses the parents of the next generation: two in a row make a pair.</summary>
    private protected abstract void SelectParents(Span<int> parents);

    private protected sealed override int CreateBatch(out int start)
    {
        if (Generation == 0)
        {
            start = 0;
            CreateInitialBatch(PopulationSize);
            Current.S.AsSpan().Fill(1);
            return PopulationSize;
        }

        start = Current.Count;
        Span<int> chosen = parents.AsSpan(0, (PopulationSize + 1) / 2 * 2);
        SelectParents(chosen);
        double factor = RateFactor();
        genomes?.Clear();
        for (int i = 0; genomes is not null && i < Current.Count; i++)
        {
            genomes.Add(Current.Genome(i));
        }

        for (int k = 0; k < PopulationSize; k += 2)
        {
            var random = new CounterRandom(Seed, Generation, k, RandomPurpose.Vary);
            bool isPair = k + 1 < PopulationSize;
            Span<double> child1 = Current.Genome(start + k), child2 = isPair ? Current.Genome(start + k + 1) : spareChild;
            options.Crossover.Cross(Space, Current.Genome(chosen[k]), Current.Genome(chosen[k + 1]), child1, child2, ref random);
            Finish(child1, Current.Strategy(start + k), chosen[k], chosen[k + 1], factor, ref random);
            if (isPair)
            {
                Finish(child2, Current.Strategy(start + k + 1), chosen[k], chosen[k + 1], factor, ref random);
            }
        }

        return PopulationSize;
    }

    private protected override void SaveAlgorithm(BinaryWriter writer) => writer.Write(initialDiversity);

    private protected override void LoadAlgorithm(BinaryReader reader) => initialDiversity = reader.ReadDouble();

    private void Finish(Span<double> child, Span<double> strategy, int parent1, int parent2, double factor, ref CounterRandom random)
    {
        if (!strategy.IsEmpty)
        {
            double inherited = Math.Sqrt(Current.Strategy(parent1)[0] * Current.Strategy(parent2)[0]);
            strategy[0] = Math.Clamp(inherited * Math.Exp(0.3 * random.NextGaussian()), 1 / MaximumFactor, MaximumFactor);
            factor = strategy[0];
        }

        options.Mutation.Mutate(Space, child, factor, ref random);
        Space.Canonicalise(child);
        if (genomes is null)
        {
            return;
        }

        for (int attempt = 1; attempt <= 8 && !genomes.Add(child); attempt++)
        {
            options.Mutation.Mutate(Space, child, factor * (1 << attempt), ref random);
            Space.Canonicalise(child);
        }
    }

    private double RateFactor()
    {
        if (options.MutationAdaptation != MutationAdaptation.Diversity)
        {
            return 1;
        }

        double diversity = Diversity();
        if (Generation == 1)
        {
            initialDiversity = diversity;
        }

        // A population at a fifth of its first diversity is still searching; from there on the rate rises.
        return initialDiversity <= 0 ? 1 : Math.Clamp(0.2 * initialDiversity / Math.Max(diversity, 1e-300), 1, MaximumFactor);
    }
}
