namespace Trading.Sdk.GeneticOptimization;

/// <summary>Uniform crossover (Syswerda 1989): each variable changes sides with a probability.</summary>
public sealed class UniformCrossover : ICrossover
{
    /// <summary>Makes the operator.</summary>
    /// <param name="exchange">Probability that a variable changes sides, in [0, 1]. Default 0.5.</param>
    /// <param name="probability">Probability that a pair is crossed at all, in [0, 1]. Default 0.9.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public UniformCrossover(double exchange = 0.5, double probability = 0.9)
    {
        Range.Share(exchange);
        Range.Share(probability);
        Exchange = exchange;
        Probability = probability;
    }

    /// <summary>Probability that a variable changes sides.</summary>
    public double Exchange { get; }

    /// <summary>Probability that a pair is crossed at all.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public void Cross(DecisionSpace space, ReadOnlySpan<double> parent1, ReadOnlySpan<double> parent2, Span<double> child1, Span<double> child2, ref CounterRandom random)
    {
        parent1.CopyTo(child1);
        parent2.CopyTo(child2);
        if (random.NextDouble() >= Probability)
        {
            return;
        }

        for (int i = 0; i < parent1.Length; i++)
        {
            if (random.NextDouble() < Exchange)
            {
                (child1[i], child2[i]) = (child2[i], child1[i]);
            }
        }
    }
}
