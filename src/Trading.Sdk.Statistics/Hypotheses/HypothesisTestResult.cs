namespace Trading.Sdk.Statistics;

/// <summary>A test statistic with the probability of one at least as extreme under the null hypothesis.</summary>
/// <param name="Statistic">The statistic; its definition is stated by the test.</param>
/// <param name="PValue">In [0, 1]; NaN where the data leave the statistic undefined.</param>
public readonly record struct HypothesisTestResult(double Statistic, double PValue);
