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
            foreach (long id in old.SharedIds.Of(slot))
            {
                target.SharedIds.Add(to, id);
                target.SetFlag(to, HnswGraph.DuplicatesFlag);
                target.Ids.Set(id, to);
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
    internal void Save(string path, byte[]? names = null)
    {
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
            writer.Add(ContainerFormat.Section.Upper, graph.Upper.SavedLength, graph.Upper.Save);
            writer.Add(ContainerFormat.Section.Shared, graph.SharedIds.All().SelectMany(shared => new[] { shared.Slot, shared.Id }).ToArray());
            writer.AddNames(names);
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
        byte* nodes = container.PointerUnverified(ContainerFormat.Section.Nodes, out long nodeBytes);
        byte* upper = container.Pointer(ContainerFormat.Section.Upper, out long upperBytes);
        if (settings[10] != graph.Stride || nodeBytes != (long)count * graph.Stride)
        {
            throw container.Error(0, $"{nodeBytes} bytes of nodes for {count} of {graph.Stride}");
        }

        graph.Upper.Attach(upper, upperBytes);
        var check = new MappedNodesCheck(graph, nodes, nodeBytes, count);
        check.Run();
        container.Verify(ContainerFormat.Section.Nodes, check.Checksum);
        graph.AttachNodes(nodes, count, container);
        var index = new HnswIndex(metric, options, graph) { _duplicatesReady = false };
        index.TakeLoaded(container, check, settings[11]);
        graph.Upper.SealAttached();
        return index;
    }

    private void TakeLoaded(MappedContainer container, MappedNodesCheck check, long entry)
    {
        HnswGraph graph = _graph;
        int count = graph.SlotCount;
        if (check.FirstUnsound is var unsound and >= 0)
        {
            throw container.Error(0, $"node {unsound} has state {graph.State(unsound):X}, id {graph.Id(unsound)} and {graph.Links(unsound, 0)[0]} links, or one of them leads to a node that is not there");
        }

        // Both read what the check has gathered and write nothing in common.
        int repeated = -1;
        (int Slot, int Level) upper = (-1, 0);
        if (count < 50_000)
        {
            repeated = graph.Ids.AddAll(check.Ids, check.GreatestId);
            upper = check.FirstUnsoundUpper();
        }
        else
        {
            Parallel.Invoke(() => upper = check.FirstUnsoundUpper(), () => repeated = graph.Ids.AddAll(check.Ids, check.GreatestId));
        }

        if (repeated >= 0)
        {
            throw container.Error(0, $"id {check.Ids[repeated]} of node {repeated} is there twice");
        }

        if (upper.Slot >= 0)
        {
            throw container.Error(0, $"node {upper.Slot} has {graph.Links(upper.Slot, upper.Level)[0]} links on layer {upper.Level}, one of them to a node that is not there");
        }

        byte[] levels = check.Levels;
        if (count > 0 && (entry < 0 || (uint)entry >= (uint)count || entry >> 32 != (levels[(int)(uint)entry] & HnswGraph.MaximumLevel)))
        {
            throw container.Error(0, $"the entry point is {entry:X} of {count} nodes");
        }

        graph.Entry = count == 0 ? -1 : entry;
        _liveNodes = count;
        LoadShared(container, levels);
        _idCount = graph.Ids.Count;
    }

    private void LoadShared(MappedContainer container, byte[] levels)
    {
        long* shared = (long*)container.Pointer(ContainerFormat.Section.Shared, out long bytes);
        if (bytes % 16 != 0 || bytes / 16 > Array.MaxLength)
        {
            throw container.Error(0, $"{bytes} bytes are not pairs of a node and an id");
        }

        int[] slots = new int[bytes / 16];
        long[] ids = new long[slots.Length];
        long before = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            (long slot, long id) = (shared[2L * i], shared[(2L * i) + 1]);
            if (slot < before || slot >= levels.Length || (levels[slot] & MappedNodesCheck.SharedFlag) == 0 || id < 0 || _graph.Ids.Find(id) >= 0)
            {
                throw container.Error(0, $"id {id} shares node {slot}");
            }

            before = slot;
            slots[i] = (int)slot;
            ids[i] = id;
            _graph.Ids.Set(id, (int)slot);
        }

        _graph.SharedIds.Load(slots, ids);
    }

    /// <summary>Builds the table of equal vectors of a graph that was loaded without it: only writers need it.</summary>
    private void EnsureDuplicates()
    {
        if (!Volatile.Read(ref _duplicatesReady))
        {
            BuildDuplicates();
        }
    }

    private void BuildDuplicates()
    {
        lock (_idLock)
        {
            if (_duplicatesReady)
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

            Volatile.Write(ref _duplicatesReady, true);
        }
    }
}
