namespace Trading.Sdk.Statistics;

/// <summary>Value at risk and expected shortfall of one period, as losses.</summary>
/// <param name="ValueAtRisk">The loss that is exceeded with probability 1 − confidence; positive = loss.</param>
/// <param name="ExpectedShortfall">The mean loss beyond it; positive = loss.</param>
public readonly record struct TailRisk(double ValueAtRisk, double ExpectedShortfall)
{
    /// <summary>For normal returns: VaR = σz − μ, ES = σφ(z)/(1−c) − μ, z = Φ⁻¹(c).</summary>
    /// <param name="mean">μ of the returns.</param>
    /// <param name="standardDeviation">σ of the returns, at least 0.</param>
    /// <param name="confidence">c in (0, 1), e.g. 0.95.</param>
    /// <exception cref="ArgumentException"><paramref name="mean"/> is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    /// <remarks>Source: A. McNeil, R. Frey, P. Embrechts (2015), Quantitative Risk Management, 2.3.</remarks>
    public static TailRisk Normal(double mean, double standardDeviation, double confidence)
    {
        Demand.Finite(mean, nameof(mean));
        Demand.NotNegative(standardDeviation, nameof(standardDeviation));
        Demand.OpenProbability(confidence, nameof(confidence));
        double z = NormalDistribution.Quantile(confidence);
        return new TailRisk(standardDeviation * z - mean, standardDeviation * NormalDistribution.Density(z) / (1 - confidence) - mean);
    }

    /// <summary>Kupiec's test whether a value at risk is exceeded as often as it says: likelihood ratio, χ²(1).</summary>
    /// <param name="observations">Periods, at least 1.</param>
    /// <param name="exceptions">Periods with a loss beyond the value at risk, 0 … observations.</param>
    /// <param name="tailProbability">1 − confidence of the value at risk, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    /// <remarks>−2 ln of ((1−p)^(n−x)·p^x)/((1−x/n)^(n−x)·(x/n)^x), 0·ln 0 = 0. Source: P. Kupiec (1995), Techniques for verifying the accuracy of risk measurement models.</remarks>
    public static HypothesisTestResult Kupiec(int observations, int exceptions, double tailProbability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(observations, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(exceptions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exceptions, observations);
        Demand.OpenProbability(tailProbability, nameof(tailProbability));
        double n = observations, x = exceptions;

        // As deviances, n·(observed share·ln(observed/expected)) does not cancel when both are close.
        double ratio = 2 * (IncompleteFunctions.Deviance(x, n * tailProbability) + IncompleteFunctions.Deviance(n - x, n * (1 - tailProbability)));
        return new HypothesisTestResult(ratio, ChiSquaredDistribution.Survival(ratio, 1));
    }
}
