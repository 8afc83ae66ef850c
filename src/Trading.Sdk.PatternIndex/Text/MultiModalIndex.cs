namespace Trading.Sdk.PatternIndex;

/// <summary>Several views of the same ids (price shape, order flow, text), each in an index of its own, searched together.</summary>
public sealed class MultiModalIndex
{
    private readonly Dictionary<string, IVectorIndex> _views = new(StringComparer.Ordinal);

    /// <summary>Adds a view.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddView(string name, IVectorIndex index)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(index);
        if (!_views.TryAdd(name, index))
        {
            throw new ArgumentException($"There is a view '{name}' already.", nameof(name));
        }
    }

    /// <summary>The index of a view.</summary>
    /// <exception cref="ArgumentException">There is no such view.</exception>
    public IVectorIndex this[string name] => _views.TryGetValue(name, out IVectorIndex? index) ? index : throw new ArgumentException($"There is no view '{name}'.", nameof(name));

    /// <summary>Searches each view asked for and fuses the results.</summary>
    /// <param name="count">Hits wanted.</param>
    /// <param name="byRank">True fuses by rank (<see cref="RankFusion.ReciprocalRank"/>), false by distance (<see cref="RankFusion.Weighted"/>).</param>
    /// <param name="filter">Only ids that pass are returned.</param>
    /// <param name="queries">View, query vector and weight.</param>
    public IReadOnlyList<Neighbor> Search(int count, bool byRank, IdFilter? filter, params ReadOnlySpan<(string View, float[] Query, double Weight)> queries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var lists = new List<IReadOnlyList<Neighbor>>();
        var weights = new List<double>();
        foreach ((string view, float[] query, double weight) in queries)
        {
            Neighbor[] hits = new Neighbor[Math.Max(50, count * 4)];
            int found = this[view].Search(query, hits, new SearchParameters { Filter = filter }).Count;
            lists.Add(hits[..found]);
            weights.Add(weight);
        }

        return byRank ? RankFusion.ReciprocalRank(lists, count, weights) : RankFusion.Weighted(lists, count, weights);
    }
}
