namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Order crossover (Davis 1985) for permutations: a child keeps a slice of one parent and takes the missing values in the
/// order of the other, from behind the slice on. The genome must hold n distinct values that both parents share, such as
/// <see cref="PermutationRepair.CreateSpace"/> gives.
/// </summary>
public sealed class OrderCrossover : ICrossover
{
    /// <summary>Makes the operator.</summary>
    /// <param name="probability">Probability that a pair is crossed at all, in [0, 1]. Default 0.9.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public OrderCrossover(double probability = 0.9)
    {
        Range.Share(probability);
        Probability = probability;
    }

    /// <summary>Probability that a pair is crossed at all.</summary>
    public double Probability { get; }

    /// <summary>One child for a given slice [<paramref name="from"/>, <paramref name="to"/>).</summary>
    /// <param name="keeper">Parent whose slice is kept.</param>
    /// <param name="giver">Parent whose order fills the rest.</param>
    /// <param name="from">First kept position.</param>
    /// <param name="to">First position behind the slice.</param>
    /// <param name="child">Receives the child.</param>
    public static void CrossSlice(ReadOnlySpan<double> keeper, ReadOnlySpan<double> giver, int from, int to, Span<double> child)
    {
        int n = keeper.Length;
        ReadOnlySpan<double> slice = keeper[from..to];
        slice.CopyTo(child[from..]);
        int at = to == n ? 0 : to;
        for (int k = 0; k < n; k++)
        {
            double value = giver[(to + k) % n];
            if (slice.IndexOf(value) < 0)
            {
                child[at] = value;
                at = at + 1 == n ? 0 : at + 1;
                if (at == from)
                {
                    return;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Cross(DecisionSpace space, ReadOnlySpan<double> parent1, ReadOnlySpan<double> parent2, Span<double> child1, Span<double> child2, ref CounterRandom random)
    {
        parent1.CopyTo(child1);
        parent2.CopyTo(child2);
        int n = parent1.Length;
        if (random.NextDouble() >= Probability || n < 2)
        {
            return;
        }

        int a = random.NextInt(n), b = random.NextInt(n);
        (a, b) = (Math.Min(a, b), Math.Max(a, b) + 1);
        if (b - a == n)
        {
            return;
        }

        CrossSlice(parent1, parent2, a, b, child1);
        CrossSlice(parent2, parent1, a, b, child2);
    }
}
