using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    /// <summary>Writes the graph, compacted, as blocks that can be mapped.</summary>
    internal void Save(string path)
    {
        EnsureTables();
        _structure.EnterWriteLock();
        try
        {
            if (_removedNodes > 0)
            {
                RepairAll();
            }

            if (_liveNodes < _graph.SlotCount)
            {
                lock (_idLock)
                {
                    MoveTo(new HnswGraph(Dimension, _graph.LinkCount, _graph.GroundLinkCount, _liveNodes));
                }
            }

            HnswGraph graph = _graph;
            var writer = new ContainerWriter(ContainerFormat.Kind.Hnsw);
            writer.Add(ContainerFormat.Section.Settings, new long[]
            {
                graph.Dimension, (long)Metric, graph.LinkCount, graph.GroundLinkCount, _options.ConstructionEf, _options.SearchEf,
                unchecked((long)_options.Seed), _options.CollapseDuplicates ? 1 : 0, BitConverter.DoubleToInt64Bits(_options.RemovedShareLimit),
                graph.SlotCount, graph.Stride, graph.Entry,
            });
            int perSegment = graph.Nodes.BlocksPerSegment;
            writer.Add(ContainerFormat.Section.Nodes, (long)graph.SlotCount * graph.Stride, write =>
            {
                for (int slot = 0; slot < graph.SlotCount; slot += perSegment)
                {
                    write((nint)graph.Nodes[slot], (long)Math.Min(perSegment, graph.SlotCount - slot) * graph.Stride);
                }
            });
            writer.Add(ContainerFormat.Section.Upper, graph.Upper.Used, write =>
            {
                for (int chunk = 0; chunk < graph.Upper.ChunkCount; chunk++)
                {
                    (nint first, long length) = graph.Upper.Chunk(chunk);
                    write(first, length);
                }
            });
            writer.Add(ContainerFormat.Section.Shared, graph.SharedIds.OrderBy(s => s.Key).SelectMany(s => s.Value.SelectMany(id => new[] { s.Key, id })).ToArray());
            writer.Save(path);
        }
        finally
        {
            _structure.ExitWriteLock();
        }
    }

    /// <summary>Maps a saved graph. Every number in it is checked before a search may follow it.</summary>
    internal static HnswIndex Load(MappedContainer container)
    {
        long[] settings = container.Read<long>(ContainerFormat.Section.Settings);
        if (settings.Length != 12)
        {
            throw container.Error(0, $"{settings.Length} settings where 12 were expected");
        }

        HnswOptions options;
        HnswGraph graph;
        var metric = (VectorMetric)settings[1];
        try
        {
            VectorArguments.CheckDimension(checked((int)settings[0]));
            VectorArguments.CheckMetric(metric);
            options = new HnswOptions
            {
                LinkCount = checked((int)Math.Clamp(settings[2], 2, 256)),
                ConstructionEf = checked((int)settings[4]),
                SearchEf = checked((int)settings[5]),
                Seed = unchecked((ulong)settings[6]),
                CollapseDuplicates = settings[7] != 0,
                RemovedShareLimit = BitConverter.Int64BitsToDouble(settings[8]),
                ExpectedCount = settings[9],
            };
            options.Validate();
            if (settings[2] is < 1 or > 4096 || settings[3] is < 1 or > 4096 || settings[9] is < 0 or > int.MaxValue - 1)
            {
                throw new ArgumentException($"{settings[2]} and {settings[3]} links, {settings[9]} nodes");
            }

            graph = new HnswGraph((int)settings[0], (int)settings[2], (int)settings[3], settings[9], blocksPerSegment: 4096);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new IndexFormatException(container.Path, 0, "settings out of range: " + e.Message, e);
        }

        int count = (int)settings[9];
        byte* nodes = container.Pointer(ContainerFormat.Section.Nodes, out long nodeBytes);
        byte* upper = container.Pointer(ContainerFormat.Section.Upper, out long upperBytes);
        if (settings[10] != graph.Stride || nodeBytes != (long)count * graph.Stride)
        {
            throw container.Error(0, $"{nodeBytes} bytes of nodes for {count} of {graph.Stride}");
        }

        graph.AttachNodes(nodes, count, container);
        graph.Upper.Attach(upper, upperBytes);
        var index = new HnswIndex(metric, options, graph) { _tablesReady = false };
        index.CheckLoaded(container, settings[11]);
        graph.Upper.SealAttached();
        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one long call: it would run in the slow first tier
    private void CheckLoaded(MappedContainer container, long entry)
    {
        HnswGraph graph = _graph;
        int count = graph.SlotCount;
        for (int slot = 0; slot < count; slot++)
        {
            byte* node = graph.Nodes[slot];
            int state = graph.State(slot), level = state & HnswGraph.LevelMask;
            long id = graph.Id(slot);
            bool sound = (state & ~(HnswGraph.LevelMask | HnswGraph.DuplicatesFlag)) == HnswGraph.LiveFlag && level <= HnswGraph.MaximumLevel
                && id >= 0 && (graph.Version(slot) & 1) == 0 && graph.IsUnlocked(slot)
                && (level == 0 || graph.Upper.Holds(graph.UpperOffset(slot), level)) && graph.Ids.Find(id) < 0;
            if (!sound)
            {
                throw container.Error(0, $"node {slot} has state {state:X} and id {id}");
            }

            graph.Ids.Set(id, slot);
            CheckLinks(container, (int*)node, graph.GroundLinkCount, slot, 0);
        }

        for (int slot = 0; slot < count; slot++)
        {
            for (int level = 1; level <= graph.Level(slot); level++)
            {
                CheckLinks(container, graph.Links(slot, level), graph.LinkCount, slot, level);
            }
        }

        if (count > 0 && (entry < 0 || (uint)entry >= (uint)count || entry >> 32 != graph.Level((int)(uint)entry)))
        {
            throw container.Error(0, $"the entry point is {entry:X} of {count} nodes");
        }

        graph.Entry = count == 0 ? -1 : entry;
        _liveNodes = count;
        LoadShared(container);
        _idCount = graph.Ids.Count;
    }

    private void LoadShared(MappedContainer container)
    {
        long[] shared = container.Read<long>(ContainerFormat.Section.Shared);
        for (int i = 0; i + 1 < shared.Length; i += 2)
        {
            (long slot, long id) = (shared[i], shared[i + 1]);
            if (slot < 0 || slot >= _graph.SlotCount || id < 0 || _graph.Ids.Find(id) >= 0 || (_graph.State((int)slot) & HnswGraph.DuplicatesFlag) == 0)
            {
                throw container.Error(0, $"id {id} shares node {slot}");
            }

            _graph.SharedIds[(int)slot] = _graph.SharedIds.TryGetValue((int)slot, out long[]? known) ? [.. known, id] : [id];
            _graph.Ids.Set(id, (int)slot);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CheckLinks(MappedContainer container, int* list, int limit, int slot, int level)
    {
        int links = list[0];
        bool sound = links >= 0 && links <= limit;
        uint count = (uint)_graph.SlotCount;
        int at = 1;
        if (sound && links >= 8)
        {
            Vector256<uint> greatest = Vector256<uint>.Zero;
            for (; at + 8 <= links + 1; at += 8)
            {
                greatest = Vector256.Max(greatest, Vector256.Load((uint*)list + at));
            }

            sound = Vector256.LessThanAll(greatest, Vector256.Create(count));
        }

        for (; sound && at <= links; at++)
        {
            sound = (uint)list[at] < count;
        }

        for (int i = 1; sound && level > 0 && i <= links; i++)
        {
            sound = _graph.Level(list[i]) >= level;
        }

        if (!sound)
        {
            throw container.Error(0, $"node {slot} has {links} links on layer {level}, one of them to a node that is not there");
        }
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
