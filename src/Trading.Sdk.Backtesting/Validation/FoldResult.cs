using Trading.Sdk.Statistics;

namespace Trading.Sdk.Backtesting;

/// <summary>One fold of a cross-validation.</summary>
/// <param name="Index">Number of the fold.</param>
/// <param name="Split">Labels trained on and tested on.</param>
/// <param name="Returns">Out-of-sample returns, one a test label.</param>
public sealed record FoldResult(int Index, TrainTestSplit Split, double[] Returns);
