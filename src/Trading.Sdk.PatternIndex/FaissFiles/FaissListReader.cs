namespace Trading.Sdk.PatternIndex;

/// <summary>Inverted lists of whole, scalar- and product-quantised vectors.</summary>
internal sealed class FaissListReader(FormatReader reader, FaissParts parts)
{
    /// <summary>Reads the index after its type.</summary>
    /// <param name="code">The type.</param>
    /// <param name="ids">Ids in the order of storage from an id map around it; null when the lists hold the ids.</param>
    /// <param name="readCoarse">Reads the coarse quantiser, an index of its own.</param>
    public IVectorIndex Read(string code, Func<long[]>? ids, Func<IVectorIndex> readCoarse)
    {
        FaissHeader header = FaissHeader.Read(reader);
        long listCount = reader.Int64(), probes = reader.Int64();
        if (listCount < 1 || listCount > reader.Remaining || listCount > 1_000_000 || probes < 0)
        {
            throw reader.Error($"{listCount} lists, {probes} probes");
        }

        float[] centroids = ReadCentroids(header.Dimension, listCount, readCoarse());
        parts.CheckFinite(centroids, "centroid component");
        SkipDirectMap();
        IVectorCodec codec = new RawCodec(header.Dimension);
        bool residual = false;
        if (code == "IwSq")
        {
            codec = parts.Scalar(header.Dimension);
            reader.Int64();
            residual = reader.Boolean();
        }
        else if (code == "IwPQ")
        {
            residual = reader.Boolean();
            reader.Int64();
            codec = parts.Product(header.Dimension);
        }

        var lists = new CodedLists(header.Dimension, header.Metric, codec, centroids, residual);
        ReadLists(header, lists, codec, ids);
        int probeCount = (int)Math.Clamp(probes, 1, listCount);
        return codec is RawCodec
            ? IvfFlatIndex.From(new IvfOptions { ListCount = (int)listCount, ProbeCount = probeCount }, lists)
            : QuantizedIndex.From(new QuantizedOptions { Quantization = codec is ScalarCodec scalar ? scalar.Kind : ScalarQuantization.EightBit, ListCount = (int)listCount, ProbeCount = probeCount }, lists);
    }

    /// <summary>The vectors of the coarse quantiser, which is flat or a graph; they are searched exactly here.</summary>
    private float[] ReadCentroids(int dimension, long listCount, IVectorIndex coarse)
    {
        if (coarse is not (FlatIndex or HnswIndex) || coarse.Count != listCount || coarse.Dimension != dimension)
        {
            throw reader.Error($"a coarse quantiser of {coarse.Count} centroids of {coarse.Dimension} ({coarse.GetType().Name}) for {listCount} lists of {dimension}");
        }

        float[] centroids = new float[checked((int)(listCount * dimension))];
        for (int list = 0; list < listCount; list++)
        {
            coarse.TryGetVector(list, centroids.AsSpan(list * dimension, dimension));
        }

        return centroids;
    }

    private void SkipDirectMap()
    {
        byte kind = reader.Byte();
        if (kind > 2)
        {
            throw reader.Error($"a direct map of kind {kind}");
        }

        reader.Vector<long>("direct map entries");
        if (kind == 2)
        {
            int pairs = reader.Count(16, "direct map pairs");
            reader.Elements<long>(pairs * 2L, "direct map pairs");
        }
    }

    private void ReadLists(FaissHeader header, CodedLists lists, IVectorCodec codec, Func<long[]>? ids)
    {
        string code = reader.FourCc();
        if (code == "il00")
        {
            if (header.Count != 0)
            {
                throw reader.Error($"no lists for {header.Count} vectors");
            }

            return;
        }

        if (code != "ilar")
        {
            throw reader.Error(code == "ilod" ? "the lists are in a separate file on disk; merge them into the index first" : $"inverted lists of type '{code}'");
        }

        long listCount = reader.Int64(), codeSize = reader.Int64();
        if (listCount != lists.ListCount || codeSize != codec.CodeSize)
        {
            throw reader.Error($"{listCount} lists with codes of {codeSize} bytes where {lists.ListCount} of {codec.CodeSize} were expected");
        }

        long[] sizes = ReadListSizes(lists.ListCount);
        var entries = new List<(int List, long Id, byte[] Codes, int Index)>();
        long total = 0;
        for (int list = 0; list < sizes.Length; list++)
        {
            byte[] codes = reader.Elements<byte>(checked(sizes[list] * codeSize), "code bytes");
            long[] stored = reader.Elements<long>(sizes[list], "ids");
            for (int i = 0; i < stored.Length; i++)
            {
                entries.Add((list, stored[i], codes, i));
            }

            total += sizes[list];
        }

        if (total != header.Count)
        {
            throw reader.Error($"the lists hold {total} vectors, the header says {header.Count}");
        }

        // Inside an id map the lists hold positions of the map.
        long[]? known = parts.CheckedIds(ids, header.Count);
        foreach ((int list, long stored, byte[] codes, int i) in entries)
        {
            if (stored < 0 || (known is not null && stored >= known.Length))
            {
                throw reader.Error($"id {stored} in list {list}");
            }

            ReadOnlySpan<byte> vector = codes.AsSpan((int)(i * codeSize), (int)codeSize);
            if (codec is RawCodec)
            {
                parts.CheckFinite(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(vector), "component");
            }

            if (!lists.TryAppendCode(list, known?[stored] ?? stored, vector))
            {
                throw reader.Error($"id {stored} is there twice");
            }
        }
    }

    private long[] ReadListSizes(int listCount)
    {
        long[] sizes = new long[listCount];
        string form = reader.FourCc();
        long[] values = reader.Vector<long>("list sizes");
        if (form == "full" && values.Length == listCount)
        {
            sizes = values;
        }
        else if (form == "sprs" && values.Length % 2 == 0)
        {
            for (int i = 0; i < values.Length; i += 2)
            {
                if (values[i] < 0 || values[i] >= listCount)
                {
                    throw reader.Error($"list {values[i]} of {listCount}");
                }

                sizes[values[i]] = values[i + 1];
            }
        }
        else
        {
            throw reader.Error($"list sizes of form '{form}' with {values.Length} values for {listCount} lists");
        }

        foreach (long size in sizes)
        {
            if (size < 0 || size > reader.Remaining / 8)
            {
                throw reader.Error($"a list of {size} vectors, but {reader.Remaining} bytes are left");
            }
        }

        return sizes;
    }
}
