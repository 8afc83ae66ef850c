namespace Trading.Sdk.PatternIndex;

public sealed unsafe partial class HnswIndex
{
    /// <summary>Copies the live nodes into an empty graph, in slot order, and makes it the one that is searched.</summary>
    private void MoveTo(HnswGraph target)
    {
        HnswGraph old = _graph;
        int[] moved = new int[old.SlotCount];
        for (int slot = 0; slot < moved.Length; slot++)
        {
            moved[slot] = old.IsLive(slot) ? target.TakeSlot() : -1;
        }

        int* links = stackalloc int[old.GroundLinkCount + 1];
        for (int slot = 0; slot < moved.Length; slot++)
        {
            if (moved[slot] < 0)
            {
                continue;
            }

            int to = moved[slot], level = old.Level(slot);
            target.InitializeNode(to, old.Id(slot), level, old.Vector(slot));
            target.Ids.Set(old.Id(slot), to);
            if (old.SharedIds.TryGetValue(slot, out long[]? shared))
            {
                target.SharedIds[to] = shared;
                target.SetFlag(to, HnswGraph.DuplicatesFlag);
                foreach (long id in shared)
                {
                    target.Ids.Set(id, to);
                }
            }

            for (int l = 0; l <= level; l++)
            {
                int* list = old.Links(slot, l);
                int count = 0;
                for (int i = 1; i <= list[0]; i++)
                {
                    if (moved[list[i]] >= 0)
                    {
                        links[count++] = moved[list[i]];
                    }
                }

                target.WriteLinks(to, l, links, count);
            }
        }

        target.Entry = old.Entry < 0 ? -1 : (old.Entry & ~0xFFFFFFFFL) | (uint)moved[(int)(uint)old.Entry];
        _retired.Clear();
        if (_duplicates is not null)
        {
            _duplicates = new DuplicateTable(target);
            for (int slot = 0; slot < target.SlotCount; slot++)
            {
                _duplicates.Add(slot);
            }
        }

        Volatile.Write(ref _graph, target);
    }

    /// <summary>Builds id and duplicate tables of a graph that was loaded without them.</summary>
    private void EnsureTables()
    {
        if (!Volatile.Read(ref _tablesReady))
        {
            BuildTables();
        }
    }

    private void BuildTables()
    {
        lock (_idLock)
        {
            if (_tablesReady)
            {
                return;
            }

            _duplicates = _options.CollapseDuplicates ? new DuplicateTable(_graph) : null;
            for (int slot = 0; slot < _graph.SlotCount; slot++)
            {
                if (_graph.IsLive(slot))
                {
                    _duplicates?.Add(slot);
                }
            }

            Volatile.Write(ref _tablesReady, true);
        }
    }
}
