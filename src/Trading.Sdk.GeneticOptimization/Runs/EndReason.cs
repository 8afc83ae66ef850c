namespace Trading.Sdk.GeneticOptimization;

/// <summary>Why a run ended.</summary>
public enum EndReason
{
    /// <summary>The wanted number of generations is done.</summary>
    MaxGenerations,

    /// <summary>The wanted number of evaluations is done.</summary>
    MaxEvaluations,

    /// <summary>The time is over.</summary>
    TimeLimit,

    /// <summary>A feasible point reached the wanted objective.</summary>
    TargetReached,

    /// <summary>The best objective stood still for the stated number of generations.</summary>
    FitnessStagnation,

    /// <summary>The population lost its diversity.</summary>
    DiversityLost,

    /// <summary>The hypervolume stood still for the stated number of generations.</summary>
    HypervolumePlateau,

    /// <summary>The algorithm itself saw no use in going on.</summary>
    Converged,

    /// <summary>A callback asked to stop.</summary>
    StoppedByCallback,

    /// <summary>The run was cancelled.</summary>
    Cancelled,
}
