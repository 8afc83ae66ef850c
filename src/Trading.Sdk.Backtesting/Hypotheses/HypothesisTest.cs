namespace Trading.Sdk.Backtesting;

/// <summary>Result of one test of a hypothesis.</summary>
/// <param name="Name">Name of the test.</param>
/// <param name="Observations">Signals.</param>
/// <param name="IndependentObservations">Signals whose windows do not overlap: observations / (overlap + 1).</param>
/// <param name="Mean">Mean of the metric; NaN without observations.</param>
/// <param name="StandardError">Its error with overlap counted; NaN where it cannot be had.</param>
/// <param name="Statistic">Mean / error.</param>
/// <param name="PValue">One-sided: the probability of such a statistic if the mean were 0. 1 where there are too few observations.</param>
/// <param name="AdjustedPValue">After the correction for the family.</param>
/// <param name="IsSignificant">Adjusted p-value at most the level, with enough observations.</param>
public sealed record HypothesisTest(
    string Name,
    int Observations,
    int IndependentObservations,
    double Mean,
    double StandardError,
    double Statistic,
    double PValue,
    double AdjustedPValue,
    bool IsSignificant);
