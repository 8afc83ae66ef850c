namespace Trading.Sdk.Statistics;

/// <summary>The result of a t test.</summary>
/// <param name="Statistic">Difference/standard error; NaN or infinite when the data do not vary.</param>
/// <param name="PValue">From Student's t distribution.</param>
/// <param name="DegreesOfFreedom">A whole number, or Satterthwaite's real number for Welch's test.</param>
/// <param name="Difference">Mean difference that is tested.</param>
/// <param name="StandardError">Its standard error.</param>
/// <remarks>Source: Student (1908).</remarks>
public readonly record struct StudentTestResult(double Statistic, double PValue, double DegreesOfFreedom, double Difference, double StandardError)
{
    /// <summary>The two-sided confidence interval of the difference.</summary>
    /// <param name="confidence">In (0, 1), e.g. 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is outside (0, 1).</exception>
    public Interval ConfidenceInterval(double confidence)
    {
        Demand.OpenProbability(confidence, nameof(confidence));
        double half = StandardError * StudentTDistribution.Quantile(0.5 + 0.5 * confidence, DegreesOfFreedom);
        return new Interval(Difference - half, Difference + half);
    }
}
