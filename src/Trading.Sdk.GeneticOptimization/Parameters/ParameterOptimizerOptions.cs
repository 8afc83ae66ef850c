namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings of a <see cref="ParameterOptimizer"/>.</summary>
public sealed class ParameterOptimizerOptions
{
    /// <summary>What is maximised. Default the Sharpe ratio per observation.</summary>
    public Fitness Fitness { get; init; } = FitnessFunctions.Sharpe;

    /// <summary>How the search is judged on unseen data. Default none.</summary>
    public ParameterValidation Validation { get; init; } = ParameterValidation.None;

    /// <summary>Individuals of a generation. Default 50.</summary>
    public int PopulationSize { get; init; } = 50;

    /// <summary>Generations of one search. Default 30.</summary>
    public int Generations { get; init; } = 30;

    /// <summary>Seed. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Backtests at a time. Default 1; results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Makes the optimiser of one search from its problem and seed; null (default) = a genetic algorithm with a mutation rate that follows the diversity.</summary>
    public Func<IProblemDefinition, ulong, Optimizer>? CreateOptimizer { get; init; }

    /// <summary>Random parameter sets of the design behind the overfitting figures and the variance of trials, at least 8. Default 64.</summary>
    public int DesignSize { get; init; } = 64;

    /// <summary>Blocks of the combinatorial cross-validation behind the probability of overfitting; even, 2 … 20. Default 12.</summary>
    public int OverfittingBlocks { get; init; } = 12;

    /// <summary>What happens to backtests that throw or give results that are not finite. Default: the search throws.</summary>
    public FailurePolicy Failures { get; init; } = new();

    /// <summary>Pruning of costly backtests, which then honour <see cref="EvaluationContext.Budget"/>; null (default) = none.</summary>
    public SuccessiveHalving? Pruning { get; init; }

    /// <summary>Told after each generation of the final search. Null = none.</summary>
    public IProgress<GenerationReport>? Progress { get; init; }

    /// <summary>Receives records of the final search. Null = none.</summary>
    public IOptimizationSink? Sink { get; init; }

    /// <summary>Clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        Range.NotNull(Fitness);
        Range.NotNull(Validation);
        Range.NotNull(Failures);
        Range.AtLeast(PopulationSize, 4);
        Range.AtLeast(Generations, 1);
        Range.AtLeast(Threads, 1);
        Range.AtLeast(DesignSize, 8);
        Range.Require(OverfittingBlocks is >= 2 and <= 20 && OverfittingBlocks % 2 == 0, "Blocks must be even and lie in [2, 20].", nameof(OverfittingBlocks));
    }
}
