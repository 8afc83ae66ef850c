namespace Trading.Sdk.PatternIndex;

public sealed unsafe partial class HnswIndex
{
    /// <inheritdoc/>
    public SearchOutcome Search(ReadOnlySpan<float> query, Span<Neighbor> results, in SearchParameters parameters = default)
    {
        SearchContext context = _contexts.Rent();
        HnswGraph graph = Volatile.Read(ref _graph);
        try
        {
            VectorArguments.Prepare(query, Dimension, Metric, context.Query, nameof(query));
            return Metric switch
            {
                VectorMetric.SquaredL2 => Search<SquaredL2Kernel>(graph, context, results, parameters),
                VectorMetric.L1 => Search<L1Kernel>(graph, context, results, parameters),
                _ => Search<NegativeDotKernel>(graph, context, results, parameters),
            };
        }
        finally
        {
            _contexts.Return(context);

            // Compaction may have put another graph in its place; its memory goes with the object.
            GC.KeepAlive(graph);
        }
    }

    /// <inheritdoc/>
    public void SearchBatch(ReadOnlySpan<float> queries, int neighborCount, Span<Neighbor> results, Span<SearchOutcome> outcomes = default, in SearchParameters parameters = default)
    {
        VectorArguments.CheckBatch(queries.Length, Dimension, neighborCount, results.Length, outcomes.Length);
        for (int row = 0; row * Dimension < queries.Length; row++)
        {
            Span<Neighbor> hits = results.Slice(row * neighborCount, neighborCount);
            SearchOutcome outcome = Search(queries.Slice(row * Dimension, Dimension), hits, parameters);
            hits[outcome.Count..].Fill(new Neighbor(-1, float.PositiveInfinity));
            if (!outcomes.IsEmpty)
            {
                outcomes[row] = outcome;
            }
        }
    }

    /// <inheritdoc/>
    public SearchOutcome SearchRange(ReadOnlySpan<float> query, float maximumDistance, ICollection<Neighbor> results, IdFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (float.IsNaN(maximumDistance))
        {
            throw new ArgumentOutOfRangeException(nameof(maximumDistance), maximumDistance, "Must be a number.");
        }

        SearchContext context = _contexts.Rent();
        HnswGraph graph = Volatile.Read(ref _graph);
        try
        {
            VectorArguments.Prepare(query, Dimension, Metric, context.Query, nameof(query));
            var hits = new List<Neighbor>();
            long compared = Metric switch
            {
                VectorMetric.SquaredL2 => Range<SquaredL2Kernel>(graph, context, maximumDistance, hits, filter),
                VectorMetric.L1 => Range<L1Kernel>(graph, context, maximumDistance, hits, filter),
                _ => Range<NegativeDotKernel>(graph, context, maximumDistance, hits, filter),
            };
            return RangeResults.Append(hits, results, compared);
        }
        finally
        {
            _contexts.Return(context);
            GC.KeepAlive(graph);
        }
    }

    private SearchOutcome Search<TKernel>(HnswGraph graph, SearchContext context, Span<Neighbor> results, in SearchParameters parameters)
        where TKernel : struct, IDistanceKernel
    {
        long live = Volatile.Read(ref _liveNodes);
        long entry = Volatile.Read(ref graph.Entry);
        if (results.Length == 0 || entry < 0)
        {
            return new SearchOutcome(0, entry < 0, 0);
        }

        int ef = Math.Max(parameters.Ef > 0 ? parameters.Ef : _options.SearchEf, results.Length);
        if (parameters.Exact || live <= ef)
        {
            return Scan<TKernel>(graph, context, results, parameters.Filter);
        }

        if (parameters.Filter is { } filter)
        {
            return FilteredSearch<TKernel>(graph, context, results, ef, live, filter);
        }

        // Removed nodes take places of the beam that results should have.
        long removed = Volatile.Read(ref _removedNodes);
        int beam = (int)Math.Min(ef + (ef * removed / Math.Max(live, 1)), int.MaxValue / 4);
        (int count, _, long compared) = Walk<TKernel>(graph, context, results, entry, beam, filter: null);
        return count < results.Length && count < Volatile.Read(ref _idCount)
            ? Scan<TKernel>(graph, context, results, filter: null)
            : new SearchOutcome(count, count < results.Length, compared);
    }

    private SearchOutcome FilteredSearch<TKernel>(HnswGraph graph, SearchContext context, Span<Neighbor> results, int ef, long live, IdFilter filter)
        where TKernel : struct, IDistanceKernel
    {
        long matches = filter.EstimatedCount;
        if (matches >= 0 && filter.CanEnumerate && (matches <= ExactScanMatches || matches <= live / 20))
        {
            return ScanMatches<TKernel>(graph, context, results, filter);
        }

        long removed = Volatile.Read(ref _removedNodes);
        double widening = matches > 0 ? Math.Max(1.0, (double)live / matches) : 1;
        int wanted = matches > 0 ? results.Length : Math.Max(results.Length, ef / 2);
        for (double beam = ef * widening; beam <= live / 4.0; beam *= 4)
        {
            (int count, int met, long compared) = Walk<TKernel>(graph, context, results, Volatile.Read(ref graph.Entry), (int)beam + (int)(beam * removed / live), filter, wanted);
            if (met >= wanted && count == results.Length)
            {
                return new SearchOutcome(count, false, compared);
            }
        }

        return Scan<TKernel>(graph, context, results, filter);
    }

    /// <summary>Walks the graph; returns the hits written and the matches met in the beam, which may be more than fit.</summary>
    private (int Count, int Met, long Compared) Walk<TKernel>(HnswGraph graph, SearchContext context, Span<Neighbor> results, long entry, int ef, IdFilter? filter, int wanted = 0)
        where TKernel : struct, IDistanceKernel
    {
        if (entry < 0)
        {
            return (0, 0, 0);
        }

        PrepareContext(context, graph);
        (int slot, uint key) = HnswSearcher.Descend<TKernel>(graph, context, context.Query, (int)(uint)entry, (int)(entry >> 32), 0);
        int filled = HnswSearcher.FillBeam<TKernel>(graph, context, context.Query, slot, key, ef, 0);
        long compared = context.TouchedCount;
        context.ClearVisited();
        float offset = MetricScale.Offset(Metric);
        var list = new NeighborList(results);
        int matches = 0;
        for (int i = 0; i < filled; i++)
        {
            ulong entryWord = context.Beam[i];
            float distance = TKernel.Value((uint)(entryWord >> 32)) + offset;
            bool further = list.Count == results.Length && distance > list.Bound;
            if (further && (filter is null || matches >= wanted))
            {
                break;
            }

            int node = (int)((uint)entryWord >> 1);
            int state = Volatile.Read(ref graph.State(node));
            if ((state & (HnswGraph.LiveFlag | HnswGraph.RemovedFlag)) == HnswGraph.LiveFlag)
            {
                matches += Offer(graph, node, state, distance, ref list, filter);
            }
        }

        return (list.Complete(), matches, compared);
    }

    private static int Offer(HnswGraph graph, int slot, int state, float distance, ref NeighborList list, IdFilter? filter)
    {
        int offered = 0;
        long id = Volatile.Read(ref graph.Id(slot));
        if (filter is null || filter.Contains(id))
        {
            list.Insert(distance, id);
            offered++;
        }

        if ((state & HnswGraph.DuplicatesFlag) != 0)
        {
            foreach (long other in graph.SharedIds.Of(slot))
            {
                if (filter is null || filter.Contains(other))
                {
                    list.Insert(distance, other);
                    offered++;
                }
            }
        }

        return offered;
    }

    /// <summary>Compares every live node.</summary>
    private SearchOutcome Scan<TKernel>(HnswGraph graph, SearchContext context, Span<Neighbor> results, IdFilter? filter)
        where TKernel : struct, IDistanceKernel
    {
        var list = new NeighborList(results);
        float offset = MetricScale.Offset(Metric);
        int end = Volatile.Read(ref graph.SlotCountCell);
        long compared = 0;
        for (int slot = 0; slot < end; slot++)
        {
            if (TryCompare<TKernel>(graph, context.Query, slot, out uint key, out int state))
            {
                compared++;
                float distance = TKernel.Value(key) + offset;
                if (distance <= list.Bound)
                {
                    Offer(graph, slot, state, distance, ref list, filter);
                }
            }
        }

        return new SearchOutcome(list.Complete(), true, compared);
    }

    /// <summary>Compares only the nodes of the ids that a filter lists.</summary>
    private SearchOutcome ScanMatches<TKernel>(HnswGraph graph, SearchContext context, Span<Neighbor> results, IdFilter filter)
        where TKernel : struct, IDistanceKernel
    {
        var list = new NeighborList(results);
        float offset = MetricScale.Offset(Metric);
        int end = Volatile.Read(ref graph.SlotCountCell);
        long compared = 0;
        for (long id = filter.Next(0); id >= 0; id = filter.Next(id + 1))
        {
            int slot = graph.Ids.Find(id);
            if ((uint)slot < (uint)end && TryCompare<TKernel>(graph, context.Query, slot, out uint key, out _))
            {
                compared++;
                list.Insert(TKernel.Value(key) + offset, id);
            }
        }

        return new SearchOutcome(list.Complete(), true, compared);
    }

    private long Range<TKernel>(HnswGraph graph, SearchContext context, float maximumDistance, List<Neighbor> hits, IdFilter? filter)
        where TKernel : struct, IDistanceKernel
    {
        float offset = MetricScale.Offset(Metric);
        int end = Volatile.Read(ref graph.SlotCountCell);
        long compared = 0;
        for (int slot = 0; slot < end; slot++)
        {
            if (!TryCompare<TKernel>(graph, context.Query, slot, out uint key, out int state))
            {
                continue;
            }

            compared++;
            float distance = TKernel.Value(key) + offset;
            if (!(distance <= maximumDistance))
            {
                continue;
            }

            long id = Volatile.Read(ref graph.Id(slot));
            if (filter is null || filter.Contains(id))
            {
                hits.Add(new Neighbor(id, distance));
            }

            if ((state & HnswGraph.DuplicatesFlag) != 0)
            {
                foreach (long other in graph.SharedIds.Of(slot))
                {
                    if (filter is null || filter.Contains(other))
                    {
                        hits.Add(new Neighbor(other, distance));
                    }
                }
            }
        }

        return compared;
    }

    /// <summary>The distance of a slot met by its number, which may be filled anew at this moment; false when it is not live.</summary>
    private static bool TryCompare<TKernel>(HnswGraph graph, float* query, int slot, out uint key, out int state)
        where TKernel : struct, IDistanceKernel
    {
        var spin = default(SpinWait);
        while (true)
        {
            uint before = Volatile.Read(ref graph.Version(slot));
            state = Volatile.Read(ref graph.State(slot));
            key = 0;
            if ((before & 1) == 0)
            {
                if ((state & (HnswGraph.LiveFlag | HnswGraph.RemovedFlag)) != HnswGraph.LiveFlag)
                {
                    return false;
                }

                key = TKernel.Key(query, graph.Vector(slot), graph.Padded);
                Volatile.ReadBarrier();
                if (Volatile.Read(ref graph.Version(slot)) == before)
                {
                    return true;
                }
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
