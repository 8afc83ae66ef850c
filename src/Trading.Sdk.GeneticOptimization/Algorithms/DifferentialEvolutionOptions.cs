namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings of <see cref="DifferentialEvolution"/>.</summary>
public sealed class DifferentialEvolutionOptions : EvolutionOptions
{
    /// <summary>The variant. Default rand/1/bin.</summary>
    public DifferentialStrategy Strategy { get; init; }

    /// <summary>Factor on differences, in (0, 2]. Default 0.5.</summary>
    public double Scale { get; init; } = 0.5;

    /// <summary>Probability that a variable comes from the mutant, in [0, 1]. Default 0.9.</summary>
    public double CrossoverRate { get; init; } = 0.9;

    /// <summary>Each individual carries its own scale and rate, renewed with probability 0.1 each (jDE: Brest et al. 2006). Default false.</summary>
    public bool SelfAdaptive { get; init; }

    internal override void Validate(IProblemDefinition problem)
    {
        base.Validate(problem);
        Range.AtLeast(PopulationSize, 6);
        Range.Share(CrossoverRate);
        Range.Positive(Scale);
        Range.Between(Scale, 0, 2);
        Range.Require(problem.ObjectiveCount == 1, $"Differential evolution has one objective, the problem has {problem.ObjectiveCount}: use Nsga2, Nsga3 or Moead.", nameof(problem));
    }
}
