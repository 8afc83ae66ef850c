namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings of <see cref="GeneticAlgorithm"/>.</summary>
public sealed class GeneticAlgorithmOptions : GeneticOptions
{
    /// <summary>How parents are chosen. Default tournament.</summary>
    public ParentSelection Selection { get; init; }

    /// <summary>Individuals in a tournament, at least 1. Default 2.</summary>
    public int TournamentSize { get; init; } = 2;

    /// <summary>Expected children of the best under rank selection relative to the mean, in [1, 2]. Default 1.8.</summary>
    public double SelectionPressure { get; init; } = 1.8;

    /// <summary>Best parents that survive beside the children; null (default) = parents and children compete and the best survive.</summary>
    public int? Elites { get; init; }

    internal override void Validate(IProblemDefinition problem)
    {
        base.Validate(problem);
        Range.AtLeast(TournamentSize, 1);
        Range.Require(Elites is null or >= 0 && (Elites ?? 0) < PopulationSize, "Elites must be at least 0 and fewer than the population.", nameof(Elites));
        Range.Between(SelectionPressure, 1, 2);
        Range.Require(problem.ObjectiveCount == 1, $"The genetic algorithm has one objective, the problem has {problem.ObjectiveCount}: use Nsga2, Nsga3 or Moead.", nameof(problem));
    }
}
