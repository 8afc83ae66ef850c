namespace Trading.Sdk.GeneticOptimization;

/// <summary>How likely the winner of a search is luck.</summary>
/// <param name="ProbabilityOfOverfitting">Share of the combinatorial splits in which the best trial of one half fails on the other: it ranks at or below the median of all trials, or earns nothing. Near 0 with an edge; on noise well above one half. NaN when there are fewer than two trials or the winner never moves.</param>
/// <param name="ProbabilityOfOverfittingByRank">The same by the rank alone, the PBO of Bailey, Borwein, López de Prado, Zhu (2017): one half on noise.</param>
/// <param name="DeflatedSharpe">Probability that the winner's Sharpe ratio is above what the best of as many lucky trials would show (Bailey, López de Prado 2014); above 0.95 is significant at 5 %; NaN as above.</param>
/// <param name="Sharpe">Sharpe ratio of the winner per observation.</param>
/// <param name="ExpectedMaximumSharpe">Sharpe ratio that the best of the trials is expected to show without any edge.</param>
/// <param name="Trials">Number of trials that were counted.</param>
/// <param name="TrialSharpeVariance">Variance of the Sharpe ratios over the design, at most the sampling variance 1 / (observations − 1).</param>
public sealed record OverfittingReport(
    double ProbabilityOfOverfitting,
    double ProbabilityOfOverfittingByRank,
    double DeflatedSharpe,
    double Sharpe,
    double ExpectedMaximumSharpe,
    int Trials,
    double TrialSharpeVariance)
{
    /// <summary>True when the deflated Sharpe ratio exceeds 0.95.</summary>
    public bool IsSignificant => DeflatedSharpe > 0.95;
}
