using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.PatternIndex;

/// <content>Comparing with every vector: one query, many, within a distance, and again for a few.</content>
public sealed unsafe partial class FlatIndex
{
    /// <inheritdoc/>
    public SearchOutcome Search(ReadOnlySpan<float> query, Span<Neighbor> results, in SearchParameters parameters = default)
    {
        SearchContext context = _contexts.Rent();
        try
        {
            VectorArguments.Prepare(query, Dimension, Metric, context.Query, nameof(query));
            return Metric switch
            {
                VectorMetric.SquaredL2 => Scan<SquaredL2Term>(context.Query, results, parameters.Filter),
                VectorMetric.L1 => Scan<L1Term>(context.Query, results, parameters.Filter),
                _ => Scan<NegativeDotTerm>(context.Query, results, parameters.Filter),
            };
        }
        finally
        {
            _contexts.Return(context);
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
        try
        {
            VectorArguments.Prepare(query, Dimension, Metric, context.Query, nameof(query));
            var hits = new List<Neighbor>();
            int end = Volatile.Read(ref _slotCount);
            float* values = stackalloc float[16];
            long* ids = stackalloc long[16];
            for (int first = 0; first < end; first += 16)
            {
                int lanes = Math.Min(16, end - first);
                for (int lane = 0; lane < lanes; lane++)
                {
                    ids[lane] = Volatile.Read(ref SlotId(first + lane));
                }

                Compare(context.Query, _vectors.Block(first / 16), values);
                for (int lane = 0; lane < lanes; lane++)
                {
                    float distance = values[lane] + _offset;
                    long id = ids[lane];
                    if (distance <= maximumDistance && id != Empty && (filter is null || filter.Contains(id)))
                    {
                        hits.Add(new Neighbor(id, distance));
                    }
                }
            }

            return RangeResults.Append(hits, results, end);
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Queries pass over the vectors in groups, so that each vector is read from memory once a group.</remarks>
    public void SearchBatch(ReadOnlySpan<float> queries, int neighborCount, Span<Neighbor> results, Span<SearchOutcome> outcomes = default, in SearchParameters parameters = default)
    {
        VectorArguments.CheckBatch(queries.Length, Dimension, neighborCount, results.Length, outcomes.Length);
        int rows = queries.Length / Dimension, padded = VectorArguments.Pad(Dimension);
        SearchContext context = _contexts.Rent();
        try
        {
            context.EnsureBeam(QueriesTogether * padded / 2);
            float* prepared = (float*)context.Beam;
            for (int first = 0; first < rows; first += QueriesTogether)
            {
                int together = Math.Min(QueriesTogether, rows - first);
                for (int q = 0; q < together; q++)
                {
                    VectorArguments.Prepare(queries.Slice((first + q) * Dimension, Dimension), Dimension, Metric, prepared + (q * padded), nameof(queries));
                }

                Span<Neighbor> hits = results.Slice(first * neighborCount, together * neighborCount);
                Span<SearchOutcome> told = outcomes.IsEmpty ? default : outcomes.Slice(first, together);
                switch (Metric)
                {
                    case VectorMetric.SquaredL2:
                        ScanMany<SquaredL2Term>(prepared, together, neighborCount, hits, told, parameters.Filter);
                        break;
                    case VectorMetric.L1:
                        ScanMany<L1Term>(prepared, together, neighborCount, hits, told, parameters.Filter);
                        break;
                    default:
                        ScanMany<NegativeDotTerm>(prepared, together, neighborCount, hits, told, parameters.Filter);
                        break;
                }
            }
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    /// <summary>The nearest of some ids, compared with the whole vectors.</summary>
    internal int Rerank(ReadOnlySpan<float> query, ReadOnlySpan<Neighbor> candidates, Span<Neighbor> results)
    {
        SearchContext context = _contexts.Rent();
        try
        {
            VectorArguments.Prepare(query, Dimension, Metric, context.Query, nameof(query));
            var list = new NeighborList(results);
            float* values = stackalloc float[16];
            foreach (Neighbor candidate in candidates)
            {
                int slot = _ids.Find(candidate.Id);
                if (slot >= 0)
                {
                    Compare(context.Query, _vectors.Block(slot >> 4), values);
                    list.Insert(values[slot & 15] + _offset, candidate.Id);
                }
            }

            return list.Complete();
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    private void Compare(float* query, float* block, float* values)
    {
        switch (Metric)
        {
            case VectorMetric.SquaredL2:
                BlockKernels.One<SquaredL2Term>(query, block, Dimension, values);
                break;
            case VectorMetric.L1:
                BlockKernels.One<L1Term>(query, block, Dimension, values);
                break;
            default:
                BlockKernels.One<NegativeDotTerm>(query, block, Dimension, values);
                break;
        }
    }

    private SearchOutcome Scan<TTerm>(float* query, Span<Neighbor> results, IdFilter? filter)
        where TTerm : struct, IBlockTerm
    {
        var list = new NeighborList(results);
        if (results.Length == 0)
        {
            return new SearchOutcome(0, Count == 0, 0);
        }

        int end = Volatile.Read(ref _slotCount), dimension = Dimension;
        int blocks = (end + 15) >> 4;
        float* values = stackalloc float[16];
        for (int block = 0; block < blocks;)
        {
            int together = _vectors.Contiguous(block, blocks - block);
            float* at = _vectors.Block(block);
            for (int stop = block + together; block < stop; block++, at += dimension * 16)
            {
                BlockKernels.One<TTerm>(query, at, dimension, values);
                uint near = BlockKernels.AtMost(values, list.Bound - _offset);
                if (near != 0)
                {
                    Offer<TTerm>(query, at, near, block, end, ref list, filter);
                }
            }
        }

        return new SearchOutcome(list.Complete(), true, end);
    }

    private void ScanMany<TTerm>(float* queries, int count, int neighborCount, Span<Neighbor> results, Span<SearchOutcome> outcomes, IdFilter? filter)
        where TTerm : struct, IBlockTerm
    {
        int end = Volatile.Read(ref _slotCount), dimension = Dimension, padded = VectorArguments.Pad(Dimension);
        int blocks = (end + 15) >> 4;
        int tile = Math.Max(1, TileBytes / _vectors.BlockBytes);
        Span<int> found = stackalloc int[QueriesTogether];
        Span<float> bounds = stackalloc float[QueriesTogether];
        found.Clear();
        bounds.Fill(float.PositiveInfinity);
        float* values = stackalloc float[64];
        for (int block = 0; block < blocks;)
        {
            int together = _vectors.Contiguous(block, Math.Min(tile, blocks - block));
            float* tileStart = _vectors.Block(block);
            for (int q = 0; q < count; q += 4)
            {
                float* at = tileStart;
                int width = Math.Min(4, count - q);
                for (int b = 0; b < together; b++, at += dimension * 16)
                {
                    if (width == 4)
                    {
                        BlockKernels.Four<TTerm>(queries + (q * padded), padded, at, dimension, values);
                    }
                    else
                    {
                        for (int w = 0; w < width; w++)
                        {
                            BlockKernels.One<TTerm>(queries + ((q + w) * padded), at, dimension, values + (w * 16));
                        }
                    }

                    for (int w = 0; w < width; w++)
                    {
                        uint near = BlockKernels.AtMost(values + (w * 16), bounds[q + w]);
                        if (near != 0)
                        {
                            var list = new NeighborList(results.Slice((q + w) * neighborCount, neighborCount), found[q + w]);
                            Offer<TTerm>(queries + ((q + w) * padded), at, near, block + b, end, ref list, filter);
                            found[q + w] = list.Count;
                            bounds[q + w] = list.Bound - _offset;
                        }
                    }
                }
            }

            block += together;
        }

        for (int q = 0; q < count; q++)
        {
            found[q] = new NeighborList(results.Slice(q * neighborCount, neighborCount), found[q]).Complete();
            results.Slice((q * neighborCount) + found[q], neighborCount - found[q]).Fill(new Neighbor(-1, float.PositiveInfinity));
            if (!outcomes.IsEmpty)
            {
                outcomes[q] = new SearchOutcome(found[q], true, end);
            }
        }
    }

    /// <summary>
    /// Takes up the lanes that came near. A slot may have been filled while its block was compared, so the ids are read
    /// first and the block is compared again: what an id makes visible stays as it is while this search runs.
    /// </summary>
    private void Offer<TTerm>(float* query, float* at, uint near, int block, int end, ref NeighborList list, IdFilter? filter)
        where TTerm : struct, IBlockTerm
    {
        long* ids = stackalloc long[16];
        for (uint rest = near; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            int slot = (block << 4) + lane;
            ids[lane] = slot < end ? Volatile.Read(ref SlotId(slot)) : Empty;
        }

        float* values = stackalloc float[16];
        BlockKernels.One<TTerm>(query, at, Dimension, values);
        for (; near != 0; near &= near - 1)
        {
            int lane = BitOperations.TrailingZeroCount(near);
            long id = ids[lane];
            float distance = values[lane] + _offset;
            if (id != Empty && list.Accepts(distance, id) && (filter is null || filter.Contains(id)) && Volatile.Read(ref SlotId((block << 4) + lane)) == id)
            {
                list.Insert(distance, id);
            }
        }
    }
}
