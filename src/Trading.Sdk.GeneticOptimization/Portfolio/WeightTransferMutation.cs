namespace Trading.Sdk.GeneticOptimization;

/// <summary>Mutation of portfolio weights: moves part or all of one holding to another asset, so that portfolios stay sparse. Part sizes are spread over several orders of magnitude.</summary>
public sealed class WeightTransferMutation : IMutation
{
    /// <summary>Makes the operator.</summary>
    /// <param name="probability">Probability that a portfolio is mutated, in [0, 1]. Default 0.7.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public WeightTransferMutation(double probability = 0.7)
    {
        Range.Share(probability);
        Probability = probability;
    }

    /// <summary>Probability that a portfolio is mutated.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public void Mutate(DecisionSpace space, Span<double> genome, double rateFactor, ref CounterRandom random)
    {
        int n = genome.Length;
        double chance = Probability * rateFactor;
        while (n > 1 && random.NextDouble() < chance)
        {
            chance *= 0.5;
            double at = random.NextDouble(), sum = 0, all = 0;
            foreach (double w in genome)
            {
                all += w;
            }

            int from = random.NextInt(n);
            // Half of the moves take from a random holding, half from one chosen by its weight.
            bool byWeight = (random.NextUInt64() & 1) != 0;
            for (int i = 0; i < n && all > 0; i++)
            {
                int k = byWeight ? i : (from + i) % n;
                sum += byWeight ? genome[k] / all : genome[k] > 0 ? 1 : 0;
                if (genome[k] > 0 && (byWeight ? sum >= at : true))
                {
                    from = k;
                    break;
                }
            }

            int to = random.NextInt(n - 1);
            to += to >= from ? 1 : 0;
            if ((random.NextUInt64() & 1) != 0)
            {
                // A target among the holdings: shifts between them are tried more often than purchases.
                for (int i = 0; i < n; i++)
                {
                    int k = (to + i) % n;
                    if (k != from && genome[k] > 0)
                    {
                        to = k;
                        break;
                    }
                }
            }

            double share = random.NextInt(6) == 0 ? 1 : Math.Exp(-7 * random.NextDouble());
            double moved = genome[from] * share;
            genome[from] -= moved;
            genome[to] += moved;
        }
    }
}
