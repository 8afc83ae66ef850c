namespace Trading.Sdk.Backtesting;

/// <summary>A hypothesis and its verdict.</summary>
/// <param name="Hypothesis">What was claimed.</param>
/// <param name="Tests">One result a test, in the order of the hypothesis.</param>
/// <param name="Verdict">The verdict.</param>
public sealed record HypothesisReport(Hypothesis Hypothesis, IReadOnlyList<HypothesisTest> Tests, HypothesisVerdict Verdict);
