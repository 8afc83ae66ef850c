namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings of a run: how it evaluates, when it ends, what it tells. At least one of the limits must be set.</summary>
public sealed class RunOptions
{
    /// <summary>Evaluations at a time, at least 1. Default 1. The results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Generations in all, counted over resumed runs; null = no limit.</summary>
    public int? MaxGenerations { get; init; }

    /// <summary>Evaluations in all, counted over resumed runs; null = no limit.</summary>
    public long? MaxEvaluations { get; init; }

    /// <summary>Time of this run, looked at before each evaluation; null = no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>End when a feasible point reaches this first objective; null = never.</summary>
    public double? TargetObjective { get; init; }

    /// <summary>End when the best first objective improves by less than <see cref="StagnationTolerance"/> over that many generations; null = never.</summary>
    public int? StagnationGenerations { get; init; }

    /// <summary>Improvement that counts, relative to max(1, |best|). Default 1e-9.</summary>
    public double StagnationTolerance { get; init; } = 1e-9;

    /// <summary>End when the diversity falls to this share of the range; null = never.</summary>
    public double? MinDiversity { get; init; }

    /// <summary>End when the hypervolume grows by less than <see cref="HypervolumeTolerance"/> over that many generations; needs <see cref="ReferencePoint"/>; null = never.</summary>
    public int? HypervolumePlateauGenerations { get; init; }

    /// <summary>Relative growth of the hypervolume that counts. Default 1e-6.</summary>
    public double HypervolumeTolerance { get; init; } = 1e-6;

    /// <summary>Reference point of the hypervolume in reports, one value an objective; null = no hypervolume.</summary>
    public double[]? ReferencePoint { get; init; }

    /// <summary>Time of one evaluation; null (default) = unlimited. The context's token is cancelled when it is over; an evaluation that ignores the token is abandoned on its thread and its late result dropped.</summary>
    public TimeSpan? EvaluationTimeout { get; init; }

    /// <summary>What happens to failed evaluations. Default: the run throws.</summary>
    public FailurePolicy Failures { get; init; } = new();

    /// <summary>Budgets of successive halving, or null (default) for full evaluations only.</summary>
    public SuccessiveHalving? Pruning { get; init; }

    /// <summary>Called after each generation on the thread that finished it; returning false ends the run. Null = none.</summary>
    public Func<GenerationReport, bool>? OnGeneration { get; init; }

    /// <summary>Told after each generation. Null = none.</summary>
    public IProgress<GenerationReport>? Progress { get; init; }

    /// <summary>Keep all reports in the result. Default false.</summary>
    public bool KeepHistory { get; init; }

    /// <summary>Receives records of the run, its generations and individuals. Null = none.</summary>
    public IOptimizationSink? Sink { get; init; }

    /// <summary>Is offered every fully evaluated individual, generation by generation in the order of asking. Null = none.</summary>
    public ParetoArchive? Archive { get; init; }

    /// <summary>Clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal bool NeedsReport => OnGeneration is not null || Progress is not null || KeepHistory || Sink is not null || StagnationGenerations is not null || MinDiversity is not null || HypervolumePlateauGenerations is not null;

    internal void Validate(IProblemDefinition problem)
    {
        Range.AtLeast(Threads, 1);
        Range.NotNull(Failures);
        Range.NotNull(TimeProvider);
        Failures.Validate();
        Range.Require(
            MaxGenerations is not null || MaxEvaluations is not null || TimeLimit is not null || TargetObjective is not null || StagnationGenerations is not null || MinDiversity is not null || HypervolumePlateauGenerations is not null || OnGeneration is not null,
            "A run without any limit would not end: set MaxGenerations, MaxEvaluations, TimeLimit or another.",
            nameof(MaxGenerations));
        Range.Require(MaxGenerations is null or >= 0, "Generations must be at least 0.", nameof(MaxGenerations));
        Range.Require(MaxEvaluations is null or >= 1, "Evaluations must be at least 1.", nameof(MaxEvaluations));
        Range.Require(StagnationGenerations is null or >= 1, "Stagnation needs at least 1 generation.", nameof(StagnationGenerations));
        Range.Require(HypervolumePlateauGenerations is null or >= 1, "A plateau needs at least 1 generation.", nameof(HypervolumePlateauGenerations));
        Range.Require(HypervolumePlateauGenerations is null || ReferencePoint is not null, "A hypervolume plateau needs a reference point.", nameof(ReferencePoint));
        Range.Require(ReferencePoint is null || (ReferencePoint.Length == problem.ObjectiveCount && Array.TrueForAll(ReferencePoint, double.IsFinite)), $"The reference point needs {problem.ObjectiveCount} finite values.", nameof(ReferencePoint));
        Range.Require(EvaluationTimeout is null || EvaluationTimeout > TimeSpan.Zero, "The timeout must be above zero.", nameof(EvaluationTimeout));
    }
}
