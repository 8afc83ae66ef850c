namespace Trading.Sdk.GeneticOptimization;

/// <summary>The state of a run after a generation.</summary>
/// <param name="Generation">Completed generations, from 1.</param>
/// <param name="Evaluations">Results so far.</param>
/// <param name="Failures">Failed evaluations so far.</param>
/// <param name="Elapsed">Time since the start of the run.</param>
/// <param name="BestObjective">Least first objective of a feasible survivor; NaN when none is feasible.</param>
/// <param name="MeanObjective">Mean first objective of the feasible survivors; NaN when none is feasible.</param>
/// <param name="FeasibleCount">Feasible survivors.</param>
/// <param name="FrontSize">Feasible survivors of rank 0.</param>
/// <param name="Diversity">Mean over the variables of the standard deviation of the survivors, as a share of the range.</param>
/// <param name="Hypervolume">Hypervolume of the survivors against the run's reference point; NaN without one.</param>
public sealed record GenerationReport(
    int Generation,
    long Evaluations,
    long Failures,
    TimeSpan Elapsed,
    double BestObjective,
    double MeanObjective,
    int FeasibleCount,
    int FrontSize,
    double Diversity,
    double Hypervolume);
