namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings of the algorithms that cross and mutate.</summary>
public abstract class GeneticOptions : EvolutionOptions
{
    /// <summary>Recombination of two parents. Default SBX with η = 15.</summary>
    public ICrossover Crossover { get; init; } = new SimulatedBinaryCrossover();

    /// <summary>Mutation of each child. Default polynomial with η = 20 and one variable a genome on average.</summary>
    public IMutation Mutation { get; init; } = new PolynomialMutation();

    /// <summary>How the mutation rate changes during the run. Default not at all.</summary>
    public MutationAdaptation MutationAdaptation { get; init; }

    /// <summary>Mutate children again that equal a parent or sibling; null (default) = only in problems with constraints, where copies of the few feasible individuals would take over, and in spaces with discrete variables or a repair. In an exhausted space duplicates remain.</summary>
    public bool? AvoidDuplicates { get; init; }

    internal override void Validate(IProblemDefinition problem)
    {
        base.Validate(problem);
        Range.NotNull(Crossover);
        Range.NotNull(Mutation);
    }
}
