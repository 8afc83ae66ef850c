namespace Trading.Sdk.PatternIndex;

/// <content>A vector's place, its links, and what happens to the one it replaces.</content>
public sealed unsafe partial class HnswIndex
{
    private bool Put(long id, ReadOnlySpan<float> vector, bool replace)
    {
        VectorArguments.CheckId(id);
        EnsureDuplicates();
        _structure.EnterReadLock();
        int before;
        try
        {
            SearchContext context = _contexts.Rent();
            try
            {
                VectorArguments.Prepare(vector, Dimension, Metric, context.Query, nameof(vector));
                int slot;
                lock (_idLock)
                {
                    before = _graph.Ids.Find(id);
                    if (before >= 0 && !replace)
                    {
                        throw new ArgumentException($"Id {id} is held already.", nameof(id));
                    }

                    if (before >= 0 && new ReadOnlySpan<float>(context.Query, _graph.Padded).SequenceEqual(new ReadOnlySpan<float>(_graph.Vector(before), _graph.Padded)))
                    {
                        return true;
                    }

                    slot = Settle(id, context.Query, before);
                }

                if (slot >= 0)
                {
                    Link(slot, context);
                    if (before >= 0)
                    {
                        lock (_idLock)
                        {
                            Detach(id, before);
                        }
                    }
                }
            }
            finally
            {
                _contexts.Return(context);
            }
        }
        finally
        {
            _structure.ExitReadLock();
        }

        if (before >= 0)
        {
            UnlinkRemovedWhenMany();
        }

        return before >= 0;
    }

    /// <summary>Gives a vector a place; returns the new slot, which is still to be linked, or −1 when it shares a node.</summary>
    private int Settle(long id, float* vector, int replaced)
    {
        int twin = _duplicates?.Find(vector) ?? -1;
        if (twin >= 0)
        {
            _graph.SharedIds.Add(twin, id);
            _graph.SetFlag(twin, HnswGraph.DuplicatesFlag);
            _graph.Ids.Set(id, twin);
            Volatile.Write(ref _idCount, _graph.Ids.Count);
            if (replaced >= 0)
            {
                Detach(id, replaced);
            }

            return -1;
        }

        int slot;
        if (_retired.TryPeek(out (int Slot, int Level, long Epoch) retired) && _contexts.Epochs.IsPast(retired.Epoch))
        {
            _retired.Dequeue();
            slot = retired.Slot;
            if (retired.Level > 0)
            {
                _graph.Upper.Release(_graph.UpperOffset(slot), retired.Level);
            }
        }
        else
        {
            slot = _graph.TakeSlot();
        }

        _graph.InitializeNode(slot, id, HnswLinker.LevelOf(id, _options.Seed, Math.Max(2, _graph.LinkCount)), vector);
        _graph.Ids.Set(id, slot);
        Volatile.Write(ref _idCount, _graph.Ids.Count);
        _duplicates?.Add(slot);
        _liveNodes++;
        return slot;
    }

    /// <summary>Takes an id from its node, and the node from the results when it was the last one.</summary>
    private void Detach(long id, int slot)
    {
        ReadOnlySpan<long> shared = _graph.SharedIds.Of(slot);
        if (!shared.IsEmpty)
        {
            // The node's own id moves first: a reader in between sees an id twice, which it drops, never none.
            long leaving = id;
            if (_graph.Id(slot) == id)
            {
                leaving = shared[^1];
                Volatile.Write(ref _graph.Id(slot), leaving);
            }

            bool last = shared.Length == 1;
            _graph.SharedIds.Remove(slot, leaving);
            if (last)
            {
                _graph.ClearFlag(slot, HnswGraph.DuplicatesFlag);
            }

            return;
        }

        _duplicates?.Remove(slot);
        _graph.SetFlag(slot, HnswGraph.RemovedFlag);
        _liveNodes--;
        Volatile.Write(ref _removedNodes, _removedNodes + 1);
    }

    private void Link(int slot, SearchContext context)
    {
        PrepareContext(context);
        switch (Metric)
        {
            case VectorMetric.SquaredL2:
                HnswLinker.Link<SquaredL2Kernel>(_graph, context, slot, _options.ConstructionEf, _entryLock);
                break;
            case VectorMetric.L1:
                HnswLinker.Link<L1Kernel>(_graph, context, slot, _options.ConstructionEf, _entryLock);
                break;
            default:
                HnswLinker.Link<NegativeDotKernel>(_graph, context, slot, _options.ConstructionEf, _entryLock);
                break;
        }
    }

    private void LinkAll(int[] slots, int count, int threads)
    {
        int next = -1;

        // The first nodes find each other only when they are linked one after the other.
        int alone = Math.Min(count, 64);
        SearchContext first = _contexts.Rent();
        try
        {
            while (next + 1 < alone)
            {
                Link(slots[++next], first);
            }
        }
        finally
        {
            _contexts.Return(first);
        }

        void Work()
        {
            SearchContext context = _contexts.Rent();
            try
            {
                for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    Link(slots[i], context);
                }
            }
            finally
            {
                _contexts.Return(context);
            }
        }

        if (threads == 1 || count == alone)
        {
            Work();
        }
        else
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
        }
    }
}
