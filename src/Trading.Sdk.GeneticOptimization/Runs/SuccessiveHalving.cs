namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Pruning for costly evaluations (Jamieson, Talwalkar 2016): all candidates of a generation are evaluated on a small
/// share of the data, the best 1/η of them on η times as much, and so on; only the last few get a full evaluation. A
/// pruned candidate keeps its last result but ranks behind every candidate that came further. Needs evaluations that
/// honour <see cref="EvaluationContext.Budget"/> and a generational algorithm.
/// </summary>
public sealed class SuccessiveHalving
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="rungs">Number of budgets, at least 2: η^−(rungs−1), …, 1/η, 1. Default 3.</param>
    /// <param name="eta">Factor between budgets and share that survives a rung, above 1. Default 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public SuccessiveHalving(int rungs = 3, double eta = 3)
    {
        Range.AtLeast(rungs, 2);
        Range.Between(eta, 1.1, 100);
        Rungs = rungs;
        Eta = eta;
    }

    /// <summary>Number of budgets.</summary>
    public int Rungs { get; }

    /// <summary>Factor between budgets.</summary>
    public double Eta { get; }

    /// <summary>Budget of a rung, counted from 0; the last is 1.</summary>
    public double Budget(int rung) => Math.Pow(Eta, rung - (Rungs - 1));

    /// <summary>How many of <paramref name="count"/> candidates go on to the next rung, at least 1.</summary>
    public int Survivors(int count) => Math.Max(1, (int)Math.Ceiling(count / Eta));
}
