namespace Trading.Sdk.GeneticOptimization;

/// <summary>Reverses a random slice of the genome: the mutation for permutations.</summary>
public sealed class InversionMutation : IMutation
{
    /// <summary>Makes the operator.</summary>
    /// <param name="probability">Probability that a genome is mutated, in [0, 1]. Default 0.2.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public InversionMutation(double probability = 0.2)
    {
        Range.Share(probability);
        Probability = probability;
    }

    /// <summary>Probability that a genome is mutated.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public void Mutate(DecisionSpace space, Span<double> genome, double rateFactor, ref CounterRandom random)
    {
        if (random.NextDouble() < Probability * rateFactor)
        {
            int a = random.NextInt(genome.Length), b = random.NextInt(genome.Length);
            genome[Math.Min(a, b)..(Math.Max(a, b) + 1)].Reverse();
        }
    }
}
