namespace Trading.Sdk.GeneticOptimization;

/// <summary>How good a series of returns is; larger is better. NaN and infinities fail the evaluation.</summary>
/// <param name="returns">One return an observation, oldest first.</param>
public delegate double Fitness(ReadOnlySpan<double> returns);
