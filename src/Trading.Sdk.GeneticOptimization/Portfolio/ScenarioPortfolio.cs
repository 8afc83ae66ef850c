namespace Trading.Sdk.GeneticOptimization;

/// <summary>Weights with their figures over scenarios of returns.</summary>
/// <param name="Weights">One weight an asset, sum 1.</param>
/// <param name="MeanReturn">Mean return per period.</param>
/// <param name="Risk">The minimised risk: CVaR of the loss per period, or the maximum drawdown.</param>
public sealed record ScenarioPortfolio(double[] Weights, double MeanReturn, double Risk);
