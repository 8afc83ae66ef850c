namespace Trading.Sdk.GeneticOptimization;

/// <summary>What names a run in records.</summary>
/// <param name="Algorithm">Short name of the algorithm.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Variables">Names of the variables.</param>
/// <param name="ObjectiveCount">Number of objectives.</param>
/// <param name="ConstraintCount">Number of constraints of the problem.</param>
/// <param name="Started">When the run began.</param>
public sealed record RunRecord(string Algorithm, ulong Seed, IReadOnlyList<string> Variables, int ObjectiveCount, int ConstraintCount, DateTimeOffset Started);
