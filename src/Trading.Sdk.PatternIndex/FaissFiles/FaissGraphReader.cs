namespace Trading.Sdk.PatternIndex;

/// <summary>HNSW graphs over flat and quantised storage. Every count, offset and link is checked before the graph is put together.</summary>
internal sealed class FaissGraphReader(FormatReader reader, FaissParts parts)
{
    /// <summary>Reads the index after its type.</summary>
    public HnswIndex Read(Func<long[]>? ids)
    {
        FaissHeader header = FaissHeader.Read(reader);
        reader.Vector<double>("level probabilities");
        int[] cumulated = reader.Vector<int>("cumulated neighbour counts");
        int[] levels = reader.Vector<int>("levels");
        long[] offsets = reader.Vector<long>("offsets");
        int[] neighbors = reader.Vector<int>("neighbours");
        int entry = reader.Int32(), maxLevel = reader.Int32();
        int construction = reader.Int32(), search = reader.Int32();
        reader.Int32();
        if (cumulated.Length < 2 || cumulated[0] != 0 || cumulated[1] is < 1 or > 4096)
        {
            throw reader.Error("neighbour counts a level that no graph has");
        }

        int ground = cumulated[1], upper = cumulated.Length > 2 ? cumulated[2] - cumulated[1] : Math.Max(1, ground / 2);
        for (int level = 2; level < cumulated.Length; level++)
        {
            if (cumulated[level] - cumulated[level - 1] != upper || upper is < 1 or > 4096)
            {
                throw reader.Error("neighbour counts a level that no graph has");
            }
        }

        if (levels.Length != header.Count || offsets.Length != header.Count + 1 || offsets[0] != 0 || offsets[^1] != neighbors.Length)
        {
            throw reader.Error($"{levels.Length} levels and {offsets.Length} offsets over {neighbors.Length} neighbours for {header.Count} vectors");
        }

        for (int i = 0; i < levels.Length; i++)
        {
            if (levels[i] < 1 || levels[i] >= cumulated.Length || levels[i] > HnswGraph.MaximumLevel || offsets[i + 1] - offsets[i] != cumulated[levels[i]])
            {
                throw reader.Error($"node {i} has {levels[i]} levels and {offsets[i + 1] - offsets[i]} neighbour places");
            }

            levels[i]--;
        }

        if (header.Count > 0 && ((uint)entry >= (uint)header.Count || levels[entry] != maxLevel))
        {
            throw reader.Error($"the entry point is {entry} on level {maxLevel}");
        }

        float[] vectors = ReadStorage(header);
        long[]? known = parts.CheckedIds(ids, header.Count);
        return HnswIndex.From(
            new HnswParts
            {
                Dimension = header.Dimension,
                Metric = header.Metric,
                LinkCount = upper,
                GroundLinkCount = ground,
                ConstructionEf = construction,
                SearchEf = search,
                Vectors = vectors,
                Ids = known ?? Enumerable.Range(0, (int)header.Count).Select(i => (long)i).ToArray(),
                Levels = levels,
                Entry = entry,
                Links = (slot, level) =>
                {
                    long first = offsets[slot] + cumulated[level];
                    int[] links = neighbors.AsSpan((int)first, cumulated[level + 1] - cumulated[level]).ToArray();
                    int end = Array.IndexOf(links, -1);
                    return end < 0 ? links : links[..end];
                },
            },
            problem => reader.Error(problem));
    }

    private float[] ReadStorage(FaissHeader header)
    {
        string code = reader.FourCc();
        FaissHeader storage = FaissHeader.Read(reader);
        if (storage.Dimension != header.Dimension || storage.Count != header.Count)
        {
            throw reader.Error($"storage of {storage.Count} vectors of {storage.Dimension} for a graph of {header.Count} of {header.Dimension}");
        }

        if (code is "IxF2" or "IxFI" or "IxFl")
        {
            return parts.FlatVectors(storage);
        }

        IVectorCodec codec = code switch
        {
            "IxSQ" => parts.Scalar(header.Dimension),
            "IxPq" => parts.Product(header.Dimension),
            _ => throw reader.Error($"storage of type '{code}' is not read (flat, SQ and PQ are)"),
        };
        byte[] codes = reader.Vector<byte>("code bytes");
        if (codes.Length != header.Count * codec.CodeSize)
        {
            throw reader.Error($"{codes.Length} code bytes for {header.Count} codes of {codec.CodeSize}");
        }

        if (code == "IxPq")
        {
            parts.SkipPolysemous();
        }

        // A graph over codes compares what is read back from them, which is kept here.
        float[] vectors = new float[checked((int)(header.Count * header.Dimension))];
        for (int i = 0; i < header.Count; i++)
        {
            codec.Decode(codes.AsSpan(i * codec.CodeSize, codec.CodeSize), vectors.AsSpan(i * header.Dimension, header.Dimension));
        }

        return vectors;
    }
}
