namespace Trading.Sdk.Backtesting;

/// <summary>The observations of one test.</summary>
/// <param name="Test">Name of the test.</param>
/// <param name="Values">The metric, one a signal, in the order of time.</param>
/// <param name="Overlap">How many following observations share a part of the window of one: the lags of the error. 0 = independent.</param>
public sealed record HypothesisSample(string Test, double[] Values, int Overlap);
