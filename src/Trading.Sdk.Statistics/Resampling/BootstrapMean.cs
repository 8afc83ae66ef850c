namespace Trading.Sdk.Statistics;

/// <summary>The bootstrap distribution of a mean.</summary>
/// <param name="Mean">Mean of the series itself.</param>
/// <param name="SortedMeans">Means of the resamples, ascending.</param>
/// <param name="PercentileInterval">Quantiles of the resampled means.</param>
/// <param name="BasicInterval">2·mean − quantiles.</param>
public sealed record BootstrapMean(double Mean, double[] SortedMeans, Interval PercentileInterval, Interval BasicInterval);
