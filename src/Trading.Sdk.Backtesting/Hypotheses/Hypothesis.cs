using Trading.Sdk.Statistics;

namespace Trading.Sdk.Backtesting;

/// <summary>A claim and how it will be judged, written down before the data is looked at.</summary>
/// <param name="Id">Short number, e.g. <c>002</c>.</param>
/// <param name="Claim">The claim in a sentence.</param>
/// <param name="Metric">What is measured, e.g. <c>mean forward log return in the direction of the signal</c>; the claim is that its mean is above 0.</param>
/// <param name="Tests">Names of the tests, e.g. one a horizon; the family that the correction covers.</param>
public sealed record Hypothesis(string Id, string Claim, string Metric, IReadOnlyList<string> Tests)
{
    /// <summary>Level of the whole family, in (0, 1). Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Smallest number of independent observations a test must have. Default 30.</summary>
    public int SampleMinimum { get; init; } = 30;

    /// <summary>Correction for several tests. Default Holm.</summary>
    public MultipleTestingCorrection Correction { get; init; } = MultipleTestingCorrection.Holm;
}
