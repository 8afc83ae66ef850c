namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings that all algorithms share.</summary>
public abstract class EvolutionOptions
{
    /// <summary>Individuals that survive a generation; at least 4. Default 100.</summary>
    public int PopulationSize { get; init; } = 100;

    /// <summary>Seed of all random streams. Default 1. The same seed gives the same bits.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Points in natural values that join the first generation (warm start), at most the population; they are clipped to bounds and grids. Default none.</summary>
    public IReadOnlyList<double[]> InitialPoints { get; init; } = [];

    /// <summary>How the rest of the first generation is spread. Default uniform.</summary>
    public InitialSampling Sampling { get; init; }

    /// <summary>How constraint violations enter comparisons. Default feasibility first.</summary>
    public ConstraintHandling ConstraintHandling { get; init; } = ConstraintHandling.FeasibilityFirst;

    internal virtual void Validate(IProblemDefinition problem) => ValidateFor(problem, PopulationSize);

    internal void ValidateFor(IProblemDefinition problem, int populationSize)
    {
        Range.AtLeast(populationSize, 4, nameof(PopulationSize));
        Range.NotNull(InitialPoints);
        Range.NotNull(ConstraintHandling);
        Range.Require(InitialPoints.Count <= populationSize, $"{InitialPoints.Count} initial points for a population of {populationSize}.", nameof(InitialPoints));

        foreach (double[] point in InitialPoints)
        {
            Range.Require(point.Length == problem.Space.Count && Array.TrueForAll(point, double.IsFinite), $"An initial point needs {problem.Space.Count} finite values.", nameof(InitialPoints));
        }
    }
}
