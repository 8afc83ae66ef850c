namespace Trading.Sdk.GeneticOptimization;

/// <summary>What an evaluation may know besides its point.</summary>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Generation">Generation of the individual, from 0.</param>
/// <param name="Individual">Number of the individual in the run, from 0: the key of its random stream and of its records.</param>
/// <param name="Attempt">0 for the first attempt, then the number of the retry.</param>
/// <param name="Budget">Share of a full evaluation that is asked for, in (0, 1]; below 1 only under pruning, where a backtest may look at that share of its data.</param>
/// <param name="CancellationToken">Cancelled when the run is cancelled or the evaluation's time is over.</param>
public readonly record struct EvaluationContext(ulong Seed, int Generation, long Individual, int Attempt, double Budget, CancellationToken CancellationToken)
{
    /// <summary>The random stream of this evaluation: the same numbers for the same individual on any thread.</summary>
    public CounterRandom CreateRandom() => new(Seed, Generation, Individual, RandomPurpose.Evaluate);
}
