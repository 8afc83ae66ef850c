namespace Trading.Sdk.GeneticOptimization;

/// <summary>Turns any point into a permutation of 0 … n−1: values are replaced by their ranks, ties in order of position. A permutation stays as it is.</summary>
public sealed class PermutationRepair : IRepair
{
    /// <summary>A space of n integer variables p1 … pn that always hold a permutation of 0 … n−1, for <see cref="OrderCrossover"/> and <see cref="InversionMutation"/>.</summary>
    /// <param name="count">n, at least 2.</param>
    public static DecisionSpace CreateSpace(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        return new DecisionSpace(Enumerable.Range(1, count).Select(i => Variable.Integer($"p{i}", 0, count - 1)), repair: new PermutationRepair());
    }

    /// <inheritdoc/>
    public void Repair(Span<double> x)
    {
        Span<double> keys = x.Length <= 256 ? stackalloc double[x.Length] : new double[x.Length];
        Span<int> order = x.Length <= 256 ? stackalloc int[x.Length] : new int[x.Length];
        x.CopyTo(keys);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // An insertion sort is stable; genomes of permutations are short or nearly sorted into place by their own values.
        for (int i = 1; i < order.Length; i++)
        {
            int item = order[i], j = i;
            for (; j > 0 && keys[order[j - 1]] > keys[item]; j--)
            {
                order[j] = order[j - 1];
            }

            order[j] = item;
        }

        for (int rank = 0; rank < order.Length; rank++)
        {
            x[order[rank]] = rank;
        }
    }
}
