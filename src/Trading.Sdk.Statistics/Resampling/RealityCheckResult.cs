namespace Trading.Sdk.Statistics;

/// <summary>The result of White's reality check.</summary>
/// <param name="Statistic">√n · greatest mean excess performance.</param>
/// <param name="PValue">Share of bootstrap statistics strictly above it: a small one says that the best model is better than the benchmark.</param>
/// <param name="BestModel">Column of the greatest mean.</param>
/// <param name="BootstrapStatistics">One per resample, in the order of the resamples.</param>
public sealed record RealityCheckResult(double Statistic, double PValue, int BestModel, double[] BootstrapStatistics);
