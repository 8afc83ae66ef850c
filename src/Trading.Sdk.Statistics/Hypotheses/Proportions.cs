namespace Trading.Sdk.Statistics;

/// <summary>Inference on a share of successes.</summary>
public static class Proportions
{
    /// <summary>The exact binomial test's p-value.</summary>
    /// <param name="successes">0 … <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="probability">Share under the null hypothesis, in [0, 1].</param>
    /// <param name="alternative">Two-sided (default): the sum over all outcomes that are not more probable than the observed one.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    /// <remarks>Source: C. Clopper, E. Pearson (1934); two-sided by point probabilities as in R and SciPy (equal to a relative 10⁻⁷).</remarks>
    public static double BinomialTest(int successes, int trials, double probability = 0.5, Alternative alternative = Alternative.TwoSided)
    {
        CheckCounts(successes, trials);
        Demand.Probability(probability, nameof(probability));
        switch (alternative)
        {
            case Alternative.Less:
                return BinomialDistribution.Cumulative(successes, trials, probability);
            case Alternative.Greater:
                return BinomialDistribution.Survival(successes - 1, trials, probability);
            default:
                break;
        }

        double limit = BinomialDistribution.Mass(successes, trials, probability) * (1 + 1e-7), mean = trials * probability;
        if (successes == mean)
        {
            return 1;
        }

        if (successes < mean)
        {
            // Masses fall from the mean upwards: the first outcome at or above it that is improbable enough starts the other tail.
            int low = (int)Math.Ceiling(mean), high = trials + 1;
            while (low < high)
            {
                int middle = low + (high - low) / 2;
                if (BinomialDistribution.Mass(middle, trials, probability) <= limit)
                {
                    high = middle;
                }
                else
                {
                    low = middle + 1;
                }
            }

            return Math.Min(1, BinomialDistribution.Cumulative(successes, trials, probability) + BinomialDistribution.Survival(low - 1, trials, probability));
        }
        else
        {
            int low = -1, high = (int)Math.Floor(mean);
            while (low < high)
            {
                int middle = low + (high - low + 1) / 2;
                if (BinomialDistribution.Mass(middle, trials, probability) <= limit)
                {
                    low = middle;
                }
                else
                {
                    high = middle - 1;
                }
            }

            return Math.Min(1, BinomialDistribution.Cumulative(low, trials, probability) + BinomialDistribution.Survival(successes - 1, trials, probability));
        }
    }

    /// <summary>Wilson's score interval without continuity correction: close to its confidence on average (E. Wilson 1927).</summary>
    /// <param name="successes">0 … <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="confidence">In (0, 1). Default 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Interval Wilson(int successes, int trials, double confidence = 0.95)
    {
        CheckCounts(successes, trials);
        Demand.OpenProbability(confidence, nameof(confidence));
        double z = NormalDistribution.Quantile(0.5 + 0.5 * confidence), z2 = z * z, n = trials, p = successes / n;
        double centre = (p + z2 / (2 * n)) / (1 + z2 / n), half = z / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return new Interval(successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half);
    }

    /// <summary>The exact interval of Clopper and Pearson (1934): never below its confidence.</summary>
    /// <param name="successes">0 … <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="confidence">In (0, 1). Default 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Interval ClopperPearson(int successes, int trials, double confidence = 0.95)
    {
        CheckCounts(successes, trials);
        Demand.OpenProbability(confidence, nameof(confidence));
        double tail = 0.5 * (1 - confidence);
        return new Interval(
            successes == 0 ? 0 : BetaDistribution.Quantile(tail, successes, trials - successes + 1.0),
            successes == trials ? 1 : BetaDistribution.Quantile(1 - tail, successes + 1.0, trials - successes));
    }

    private static void CheckCounts(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
