namespace Trading.Sdk.PatternIndex;

/// <content>Taking removed nodes out of the graph and giving their slots back.</content>
public sealed unsafe partial class HnswIndex
{
    private void UnlinkRemovedWhenMany()
    {
        long removed = Volatile.Read(ref _removedNodes);
        if (removed < 64 || removed < _options.RemovedShareLimit * (removed + Volatile.Read(ref _liveNodes)))
        {
            return;
        }

        _structure.EnterWriteLock();
        try
        {
            if (_removedNodes >= 64 && _removedNodes >= _options.RemovedShareLimit * (_removedNodes + _liveNodes))
            {
                RepairAll();
            }
        }
        finally
        {
            _structure.ExitWriteLock();
        }
    }

    private void RepairAll()
    {
        HnswGraph graph = _graph;
        SearchContext context = _contexts.Rent();
        try
        {
            PrepareContext(context);
            var isolated = new List<int>();
            int entry = -1;
            for (int slot = 0; slot < graph.SlotCount; slot++)
            {
                if (!graph.IsLive(slot))
                {
                    continue;
                }

                switch (Metric)
                {
                    case VectorMetric.SquaredL2:
                        HnswLinker.Repair<SquaredL2Kernel>(graph, context, slot);
                        break;
                    case VectorMetric.L1:
                        HnswLinker.Repair<L1Kernel>(graph, context, slot);
                        break;
                    default:
                        HnswLinker.Repair<NegativeDotKernel>(graph, context, slot);
                        break;
                }

                if (entry < 0 || graph.Level(slot) > graph.Level(entry))
                {
                    entry = slot;
                }

                if (graph.Links(slot, 0)[0] == 0)
                {
                    isolated.Add(slot);
                }
            }

            long current = graph.Entry;
            if (current >= 0 && !graph.IsLive((int)(uint)current))
            {
                Volatile.Write(ref graph.Entry, entry < 0 ? -1 : ((long)graph.Level(entry) << 32) | (uint)entry);
            }

            foreach (int slot in isolated)
            {
                if (slot != (int)(uint)graph.Entry)
                {
                    Link(slot, context);
                }
            }

            Retire();
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    /// <summary>What no list leads to any more waits for the searches that may still stand on it.</summary>
    private void Retire()
    {
        long epoch = _contexts.Epochs.Advance();
        for (int slot = 0; slot < _graph.SlotCount; slot++)
        {
            ref int state = ref _graph.State(slot);
            if ((state & (HnswGraph.LiveFlag | HnswGraph.RemovedFlag)) == (HnswGraph.LiveFlag | HnswGraph.RemovedFlag))
            {
                _retired.Enqueue((slot, _graph.Level(slot), epoch));
                Volatile.Write(ref state, 0);
            }
        }

        Volatile.Write(ref _removedNodes, 0);
    }
}
