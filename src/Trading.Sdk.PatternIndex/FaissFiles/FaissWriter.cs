namespace Trading.Sdk.PatternIndex;

/// <summary>Puts an index together as faiss writes it.</summary>
internal static class FaissWriter
{
    public static void Write(IVectorIndex index, FormatWriter writer)
    {
        switch (index)
        {
            case FlatIndex flat:
                WriteFlat(flat, writer);
                break;
            case HnswIndex hnsw:
                WriteHnsw(hnsw.ToParts(), writer);
                break;
            case IvfFlatIndex ivf:
                WriteInverted(ivf, writer);
                break;
            case QuantizedIndex { Lists: { ListCount: 1, Centroids: null, Codec: ScalarCodec codec } } quantized:
                WriteScalar(quantized, codec, writer);
                break;
            default:
                throw new NotSupportedException($"{index.GetType().Name} of this kind is not written as a faiss file.");
        }
    }

    private static int MetricCode(VectorMetric metric) => metric switch
    {
        VectorMetric.SquaredL2 => 1,
        VectorMetric.L1 => 2,
        _ => 0,
    };

    private static void Header(FormatWriter writer, int dimension, long count, VectorMetric metric)
    {
        writer.Int32(dimension);
        writer.Int64(count);
        writer.Int64(1 << 20);
        writer.Int64(1 << 20);
        writer.Boolean(true);
        writer.Int32(MetricCode(metric));
        if (MetricCode(metric) > 1)
        {
            writer.Single(0);
        }
    }

    /// <summary>An id map goes around unless the ids are the positions; returns whether it does.</summary>
    private static bool BeginMap(FormatWriter writer, ReadOnlySpan<long> ids, int dimension, VectorMetric metric)
    {
        bool plain = true;
        for (int i = 0; i < ids.Length; i++)
        {
            plain &= ids[i] == i;
        }

        if (!plain)
        {
            writer.FourCc("IxM2");
            Header(writer, dimension, ids.Length, metric);
        }

        return !plain;
    }

    private static void FlatBody(FormatWriter writer, int dimension, VectorMetric metric, ReadOnlySpan<float> vectors)
    {
        writer.FourCc(MetricCode(metric) switch { 1 => "IxF2", 0 => "IxFI", _ => "IxFl" });
        Header(writer, dimension, vectors.Length / dimension, metric);
        writer.Vector(vectors);
    }

    private static void WriteFlat(FlatIndex index, FormatWriter writer)
    {
        long[] ids = index.Ids();
        float[] vectors = new float[checked(ids.Length * index.Dimension)];
        for (int i = 0; i < ids.Length; i++)
        {
            index.TryGetVector(ids[i], vectors.AsSpan(i * index.Dimension));
        }

        bool mapped = BeginMap(writer, ids, index.Dimension, index.Metric);
        FlatBody(writer, index.Dimension, index.Metric, vectors);
        if (mapped)
        {
            writer.Vector<long>(ids);
        }
    }

    private static void WriteHnsw(HnswParts parts, FormatWriter writer)
    {
        int count = parts.Ids.Length, top = parts.Levels.DefaultIfEmpty(0).Max();
        bool mapped = BeginMap(writer, parts.Ids, parts.Dimension, parts.Metric);
        writer.FourCc("IHNf");
        Header(writer, parts.Dimension, count, parts.Metric);

        // The share of nodes that end on each level, geometric with ratio 1/M, down to what faiss itself lists.
        double multiplier = 1 / Math.Log(Math.Max(2, parts.LinkCount));
        var probabilities = new List<double>();
        for (int level = 0; level <= top || probabilities[^1] > 1e-9; level++)
        {
            probabilities.Add(Math.Exp(-level / multiplier) * (1 - Math.Exp(-1 / multiplier)));
        }

        int[] cumulated = new int[probabilities.Count + 1];
        for (int level = 0; level < probabilities.Count; level++)
        {
            cumulated[level + 1] = cumulated[level] + (level == 0 ? parts.GroundLinkCount : parts.LinkCount);
        }

        writer.Vector<double>(probabilities.ToArray());
        writer.Vector<int>(cumulated);
        writer.Vector<int>(Array.ConvertAll(parts.Levels, level => level + 1));
        long[] offsets = new long[count + 1];
        for (int i = 0; i < count; i++)
        {
            offsets[i + 1] = offsets[i] + cumulated[parts.Levels[i] + 1];
        }

        writer.Vector<long>(offsets);
        writer.Int64(offsets[count]);
        for (int slot = 0; slot < count; slot++)
        {
            for (int level = 0; level <= parts.Levels[slot]; level++)
            {
                int[] places = new int[cumulated[level + 1] - cumulated[level]];
                Array.Fill(places, -1);
                parts.Links(slot, level).CopyTo(places, 0);
                writer.Raw<int>(places);
            }
        }

        writer.Int32(parts.Entry);
        writer.Int32(parts.Entry < 0 ? -1 : parts.Levels[parts.Entry]);
        writer.Int32(parts.ConstructionEf);
        writer.Int32(parts.SearchEf);
        writer.Int32(1);
        FlatBody(writer, parts.Dimension, parts.Metric, parts.Vectors);
        if (mapped)
        {
            writer.Vector<long>(parts.Ids);
        }
    }

    private static void WriteInverted(IvfFlatIndex index, FormatWriter writer)
    {
        CodedLists lists = index.Lists;
        if (index.Metric == VectorMetric.L1)
        {
            throw new NotSupportedException("faiss has no inverted lists under L1.");
        }

        writer.FourCc("IwFl");
        Header(writer, index.Dimension, index.Count, index.Metric);
        writer.Int64(lists.ListCount);
        writer.Int64(index.Options.ProbeCount);
        FlatBody(writer, index.Dimension, index.Metric, lists.Centroids!);
        writer.Byte(0);
        writer.Int64(0);
        writer.FourCc("ilar");
        writer.Int64(lists.ListCount);
        writer.Int64(lists.Codec.CodeSize);
        (long[] Ids, byte[] Codes)[] held = Enumerable.Range(0, lists.ListCount).Select(l => Held(lists.List(l), lists.Codec.CodeSize)).ToArray();
        writer.FourCc("full");
        writer.Vector<long>(Array.ConvertAll(held, h => (long)h.Ids.Length));
        foreach ((long[] ids, byte[] codes) in held)
        {
            writer.Raw<byte>(codes);
            writer.Raw<long>(ids);
        }
    }

    private static (long[] Ids, byte[] Codes) Held(InvertedList list, int codeSize)
    {
        int[] places = Enumerable.Range(0, list.Count).Where(i => list.Ids[i] != InvertedList.Removed).ToArray();
        byte[] codes = new byte[places.Length * codeSize];
        for (int i = 0; i < places.Length; i++)
        {
            list.Codes.AsSpan(places[i] * codeSize, codeSize).CopyTo(codes.AsSpan(i * codeSize));
        }

        return (Array.ConvertAll(places, p => list.Ids[p]), codes);
    }

    private static void WriteScalar(QuantizedIndex index, ScalarCodec codec, FormatWriter writer)
    {
        (long[] ids, byte[] codes) = Sorted(Held(index.Lists.List(0), codec.CodeSize), codec.CodeSize);
        if (index.Originals is { } originals)
        {
            WriteRefined(index, originals, codec, ids, codes, writer);
            return;
        }

        bool mapped = BeginMap(writer, ids, index.Dimension, index.Metric);
        ScalarBody(writer, index, codec, codes);
        if (mapped)
        {
            writer.Vector<long>(ids);
        }
    }

    /// <summary>Entries by ascending id, so that ids 0, 1, 2 … need no map.</summary>
    private static (long[] Ids, byte[] Codes) Sorted((long[] Ids, byte[] Codes) held, int codeSize)
    {
        int[] order = Enumerable.Range(0, held.Ids.Length).ToArray();
        Array.Sort((long[])held.Ids.Clone(), order);
        byte[] codes = new byte[held.Codes.Length];
        for (int i = 0; i < order.Length; i++)
        {
            held.Codes.AsSpan(order[i] * codeSize, codeSize).CopyTo(codes.AsSpan(i * codeSize));
        }

        return (Array.ConvertAll(order, o => held.Ids[o]), codes);
    }

    /// <summary>Codes with the whole vectors beside them. faiss knows both by their positions only.</summary>
    private static void WriteRefined(QuantizedIndex index, FlatIndex originals, ScalarCodec codec, long[] ids, byte[] codes, FormatWriter writer)
    {
        float[] vectors = new float[checked(ids.Length * index.Dimension)];
        for (int i = 0; i < ids.Length; i++)
        {
            if (ids[i] != i)
            {
                throw new NotSupportedException("Codes with originals are written as a faiss file only when the ids are 0, 1, 2 …");
            }

            originals.TryGetVector(i, vectors.AsSpan(i * index.Dimension));
        }

        writer.FourCc("IxRF");
        Header(writer, index.Dimension, ids.Length, index.Metric);
        ScalarBody(writer, index, codec, codes);
        FlatBody(writer, index.Dimension, index.Metric, vectors);
        writer.Single(index.Options.RerankFactor);
    }

    private static void ScalarBody(FormatWriter writer, QuantizedIndex index, ScalarCodec codec, byte[] codes)
    {
        writer.FourCc("IxSQ");
        Header(writer, index.Dimension, codes.Length / codec.CodeSize, index.Metric);
        writer.Int32(codec.Kind switch
        {
            ScalarQuantization.EightBit => 0,
            ScalarQuantization.FourBit => 1,
            ScalarQuantization.EightBitUniform => 2,
            _ => 4,
        });
        writer.Int32(0);
        writer.Single(0);
        writer.Int64(index.Dimension);
        writer.Int64(codec.CodeSize);
        writer.Vector<float>(codec.Trained);
        writer.Vector<byte>(codes);
    }
}
