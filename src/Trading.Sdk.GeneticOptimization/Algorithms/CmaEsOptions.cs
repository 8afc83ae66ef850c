namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings of <see cref="CmaEs"/>. The population size 0 (default) means 4 + ⌊3 ln n⌋.</summary>
public sealed class CmaEsOptions : EvolutionOptions
{
    /// <summary>Makes default settings.</summary>
    public CmaEsOptions() => PopulationSize = 0;

    /// <summary>First step size as a share of each variable's range, above 0. Default 0.2.</summary>
    public double InitialStep { get; init; } = 0.2;

    /// <summary>First mean in natural values; null (default) = the first initial point, else the middle of the bounds. Restarts begin at random.</summary>
    public double[]? InitialMean { get; init; }

    /// <summary>Learn from the worse half as well (Jastrebski, Arnold 2006; Hansen 2016). Default true.</summary>
    public bool Active { get; init; } = true;

    /// <summary>What follows when a search has converged. Default none.</summary>
    public CmaEsRestarts Restarts { get; init; }

    /// <summary>Restarts with a doubled population at most, at least 0. Default 9.</summary>
    public int MaxRestarts { get; init; } = 9;

    /// <summary>Spread of recent objectives below which a search has converged, at least 0. Default 1e-12.</summary>
    public double ObjectiveTolerance { get; init; } = 1e-12;

    internal int ResolvePopulation(IProblemDefinition problem)
    {
        int size = PopulationSize == 0 ? 4 + (int)(3 * Math.Log(problem.Space.Count)) : PopulationSize;
        ValidateFor(problem, Math.Max(size, 4));
        Range.Positive(InitialStep);
        Range.AtLeast(MaxRestarts, 0);
        Range.NonNegative(ObjectiveTolerance);
        Range.Require(InitialMean is null || (InitialMean.Length == problem.Space.Count && Array.TrueForAll(InitialMean, double.IsFinite)), $"The initial mean needs {problem.Space.Count} finite values.", nameof(InitialMean));
        Range.Require(problem.ObjectiveCount == 1, $"CMA-ES has one objective, the problem has {problem.ObjectiveCount}: use Nsga2, Nsga3 or Moead.", nameof(problem));
        return Math.Max(size, 4);
    }
}
