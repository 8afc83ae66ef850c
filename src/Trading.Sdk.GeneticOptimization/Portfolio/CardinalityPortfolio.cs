namespace Trading.Sdk.GeneticOptimization;

/// <summary>The answer to one demand under a limit on the number of assets.</summary>
/// <param name="Portfolio">The best portfolio found; null when there is none, which <paramref name="IsProven"/> then proves.</param>
/// <param name="IsProven">True when the search was exhausted: no better portfolio exists beyond a relative 1e-9.</param>
/// <param name="Nodes">Relaxed programs that were solved.</param>
public sealed record CardinalityPortfolio(OptimalPortfolio? Portfolio, bool IsProven, long Nodes);
