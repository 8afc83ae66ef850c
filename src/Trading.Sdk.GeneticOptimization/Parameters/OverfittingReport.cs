namespace Trading.Sdk.GeneticOptimization;

/// <summary>How likely the winner of a search is luck.</summary>
/// <param name="ProbabilityOfOverfitting">Share of the combinatorial splits in which the best of the design on one half is at or below the median on the other (Bailey, Borwein, López de Prado, Zhu 2017).</param>
/// <param name="DeflatedSharpe">Probability that the winner's Sharpe ratio is above what the best of as many lucky trials would show (Bailey, López de Prado 2014); above 0.95 is significant at 5 %.</param>
/// <param name="Sharpe">Sharpe ratio of the winner per observation.</param>
/// <param name="ExpectedMaximumSharpe">Sharpe ratio that the best of the trials is expected to show without any edge.</param>
/// <param name="Trials">Number of trials that were counted.</param>
/// <param name="TrialSharpeVariance">Variance of the Sharpe ratios over the design.</param>
public sealed record OverfittingReport(
    double ProbabilityOfOverfitting,
    double DeflatedSharpe,
    double Sharpe,
    double ExpectedMaximumSharpe,
    int Trials,
    double TrialSharpeVariance)
{
    /// <summary>True when the deflated Sharpe ratio exceeds 0.95.</summary>
    public bool IsSignificant => DeflatedSharpe > 0.95;
}
