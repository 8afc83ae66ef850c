namespace Trading.Sdk.GeneticOptimization;

/// <summary>How a single-objective genetic algorithm chooses parents.</summary>
public enum ParentSelection
{
    /// <summary>The best of a few random individuals.</summary>
    Tournament,

    /// <summary>Linear ranking (Baker 1985): the chance falls linearly from the best to the worst.</summary>
    LinearRank,
}
