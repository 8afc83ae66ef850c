namespace Trading.Sdk.GeneticOptimization;

/// <summary>How the fitness and the choice of one parameter vary.</summary>
/// <param name="Name">Parameter.</param>
/// <param name="FitnessBelow">Fitness of the winner with this parameter one twentieth of its range (at least one grid step) lower; NaN at the bound, for unordered or inactive parameters.</param>
/// <param name="FitnessAbove">The same, higher.</param>
/// <param name="WorstLoss">Largest loss of fitness over both sides, or over all other choices of an unordered parameter; 0 on a plateau, large on a lucky spike; NaN when nothing could be compared.</param>
/// <param name="Dispersion">Standard deviation of the winners of all folds as a share of the range; NaN with fewer than two folds.</param>
public sealed record ParameterSensitivity(string Name, double FitnessBelow, double FitnessAbove, double WorstLoss, double Dispersion);
