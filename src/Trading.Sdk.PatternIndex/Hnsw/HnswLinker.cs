namespace Trading.Sdk.PatternIndex;

/// <summary>Chooses and writes links: the paper's algorithms 1 and 4, and the repair of lists that lead to removed nodes.</summary>
internal static unsafe class HnswLinker
{
    /// <summary>The level of an id: geometric with ratio 1/M, a function of id and seed only.</summary>
    public static int LevelOf(long id, ulong seed, int linkCount)
    {
        ulong x = ((ulong)id * 0xD1342543DE82EF95) + (seed * 0x9E3779B97F4A7C15);
        x ^= x >> 32;
        x *= 0xDABA0B6EB09322E3;
        x ^= x >> 29;
        x *= 0x9E3779B97F4A7C15;
        x ^= x >> 32;
        double uniform = ((x >> 11) + 1) * (1.0 / (1UL << 53));
        return Math.Min((int)(-Math.Log(uniform) / Math.Log(linkCount)), HnswGraph.MaximumLevel);
    }

    /// <summary>Links a filled slot into every layer up to its level.</summary>
    public static void Link<TKernel>(HnswGraph graph, SearchContext context, int slot, int constructionEf, Lock entryLock)
        where TKernel : struct, IDistanceKernel
    {
        int level = graph.Level(slot);
        long entry = Volatile.Read(ref graph.Entry);
        if (entry < 0)
        {
            lock (entryLock)
            {
                entry = graph.Entry;
                if (entry < 0)
                {
                    Volatile.Write(ref graph.Entry, ((long)level << 32) | (uint)slot);
                    return;
                }
            }
        }

        float* vector = graph.Vector(slot);
        int entryLevel = (int)(entry >> 32);
        (int nearest, uint key) = HnswSearcher.Descend<TKernel>(graph, context, vector, (int)(uint)entry, entryLevel, level);
        context.EnsureScratch(constructionEf + (2 * graph.GroundLinkCount) + 4);
        for (int l = Math.Min(level, entryLevel); l >= 0; l--)
        {
            int found = HnswSearcher.FillBeam<TKernel>(graph, context, vector, nearest, key, constructionEf, l);
            context.ClearVisited();
            ulong* beam = context.Beam;
            nearest = (int)((uint)beam[0] >> 1);
            key = (uint)(beam[0] >> 32);
            int candidates = Candidates(graph, context, slot, found);
            int chosen = Choose<TKernel>(graph, context.Scratch, candidates, graph.LinkCount);
            Connect<TKernel>(graph, context, slot, l, chosen);
        }

        if (level > entryLevel)
        {
            lock (entryLock)
            {
                if (level > (int)(graph.Entry >> 32))
                {
                    Volatile.Write(ref graph.Entry, ((long)level << 32) | (uint)slot);
                }
            }
        }
    }

    /// <summary>
    /// Keeps of a sorted array of (key, slot) at most <paramref name="limit"/>: a candidate stays when it is nearer to the
    /// centre than to every one kept before it, which leaves links in all directions.
    /// </summary>
    public static int Choose<TKernel>(HnswGraph graph, ulong* sorted, int count, int limit)
        where TKernel : struct, IDistanceKernel
    {
        if (count < limit)
        {
            return count;
        }

        int padded = graph.Padded, kept = 0;
        for (int i = 0; i < count && kept < limit; i++)
        {
            ulong candidate = sorted[i];
            uint toCentre = (uint)(candidate >> 32);
            float* vector = graph.Vector((int)(uint)candidate);
            bool keep = true;
            for (int j = 0; j < kept; j++)
            {
                if (TKernel.Key(graph.Vector((int)(uint)sorted[j]), vector, padded) < toCentre)
                {
                    keep = false;
                    break;
                }
            }

            if (keep)
            {
                sorted[kept++] = candidate;
            }
        }

        return kept;
    }

    /// <summary>
    /// Rewrites every list of a live node that leads to a removed one: the removed nodes' own neighbours become candidates
    /// in their place (A. Singh et al., FreshDiskANN, 2021, algorithm 4). Searches go on meanwhile; other writers do not.
    /// </summary>
    public static void Repair<TKernel>(HnswGraph graph, SearchContext context, int slot)
        where TKernel : struct, IDistanceKernel
    {
        int limit = graph.GroundLinkCount;
        context.EnsureScratch(limit * (limit + 1));
        context.EnsureLists(limit);
        int padded = graph.Padded;
        float* centre = graph.Vector(slot);
        for (int level = graph.Level(slot); level >= 0; level--)
        {
            int* list = graph.Links(slot, level);
            int count = list[0];
            bool broken = false;
            for (int i = 1; i <= count && !broken; i++)
            {
                broken = !graph.IsLive(list[i]);
            }

            if (!broken)
            {
                continue;
            }

            ulong* candidates = context.Scratch;
            int found = 0;
            for (int i = 1; i <= count; i++)
            {
                int neighbor = list[i];
                if (graph.IsLive(neighbor))
                {
                    candidates[found++] = (uint)neighbor;
                    continue;
                }

                int* second = graph.Links(neighbor, level);
                for (int j = 1; j <= second[0]; j++)
                {
                    if (second[j] != slot && graph.IsLive(second[j]))
                    {
                        candidates[found++] = (uint)second[j];
                    }
                }
            }

            for (int i = 0; i < found; i++)
            {
                int neighbor = (int)(uint)candidates[i];
                candidates[i] = ((ulong)TKernel.Key(centre, graph.Vector(neighbor), padded) << 32) | (uint)neighbor;
            }

            found = SortDistinct(candidates, found);
            int kept = Choose<TKernel>(graph, candidates, found, graph.LinkLimit(level));
            int* links = context.Fresh;
            for (int i = 0; i < kept; i++)
            {
                links[i] = (int)(uint)candidates[i];
            }

            graph.Lock(slot);
            graph.WriteLinks(slot, level, links, kept);
            graph.Unlock(slot);
        }
    }

    private static int SortDistinct(ulong* values, int count)
    {
        new Span<ulong>(values, count).Sort();
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            if (i == 0 || values[i] != values[i - 1])
            {
                values[kept++] = values[i];
            }
        }

        return kept;
    }

    /// <summary>The beam without the node itself and, as long as enough others are there, without removed nodes.</summary>
    private static int Candidates(HnswGraph graph, SearchContext context, int slot, int found)
    {
        int count = 0;
        for (int pass = 0; pass < 2 && count == 0; pass++)
        {
            for (int i = 0; i < found; i++)
            {
                int candidate = (int)((uint)context.Beam[i] >> 1);
                if (candidate != slot && (pass == 1 || graph.IsLive(candidate)))
                {
                    context.Scratch[count++] = (context.Beam[i] & 0xFFFFFFFF_00000000) | (uint)candidate;
                }
            }
        }

        return count;
    }

    private static void Connect<TKernel>(HnswGraph graph, SearchContext context, int slot, int level, int chosen)
        where TKernel : struct, IDistanceKernel
    {
        int limit = graph.LinkLimit(level), padded = graph.Padded;
        int* links = context.Fresh;
        for (int i = 0; i < chosen; i++)
        {
            links[i] = (int)(uint)context.Scratch[i];
        }

        graph.Lock(slot);
        int* own = graph.Links(slot, level);
        int total = chosen;

        // Another writer may have reached this node through an upper layer and linked to it already.
        for (int i = 1; i <= own[0] && total < limit; i++)
        {
            if (!new ReadOnlySpan<int>(links, chosen).Contains(own[i]))
            {
                links[total++] = own[i];
            }
        }

        graph.WriteLinks(slot, level, links, total);
        graph.Unlock(slot);

        ulong* sorted = context.Scratch + chosen;
        for (int i = 0; i < chosen; i++)
        {
            int neighbor = (int)(uint)context.Scratch[i];
            uint key = (uint)(context.Scratch[i] >> 32);
            graph.Lock(neighbor);
            int* list = graph.Links(neighbor, level);
            int count = list[0];
            if (new ReadOnlySpan<int>(list + 1, count).Contains(slot))
            {
                graph.Unlock(neighbor);
                continue;
            }

            if (count < limit)
            {
                graph.AppendLink(neighbor, level, slot);
                graph.Unlock(neighbor);
                continue;
            }

            float* centre = graph.Vector(neighbor);
            for (int j = 0; j < count; j++)
            {
                ulong entry = ((ulong)TKernel.Key(centre, graph.Vector(list[j + 1]), padded) << 32) | (uint)list[j + 1];
                InsertSorted(sorted, j, entry);
            }

            InsertSorted(sorted, count, ((ulong)key << 32) | (uint)slot);
            int kept = Choose<TKernel>(graph, sorted, count + 1, limit);
            for (int j = 0; j < kept; j++)
            {
                context.List[j] = (int)(uint)sorted[j];
            }

            graph.WriteLinks(neighbor, level, context.List, kept);
            graph.Unlock(neighbor);
        }
    }

    private static void InsertSorted(ulong* sorted, int count, ulong value)
    {
        int at = count;
        while (at > 0 && sorted[at - 1] > value)
        {
            sorted[at] = sorted[at - 1];
            at--;
        }

        sorted[at] = value;
    }
}
