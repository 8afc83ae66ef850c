namespace Trading.Sdk.GeneticOptimization;

/// <summary>Adds a normal step to variables, clipped to the bounds; unordered variables take another choice, integers at least one step.</summary>
public sealed class GaussianMutation : IMutation
{
    /// <summary>Makes the operator.</summary>
    /// <param name="deviation">Standard deviation of the step as a share of the variable's range, above 0. Default 0.1.</param>
    /// <param name="probability">Probability of each variable; null (default) = 1 / number of variables.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public GaussianMutation(double deviation = 0.1, double? probability = null)
    {
        Range.Positive(deviation);
        if (probability is { } p)
        {
            Range.Share(p, nameof(probability));
        }

        Deviation = deviation;
        Probability = probability;
    }

    /// <summary>Standard deviation as a share of the range.</summary>
    public double Deviation { get; }

    /// <summary>Probability of each variable; null = 1 / number of variables.</summary>
    public double? Probability { get; }

    /// <inheritdoc/>
    public void Mutate(DecisionSpace space, Span<double> genome, double rateFactor, ref CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(space);
        double probability = Math.Min(1, (Probability ?? (1.0 / genome.Length)) * rateFactor);
        ReadOnlySpan<double> lower = space.SearchLower, upper = space.SearchUpper;
        for (int i = 0; i < genome.Length; i++)
        {
            if (random.NextDouble() >= probability || lower[i] == upper[i] || GeneSteps.MutateUnordered(space, genome, i, ref random))
            {
                continue;
            }

            double before = genome[i];
            genome[i] = Math.Clamp(before + (random.NextGaussian() * Deviation * (upper[i] - lower[i])), lower[i], upper[i]);
            GeneSteps.ForceStep(space, genome, i, before, ref random);
        }
    }
}
