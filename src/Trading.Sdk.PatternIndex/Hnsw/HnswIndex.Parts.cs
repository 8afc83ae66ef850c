namespace Trading.Sdk.PatternIndex;

public sealed unsafe partial class HnswIndex
{
    /// <summary>Builds an index from checked parts; <paramref name="reject"/> makes the exception for parts that contradict each other.</summary>
    internal static HnswIndex From(HnswParts parts, Func<string, Exception> reject)
    {
        int count = parts.Ids.Length;
        var options = new HnswOptions
        {
            LinkCount = Math.Clamp(parts.LinkCount, 2, 256),
            ConstructionEf = Math.Clamp(parts.ConstructionEf, Math.Clamp(parts.LinkCount, 2, 256), 100_000),
            SearchEf = Math.Clamp(parts.SearchEf, 1, 1_000_000),
            ExpectedCount = count,
        };
        var graph = new HnswGraph(parts.Dimension, parts.LinkCount, parts.GroundLinkCount, count);
        var index = new HnswIndex(parts.Metric, options, graph) { _duplicatesReady = false };
        float[] padded = new float[graph.Padded];
        int top = 0;
        for (int slot = 0; slot < count; slot++)
        {
            if (parts.Levels[slot] is < 0 or > HnswGraph.MaximumLevel)
            {
                throw reject($"node {slot} has level {parts.Levels[slot]}");
            }

            parts.Vectors.AsSpan(slot * parts.Dimension, parts.Dimension).CopyTo(padded);
            foreach (float component in padded)
            {
                if (!float.IsFinite(component))
                {
                    throw reject($"vector {slot} holds {component}");
                }
            }

            graph.TakeSlot();
            fixed (float* vector = padded)
            {
                graph.InitializeNode(slot, parts.Ids[slot], parts.Levels[slot], vector);
            }

            bool removed = parts.Removed?[slot] ?? false;
            if (removed)
            {
                graph.SetFlag(slot, HnswGraph.RemovedFlag);
                index._removedNodes++;
            }
            else
            {
                if (parts.Ids[slot] < 0)
                {
                    throw reject($"id {parts.Ids[slot]} of vector {slot} is negative");
                }

                if (graph.Ids.Find(parts.Ids[slot]) >= 0)
                {
                    throw reject($"id {parts.Ids[slot]} is there twice");
                }

                graph.Ids.Set(parts.Ids[slot], slot);
                index._liveNodes++;
            }

            top = Math.Max(top, parts.Levels[slot]);
        }

        for (int slot = 0; slot < count; slot++)
        {
            for (int level = 0; level <= parts.Levels[slot]; level++)
            {
                int[] links = parts.Links(slot, level);
                if (links.Length > graph.LinkLimit(level))
                {
                    throw reject($"node {slot} has {links.Length} links on layer {level}");
                }

                foreach (int link in links)
                {
                    if ((uint)link >= (uint)count || parts.Levels[link] < level)
                    {
                        throw reject($"node {slot} links to {link} on layer {level}, where no such node is");
                    }
                }

                fixed (int* first = links)
                {
                    graph.WriteLinks(slot, level, first, links.Length);
                }
            }
        }

        if (count > 0)
        {
            if ((uint)parts.Entry >= (uint)count)
            {
                throw reject($"the entry point is {parts.Entry} of {count} nodes");
            }

            graph.Entry = ((long)parts.Levels[parts.Entry] << 32) | (uint)parts.Entry;
        }

        index._idCount = graph.Ids.Count;
        return index;
    }

    /// <summary>Takes the graph apart for a file without removed nodes and shared nodes; those are unlinked and spread out in a copy.</summary>
    internal HnswParts ToParts()
    {
        _structure.EnterWriteLock();
        try
        {
            if (!_graph.SharedIds.IsEmpty)
            {
                return Spread().ToParts();
            }

            if (_removedNodes > 0)
            {
                RepairAll();
            }

            HnswGraph graph = _graph;
            int[] slots = Enumerable.Range(0, graph.SlotCount).Where(graph.IsLive).ToArray();
            int[] position = new int[graph.SlotCount];
            float[] vectors = new float[checked(slots.Length * graph.Dimension)];
            for (int i = 0; i < slots.Length; i++)
            {
                position[slots[i]] = i;
                new ReadOnlySpan<float>(graph.Vector(slots[i]), graph.Dimension).CopyTo(vectors.AsSpan(i * graph.Dimension));
            }

            return new HnswParts
            {
                Dimension = graph.Dimension,
                Metric = Metric,
                LinkCount = graph.LinkCount,
                GroundLinkCount = graph.GroundLinkCount,
                ConstructionEf = _options.ConstructionEf,
                SearchEf = _options.SearchEf,
                Vectors = vectors,
                Ids = Array.ConvertAll(slots, slot => graph.Id(slot)),
                Levels = Array.ConvertAll(slots, graph.Level),
                Links = (slot, level) =>
                {
                    int* list = graph.Links(slots[slot], level);
                    int[] links = new int[list[0]];
                    for (int i = 0; i < links.Length; i++)
                    {
                        links[i] = position[list[i + 1]];
                    }

                    return links;
                },
                Entry = slots.Length == 0 ? -1 : position[(int)(uint)graph.Entry],
            };
        }
        finally
        {
            _structure.ExitWriteLock();
        }
    }

    /// <summary>The ids held, ascending.</summary>
    internal long[] IdsHeld()
    {
        var ids = new List<long>();
        lock (_idLock)
        {
            for (int slot = 0; slot < _graph.SlotCount; slot++)
            {
                if (_graph.IsLive(slot))
                {
                    ids.Add(_graph.Id(slot));
                    ids.AddRange(_graph.SharedIds.Of(slot));
                }
            }
        }

        ids.Sort();
        return [.. ids];
    }

    private HnswIndex Spread()
    {
        long[] ids = IdsHeld();
        float[] vectors = new float[checked(ids.Length * Dimension)];
        for (int i = 0; i < ids.Length; i++)
        {
            new ReadOnlySpan<float>(_graph.Vector(_graph.Ids.Find(ids[i])), Dimension).CopyTo(vectors.AsSpan(i * Dimension));
        }

        var copy = new HnswIndex(Dimension, Metric, _options with { CollapseDuplicates = false, ExpectedCount = ids.Length });
        copy.AddBatch(ids, vectors);
        return copy;
    }
}
