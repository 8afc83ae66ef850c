namespace Trading.Sdk.Statistics;

/// <summary>The binomial distribution of successes in independent trials.</summary>
/// <remarks>Masses by the saddle-point form of C. Loader (2000), Fast and accurate computation of binomial probabilities; tails by the incomplete beta function.</remarks>
public static class BinomialDistribution
{
    /// <summary>The probability of exactly <paramref name="successes"/>.</summary>
    /// <param name="successes">Outside 0 … <paramref name="trials"/> the result is 0.</param>
    /// <param name="trials">At least 0.</param>
    /// <param name="probability">Of a success, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="trials"/> or <paramref name="probability"/> is out of range.</exception>
    public static double Mass(int successes, int trials, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        Demand.Probability(probability, nameof(probability));
        return successes < 0 || successes > trials ? 0 : IncompleteFunctions.BinomialTerm(successes, trials, probability, 1 - probability);
    }

    /// <summary>The probability of at most <paramref name="successes"/>; the parameters are those of <see cref="Mass"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="trials"/> or <paramref name="probability"/> is out of range.</exception>
    public static double Cumulative(int successes, int trials, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        Demand.Probability(probability, nameof(probability));
        return successes < 0 ? 0
            : successes >= trials ? 1
            : IncompleteFunctions.Beta(trials - successes, successes + 1.0, 1 - probability, probability).Lower;
    }

    /// <summary>The probability of more than <paramref name="successes"/>; the parameters are those of <see cref="Mass"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="trials"/> or <paramref name="probability"/> is out of range.</exception>
    public static double Survival(int successes, int trials, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        Demand.Probability(probability, nameof(probability));
        return successes < 0 ? 1
            : successes >= trials ? 0
            : IncompleteFunctions.Beta(successes + 1.0, trials - successes, probability, 1 - probability).Lower;
    }
}
