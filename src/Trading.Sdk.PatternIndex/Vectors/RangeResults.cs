namespace Trading.Sdk.PatternIndex;

/// <summary>The common end of every range search: sorted, each id once.</summary>
internal static class RangeResults
{
    public static SearchOutcome Append(List<Neighbor> hits, ICollection<Neighbor> results, long compared)
    {
        hits.Sort();
        var seen = new HashSet<long>(hits.Count);
        int count = 0;
        foreach (Neighbor hit in hits)
        {
            if (seen.Add(hit.Id))
            {
                results.Add(hit);
                count++;
            }
        }

        return new SearchOutcome(count, true, compared);
    }
}
