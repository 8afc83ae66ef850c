namespace Trading.Sdk.GeneticOptimization;

/// <summary>How the mutation rate of a genetic algorithm changes during a run.</summary>
public enum MutationAdaptation
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>It rises, up to eightfold, as the population loses the diversity it began with.</summary>
    Diversity,

    /// <summary>Each individual carries its own factor on the rate, inherited as the geometric mean of its parents' and perturbed log-normally (Bäck, Schwefel 1993); between 1/8 and 8.</summary>
    SelfAdaptive,
}
