namespace Trading.Sdk.GeneticOptimization;

/// <summary>BLX-α (Eshelman, Schaffer 1993): each child value is uniform between the parents, widened on both sides by α times their distance. Unordered variables are exchanged with probability one half.</summary>
public sealed class BlendCrossover : ICrossover
{
    /// <summary>Makes the operator.</summary>
    /// <param name="alpha">Widening, at least 0. Default 0.5.</param>
    /// <param name="probability">Probability that a pair is crossed at all, in [0, 1]. Default 0.9.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public BlendCrossover(double alpha = 0.5, double probability = 0.9)
    {
        Range.NonNegative(alpha);
        Range.Share(probability);
        Alpha = alpha;
        Probability = probability;
    }

    /// <summary>Widening.</summary>
    public double Alpha { get; }

    /// <summary>Probability that a pair is crossed at all.</summary>
    public double Probability { get; }

    /// <summary>One child value for one random number: l + u(h − l), l and h the widened ends; not clipped.</summary>
    public static double CrossValue(double parent1, double parent2, double alpha, double u)
    {
        double reach = alpha * Math.Abs(parent1 - parent2);
        double low = Math.Min(parent1, parent2) - reach, high = Math.Max(parent1, parent2) + reach;
        return low + (u * (high - low));
    }

    /// <inheritdoc/>
    public void Cross(DecisionSpace space, ReadOnlySpan<double> parent1, ReadOnlySpan<double> parent2, Span<double> child1, Span<double> child2, ref CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(space);
        parent1.CopyTo(child1);
        parent2.CopyTo(child2);
        if (random.NextDouble() >= Probability)
        {
            return;
        }

        for (int i = 0; i < parent1.Length; i++)
        {
            if (space.IsUnordered(i))
            {
                if ((random.NextUInt64() & 1) != 0)
                {
                    (child1[i], child2[i]) = (child2[i], child1[i]);
                }

                continue;
            }

            child1[i] = CrossValue(parent1[i], parent2[i], Alpha, random.NextDouble());
            child2[i] = CrossValue(parent1[i], parent2[i], Alpha, random.NextDouble());
        }
    }
}
