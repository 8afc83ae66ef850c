namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Crossover of portfolio weights. Half of the pairs move along the line through the parents, since efficient portfolios
/// lie on straight pieces between turning points; the others exchange single holdings.
/// </summary>
public sealed class WeightCrossover : ICrossover
{
    /// <inheritdoc/>
    public void Cross(DecisionSpace space, ReadOnlySpan<double> parent1, ReadOnlySpan<double> parent2, Span<double> child1, Span<double> child2, ref CounterRandom random)
    {
        double kind = random.NextDouble();
        if (kind < 0.7)
        {
            // Beyond the parents by up to half their distance; the repair drops what turns negative.
            double t = (2 * random.NextDouble()) - 0.5, s = (2 * random.NextDouble()) - 0.5;
            for (int i = 0; i < parent1.Length; i++)
            {
                child1[i] = Math.Max(0, parent1[i] + (t * (parent2[i] - parent1[i])));
                child2[i] = Math.Max(0, parent2[i] + (s * (parent1[i] - parent2[i])));
            }

            return;
        }

        for (int i = 0; i < parent1.Length; i++)
        {
            bool exchange = parent1[i] != parent2[i] && (random.NextUInt64() & 1) != 0;
            child1[i] = exchange ? parent2[i] : parent1[i];
            child2[i] = exchange ? parent1[i] : parent2[i];
        }
    }
}
