namespace Trading.Sdk.GeneticOptimization;

/// <summary>The outcome of a run.</summary>
/// <param name="EndReason">Why it ended.</param>
/// <param name="Detail">The same in words, with the figures that decided.</param>
/// <param name="Best">Best individual by violation, then first objective; null when nothing was evaluated.</param>
/// <param name="Front">Non-dominated feasible individuals; for one objective the best; empty while nothing is feasible.</param>
/// <param name="Generations">Completed generations.</param>
/// <param name="Evaluations">Results, failures included.</param>
/// <param name="Failures">Failed evaluations.</param>
/// <param name="Elapsed">Time of this run.</param>
/// <param name="History">Reports of all generations when they were kept, else empty.</param>
/// <param name="StateHash">Hash of the optimiser's state at the end: equal hashes mean bit-identical runs.</param>
public sealed record OptimizationResult(
    EndReason EndReason,
    string Detail,
    Solution? Best,
    IReadOnlyList<Solution> Front,
    int Generations,
    long Evaluations,
    long Failures,
    TimeSpan Elapsed,
    IReadOnlyList<GenerationReport> History,
    ulong StateHash);
