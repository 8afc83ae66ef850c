namespace Trading.Sdk.PatternIndex;

/// <summary>One order out of several: results by price shape, order flow and text.</summary>
public static class RankFusion
{
    /// <summary>Sums weight / (<paramref name="constant"/> + rank) over the lists (G. Cormack et al., Reciprocal rank fusion, 2009): needs no common scale of distances.</summary>
    /// <param name="lists">Results, each nearest first.</param>
    /// <param name="count">Hits wanted.</param>
    /// <param name="weights">One a list; null weighs equally.</param>
    /// <param name="constant">Damps the first ranks. Default 60, the paper's.</param>
    /// <returns>Best first, equal scores by id; <see cref="Neighbor.Distance"/> is the negated score.</returns>
    /// <exception cref="ArgumentException">The numbers of lists and weights differ.</exception>
    public static IReadOnlyList<Neighbor> ReciprocalRank(IReadOnlyList<IReadOnlyList<Neighbor>> lists, int count, IReadOnlyList<double>? weights = null, double constant = 60)
    {
        Check(lists, weights);
        return Order(lists, count, (list, rank) => (weights?[list] ?? 1) / (constant + rank + 1));
    }

    /// <summary>Sums weight · (1 − distance scaled to 0 … 1 within its list): distances count, not only their order. What a list lacks scores 0 in it.</summary>
    /// <inheritdoc cref="ReciprocalRank"/>
    public static IReadOnlyList<Neighbor> Weighted(IReadOnlyList<IReadOnlyList<Neighbor>> lists, int count, IReadOnlyList<double>? weights = null)
    {
        Check(lists, weights);
        return Order(lists, count, (list, rank) =>
        {
            float nearest = lists[list][0].Distance, furthest = lists[list][^1].Distance;
            double scaled = furthest > nearest ? (lists[list][rank].Distance - nearest) / (furthest - nearest) : 0;
            return (weights?[list] ?? 1) * (1 - scaled);
        });
    }

    private static void Check(IReadOnlyList<IReadOnlyList<Neighbor>> lists, IReadOnlyList<double>? weights)
    {
        ArgumentNullException.ThrowIfNull(lists);
        if (weights is not null && weights.Count != lists.Count)
        {
            throw new ArgumentException($"{weights.Count} weights for {lists.Count} lists.", nameof(weights));
        }
    }

    private static List<Neighbor> Order(IReadOnlyList<IReadOnlyList<Neighbor>> lists, int count, Func<int, int, double> score)
    {
        var scores = new Dictionary<long, double>();
        for (int list = 0; list < lists.Count; list++)
        {
            for (int rank = 0; rank < lists[list].Count; rank++)
            {
                long id = lists[list][rank].Id;
                scores[id] = scores.GetValueOrDefault(id) + score(list, rank);
            }
        }

        return [.. scores.Select(s => new Neighbor(s.Key, (float)-s.Value)).Order().Take(count)];
    }
}
