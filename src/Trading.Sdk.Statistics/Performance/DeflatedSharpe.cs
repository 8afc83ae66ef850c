namespace Trading.Sdk.Statistics;

/// <summary>The result of <see cref="SharpeRatio.Deflated(ReadOnlySpan{double}, int, double)"/>.</summary>
/// <param name="ExpectedMaximumSharpe">SR0 per period: what the best of the trials would reach without skill.</param>
/// <param name="Probability">The probability that the true Sharpe ratio exceeds SR0's luck; at least 0.95 is the usual demand.</param>
public readonly record struct DeflatedSharpe(double ExpectedMaximumSharpe, double Probability);
