using Trading.Sdk.Statistics;

namespace Trading.Sdk.Risk;

/// <summary>Value at risk and expected shortfall (CVaR) of a position, as losses in money: positive numbers are losses.</summary>
/// <remarks>Rockafellar and Uryasev (2000), "Optimization of conditional value-at-risk": the mean of the worst share, with a fractional last observation.</remarks>
public static class PositionTail
{
    /// <summary>From the past itself, without an assumption on the distribution.</summary>
    /// <param name="returns">Simple returns of the instrument per period, at least one; NaN is refused.</param>
    /// <param name="value">Signed value of the position.</param>
    /// <param name="confidence">In (0, 1), e.g. 0.95.</param>
    public static TailRisk Historical(ReadOnlySpan<double> returns, double value, double confidence)
    {
        if (returns.IsEmpty)
        {
            throw new ArgumentException("At least one return is needed.", nameof(returns));
        }

        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "The confidence lies in (0, 1).");
        }

        double[] outcomes = new double[returns.Length];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = double.IsFinite(returns[i]) ? value * returns[i] : throw new ArgumentException($"Return {i} is {returns[i]}.", nameof(returns));
        }

        Array.Sort(outcomes);
        return new TailRisk(-Quantiles.OfSorted(outcomes, 1 - confidence), -PerformanceMetrics.MeanOfWorst(outcomes, 1 - confidence));
    }

    /// <summary>Under a normal distribution of the returns.</summary>
    /// <param name="mean">Mean return per period.</param>
    /// <param name="standardDeviation">Standard deviation of the return per period, at least 0.</param>
    /// <param name="value">Signed value of the position.</param>
    /// <param name="confidence">In (0, 1).</param>
    public static TailRisk Normal(double mean, double standardDeviation, double value, double confidence) =>
        TailRisk.Normal(mean * value, standardDeviation * Math.Abs(value), confidence);
}
