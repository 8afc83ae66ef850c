namespace Trading.Sdk.GeneticOptimization;

/// <summary>One search judged on data it did not see.</summary>
/// <param name="Parameters">Winner of the search.</param>
/// <param name="TestStart">First observation of the judgement.</param>
/// <param name="TestEnd">First observation behind it.</param>
/// <param name="TrainFitness">Fitness of the winner where it was searched.</param>
/// <param name="TestFitness">Fitness of the winner on the unseen observations.</param>
/// <param name="TestReturns">Its returns there.</param>
public sealed record ParameterFoldResult(ParameterSet Parameters, int TestStart, int TestEnd, double TrainFitness, double TestFitness, double[] TestReturns);
