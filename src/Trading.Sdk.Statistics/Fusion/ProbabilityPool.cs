namespace Trading.Sdk.Statistics;

/// <summary>
/// Combines the probabilities that several sources give one event. A source that is NaN is absent: the weights are renormalised over
/// the rest. With no source present, or all present weights 0, the result is NaN.
/// </summary>
/// <remarks>Source: C. Genest, J. Zidek (1986), Combining probability distributions. Calibrate each source first (<see cref="PlattScaling"/>, <see cref="IsotonicCalibration"/>). Nothing allocates.</remarks>
public static class ProbabilityPool
{
    /// <summary>Σwp/Σw, robust against a source that is badly calibrated (M. Stone 1961).</summary>
    /// <param name="probabilities">One per source, in [0, 1] or NaN when absent.</param>
    /// <param name="weights">One per source, finite and at least 0.</param>
    /// <exception cref="ArgumentException">The lengths differ or an element is out of range.</exception>
    public static double Linear(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> weights)
    {
        CheckSources(probabilities, weights);
        double sum = 0, whole = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (!double.IsNaN(probabilities[i]))
            {
                sum += weights[i] * probabilities[i];
                whole += weights[i];
            }
        }

        return sum / whole;
    }

    /// <summary>σ(a·Σw·logit p/Σw): sharper than the linear pool; a above 1 extremises (V. Satopää et al. 2014).</summary>
    /// <param name="probabilities">One per source, in [0, 1] or NaN when absent. A present 0 (or 1) with a weight decides alone; both together give NaN.</param>
    /// <param name="weights">One per source, finite and at least 0.</param>
    /// <param name="extremize">a, above 0. Default 1.</param>
    /// <exception cref="ArgumentException">The lengths differ or an element is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="extremize"/> is not positive.</exception>
    public static double LogOdds(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> weights, double extremize = 1)
    {
        CheckSources(probabilities, weights);
        Demand.Positive(extremize, nameof(extremize));
        double sum = 0, whole = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (!double.IsNaN(probabilities[i]) && weights[i] > 0)
            {
                sum += weights[i] * Logistic.Logit(probabilities[i]);
                whole += weights[i];
            }
        }

        return whole > 0 ? Logistic.Of(extremize * (sum / whole)) : double.NaN;
    }

    /// <summary>σ(Σ logit p − (K−1)·logit prior): sources that are independent given the outcome, K of them present.</summary>
    /// <param name="probabilities">One per source, in [0, 1] or NaN when absent; with none present the result is the prior.</param>
    /// <param name="prior">Base rate of the event, in (0, 1).</param>
    /// <exception cref="ArgumentException">A probability is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="prior"/> is outside (0, 1).</exception>
    public static double NaiveBayes(ReadOnlySpan<double> probabilities, double prior)
    {
        CheckProbabilities(probabilities);
        Demand.OpenProbability(prior, nameof(prior));
        double sum = 0;
        int present = 0;
        foreach (double p in probabilities)
        {
            if (!double.IsNaN(p))
            {
                sum += Logistic.Logit(p);
                present++;
            }
        }

        return Logistic.Of(sum - (present - 1) * Logistic.Logit(prior));
    }

    /// <summary>Σwcp/Σwc with the confidence c = |2p−1|: sources that say nothing weigh nothing.</summary>
    /// <param name="probabilities">One per source, in [0, 1] or NaN when absent.</param>
    /// <param name="weights">One per source, finite and at least 0.</param>
    /// <returns>0.5 when Σwc is 0.</returns>
    /// <exception cref="ArgumentException">The lengths differ or an element is out of range.</exception>
    public static double ConfidenceWeighted(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> weights)
    {
        CheckSources(probabilities, weights);
        double sum = 0, whole = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (!double.IsNaN(probabilities[i]))
            {
                double confidence = weights[i] * Math.Abs(2 * probabilities[i] - 1);
                sum += confidence * probabilities[i];
                whole += confidence;
            }
        }

        return whole > 0 ? sum / whole : 0.5;
    }

    private static void CheckSources(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> weights)
    {
        Demand.SameLength(weights.Length, probabilities.Length, nameof(weights));
        CheckProbabilities(probabilities);
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
            {
                throw new ArgumentException($"Weight {i} is {weights[i]}; weights are finite and not negative.", nameof(weights));
            }
        }
    }

    private static void CheckProbabilities(ReadOnlySpan<double> probabilities)
    {
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] < 0 || probabilities[i] > 1)
            {
                throw new ArgumentException($"Element {i} is {probabilities[i]}, which is not a probability.", nameof(probabilities));
            }
        }
    }
}
