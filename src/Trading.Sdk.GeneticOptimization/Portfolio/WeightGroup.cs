namespace Trading.Sdk.GeneticOptimization;

/// <summary>Limits on the sum of the weights of some assets, such as a sector.</summary>
/// <param name="Name">Name for messages.</param>
/// <param name="Assets">Positions of the assets.</param>
/// <param name="Lower">Least sum; negative infinity = none.</param>
/// <param name="Upper">Greatest sum; positive infinity = none.</param>
public sealed record WeightGroup(string Name, IReadOnlyList<int> Assets, double Lower, double Upper);
