namespace Trading.Sdk.GeneticOptimization;

/// <summary>The shape of a problem: what an optimiser must know to propose candidates. All objectives are minimised.</summary>
public interface IProblemDefinition
{
    /// <summary>The decision variables.</summary>
    DecisionSpace Space { get; }

    /// <summary>Number of objectives, at least 1.</summary>
    int ObjectiveCount { get; }

    /// <summary>Number of constraint values; a point is feasible when every one is ≤ 0. May be 0.</summary>
    int ConstraintCount { get; }
}
