namespace Trading.Sdk.PatternIndex;

/// <summary>Takes a faiss file apart, field by field.</summary>
internal sealed class FaissReader(FormatReader reader)
{
    private const int MaximumDepth = 8;

    private readonly record struct Header(int Dimension, long Count, VectorMetric Metric);

    /// <summary>Reads the index that begins here.</summary>
    /// <param name="ids">Ids in the order of storage from an id map around it; null counts from 0. Known only after the index, so it is asked last.</param>
    /// <param name="depth">Nesting, against files that nest without end.</param>
    public IVectorIndex ReadIndex(Func<long[]>? ids, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw reader.Error($"indexes are nested more than {MaximumDepth} deep");
        }

        long start = reader.Position;
        string code = reader.FourCc();
        switch (code)
        {
            case "IxF2" or "IxFI" or "IxFl":
                return ReadFlat(code, ids);
            case "IxMp" or "IxM2":
                Header map = ReadHeader();
                return ReadIndex(() => ReadIds(map.Count), depth + 1);
            case "IwFl" or "IwSq" or "IwPQ":
                return ReadInverted(code, ids, depth);
            case "IHNf" or "IHNs" or "IHNp":
                return ReadHnsw(ids);
            case "IxSQ":
            {
                Header header = ReadHeader();
                IVectorCodec codec = ReadScalarCodec(header.Dimension);
                return ReadCodes(header, codec, ids, afterCodes: null);
            }

            case "IxPq":
            {
                Header header = ReadHeader();
                IVectorCodec codec = ReadProductCodec(header.Dimension);
                return ReadCodes(header, codec, ids, SkipPolysemous);
            }

            case "IxPT":
                return ReadTransformed(ids, depth);
            case "IxRF":
                return ReadRefined(ids, depth);
            default:
                throw new IndexFormatException(reader.File, start, $"an index of type '{code}' is not read (flat, id map, IVF flat/SQ/PQ, HNSW, SQ, PQ, refinement by flat and linear transforms are)");
        }
    }

    private void SkipPolysemous()
    {
        reader.Int32();
        reader.Boolean();
        reader.Int32();
    }

    private Header ReadHeader()
    {
        int dimension = reader.Int32();
        if (dimension is < 1 or > VectorArguments.MaximumDimension)
        {
            throw reader.Error($"a dimension of {dimension}");
        }

        long count = reader.Int64();
        if (count < 0 || count > int.MaxValue - 1)
        {
            throw reader.Error($"{count} vectors");
        }

        reader.Int64();
        reader.Int64();
        reader.Boolean();
        int metric = reader.Int32();
        if (metric > 1)
        {
            reader.Single();
        }

        return new Header(dimension, count, metric switch
        {
            0 => VectorMetric.InnerProduct,
            1 => VectorMetric.SquaredL2,
            2 => VectorMetric.L1,
            _ => throw reader.Error($"metric {metric} is not read (0 inner product, 1 L2 and 2 L1 are)"),
        });
    }

    private long[] ReadIds(long expected)
    {
        long[] ids = reader.Vector<long>("ids");
        return ids.Length == expected ? ids : throw reader.Error($"{ids.Length} ids for {expected} vectors");
    }

    private float[] ReadFlatVectors(Header header)
    {
        float[] values = reader.Vector<float>("components");
        if (values.Length != header.Count * header.Dimension)
        {
            throw reader.Error($"{values.Length} components for {header.Count} vectors of {header.Dimension}");
        }

        return values;
    }

    private FlatIndex ReadFlat(string code, Func<long[]>? ids)
    {
        Header header = ReadHeader();
        if ((code == "IxF2" && header.Metric != VectorMetric.SquaredL2) || (code == "IxFI" && header.Metric != VectorMetric.InnerProduct))
        {
            throw reader.Error($"the type is '{code}', the metric {header.Metric}");
        }

        float[] values = ReadFlatVectors(header);
        long[]? known = CheckedIds(ids, header.Count);
        var index = new FlatIndex(header.Dimension, header.Metric, header.Count);
        for (int i = 0; i < header.Count; i++)
        {
            index.Add(known?[i] ?? i, values.AsSpan(i * header.Dimension, header.Dimension));
        }

        return index;
    }

    private long[]? CheckedIds(Func<long[]>? ids, long count)
    {
        if (ids is null)
        {
            return null;
        }

        long[] known = ids();
        if (known.Length != count)
        {
            throw reader.Error($"{known.Length} ids for {count} vectors");
        }

        var seen = new HashSet<long>(known.Length);
        foreach (long id in known)
        {
            if (id < 0 || !seen.Add(id))
            {
                throw reader.Error(id < 0 ? $"id {id} is negative" : $"id {id} is there twice");
            }
        }

        return known;
    }

    private ScalarCodec ReadScalarCodec(int dimension)
    {
        int kind = reader.Int32();
        reader.Int32();
        reader.Single();
        long d = reader.Int64(), codeSize = reader.Int64();
        float[] trained = reader.Vector<float>("bounds");
        ScalarQuantization quantization = kind switch
        {
            0 => ScalarQuantization.EightBit,
            1 => ScalarQuantization.FourBit,
            2 => ScalarQuantization.EightBitUniform,
            4 => ScalarQuantization.Half,
            _ => throw reader.Error($"scalar quantiser {kind} is not read (0 8-bit, 1 4-bit, 2 8-bit uniform and 4 fp16 are)"),
        };
        if (d != dimension || trained.Length != 2 * ScalarCodec.BoundCount(quantization, dimension))
        {
            throw reader.Error($"a quantiser of {d} components with {trained.Length} bounds in an index of {dimension}");
        }

        CheckFinite(trained, "bound");
        var codec = new ScalarCodec(quantization, dimension, trained);
        return codec.CodeSize == codeSize ? codec : throw reader.Error($"codes of {codeSize} bytes where {codec.CodeSize} were expected");
    }

    private ProductCodec ReadProductCodec(int dimension)
    {
        long d = reader.Int64(), pieces = reader.Int64(), bits = reader.Int64();
        if (d != dimension || pieces < 1 || pieces > dimension || dimension % pieces != 0 || bits is < 1 or > 16)
        {
            throw reader.Error($"a product quantiser of {d} components in {pieces} pieces of {bits} bits in an index of {dimension}");
        }

        float[] centroids = reader.Vector<float>("centroid components");
        if (centroids.Length != (1L << (int)bits) * dimension)
        {
            throw reader.Error($"{centroids.Length} centroid components where {(1L << (int)bits) * dimension} were expected");
        }

        CheckFinite(centroids, "centroid component");
        return new ProductCodec(dimension, (int)pieces, (int)bits, centroids);
    }

    private QuantizedIndex ReadCodes(Header header, IVectorCodec codec, Func<long[]>? ids, Action? afterCodes)
    {
        byte[] codes = reader.Vector<byte>("code bytes");
        if (codes.Length != header.Count * codec.CodeSize)
        {
            throw reader.Error($"{codes.Length} code bytes for {header.Count} codes of {codec.CodeSize}");
        }

        afterCodes?.Invoke();
        long[]? known = CheckedIds(ids, header.Count);
        var lists = new CodedLists(header.Dimension, header.Metric, codec, centroids: null, residual: false);
        for (int i = 0; i < header.Count; i++)
        {
            lists.TryAppendCode(0, known?[i] ?? i, codes.AsSpan(i * codec.CodeSize, codec.CodeSize));
        }

        ScalarQuantization kind = codec is ScalarCodec scalar ? scalar.Kind : ScalarQuantization.EightBit;
        return QuantizedIndex.From(new QuantizedOptions { Quantization = kind }, lists);
    }

    private IVectorIndex ReadInverted(string code, Func<long[]>? ids, int depth)
    {
        Header header = ReadHeader();
        long listCount = reader.Int64(), probes = reader.Int64();
        if (listCount < 1 || listCount > reader.Remaining || listCount > 1_000_000 || probes < 0)
        {
            throw reader.Error($"{listCount} lists, {probes} probes");
        }

        float[] centroids = ReadCentroids(header.Dimension, listCount, depth);
        CheckFinite(centroids, "centroid component");
        SkipDirectMap();
        IVectorCodec codec = new RawCodec(header.Dimension);
        bool residual = false;
        if (code == "IwSq")
        {
            codec = ReadScalarCodec(header.Dimension);
            reader.Int64();
            residual = reader.Boolean();
        }
        else if (code == "IwPQ")
        {
            residual = reader.Boolean();
            reader.Int64();
            codec = ReadProductCodec(header.Dimension);
        }

        var lists = new CodedLists(header.Dimension, header.Metric, codec, centroids, residual);
        ReadLists(header, lists, codec, ids);
        int probeCount = (int)Math.Clamp(probes, 1, listCount);
        return codec is RawCodec
            ? IvfFlatIndex.From(new IvfOptions { ListCount = (int)listCount, ProbeCount = probeCount }, lists)
            : QuantizedIndex.From(new QuantizedOptions { Quantization = codec is ScalarCodec scalar ? scalar.Kind : ScalarQuantization.EightBit, ListCount = (int)listCount, ProbeCount = probeCount }, lists);
    }

    /// <summary>The vectors of the coarse quantiser, which is flat or a graph; they are searched exactly here.</summary>
    private float[] ReadCentroids(int dimension, long listCount, int depth)
    {
        IVectorIndex coarse = ReadIndex(ids: null, depth + 1);
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

    /// <summary>Codes with the whole vectors beside them: the best by code are compared again.</summary>
    private QuantizedIndex ReadRefined(Func<long[]>? ids, int depth)
    {
        Header header = ReadHeader();
        IVectorIndex coded = ReadIndex(ids: null, depth + 1), whole = ReadIndex(ids: null, depth + 1);
        float factor = reader.Single();
        if (coded is not QuantizedIndex { Originals: null } quantized || whole is not FlatIndex originals)
        {
            throw reader.Error($"a refinement of {coded.GetType().Name} by {whole.GetType().Name} is not read (codes by flat are)");
        }

        bool fits = coded.Dimension == header.Dimension && whole.Dimension == header.Dimension && coded.Metric == whole.Metric && coded.Count == header.Count && whole.Count == header.Count;
        if (!fits || ids is not null || !(factor is >= 1 and <= 10_000))
        {
            throw reader.Error(ids is not null ? "a refinement inside an id map is not read" : $"a refinement by {factor} of {coded.Count} codes with {whole.Count} vectors");
        }

        return QuantizedIndex.From(quantized.Options with { RerankFactor = (int)Math.Ceiling(factor) }, quantized.Lists, originals);
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

    private void ReadLists(Header header, CodedLists lists, IVectorCodec codec, Func<long[]>? ids)
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
        long[]? known = CheckedIds(ids, header.Count);
        foreach ((int list, long stored, byte[] codes, int i) in entries)
        {
            if (stored < 0 || (known is not null && stored >= known.Length))
            {
                throw reader.Error($"id {stored} in list {list}");
            }

            ReadOnlySpan<byte> vector = codes.AsSpan((int)(i * codeSize), (int)codeSize);
            if (codec is RawCodec)
            {
                CheckFinite(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(vector), "component");
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

    private HnswIndex ReadHnsw(Func<long[]>? ids)
    {
        Header header = ReadHeader();
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
        long[]? known = CheckedIds(ids, header.Count);
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

    private float[] ReadStorage(Header header)
    {
        string code = reader.FourCc();
        Header storage = ReadHeader();
        if (storage.Dimension != header.Dimension || storage.Count != header.Count)
        {
            throw reader.Error($"storage of {storage.Count} vectors of {storage.Dimension} for a graph of {header.Count} of {header.Dimension}");
        }

        if (code is "IxF2" or "IxFI" or "IxFl")
        {
            return ReadFlatVectors(storage);
        }

        IVectorCodec codec = code switch
        {
            "IxSQ" => ReadScalarCodec(header.Dimension),
            "IxPq" => ReadProductCodec(header.Dimension),
            _ => throw reader.Error($"storage of type '{code}' is not read (flat, SQ and PQ are)"),
        };
        byte[] codes = reader.Vector<byte>("code bytes");
        if (codes.Length != header.Count * codec.CodeSize)
        {
            throw reader.Error($"{codes.Length} code bytes for {header.Count} codes of {codec.CodeSize}");
        }

        if (code == "IxPq")
        {
            SkipPolysemous();
        }

        // A graph over codes compares what is read back from them, which is kept here.
        float[] vectors = new float[checked((int)(header.Count * header.Dimension))];
        for (int i = 0; i < header.Count; i++)
        {
            codec.Decode(codes.AsSpan(i * codec.CodeSize, codec.CodeSize), vectors.AsSpan(i * header.Dimension, header.Dimension));
        }

        return vectors;
    }

    private TransformedIndex ReadTransformed(Func<long[]>? ids, int depth)
    {
        Header header = ReadHeader();
        int count = reader.Int32();
        if (count is < 0 or > 16)
        {
            throw reader.Error($"a chain of {count} transforms");
        }

        var maps = new LinearMap[count];
        int dimension = header.Dimension;
        for (int i = 0; i < count; i++)
        {
            maps[i] = ReadTransform(dimension);
            dimension = maps[i].Output;
        }

        IVectorIndex inner = ReadIndex(ids, depth + 1);
        return inner.Dimension == dimension
            ? new TransformedIndex(maps, inner)
            : throw reader.Error($"the transforms give {dimension} components, the index takes {inner.Dimension}");
    }

    private LinearMap ReadTransform(int expectedInput)
    {
        string code = reader.FourCc();
        float[] matrix = [], bias = [];
        switch (code)
        {
            case "Pcam" or "PcaM":
                reader.Single();
                reader.Single();
                reader.Boolean();
                reader.Int32();
                reader.Vector<float>("means");
                reader.Vector<float>("eigenvalues");
                reader.Vector<float>("principal axes");
                break;
            case "rrot" or "LTra":
                break;
            case "VNrm":
                float norm = reader.Single();
                if (norm != 2)
                {
                    throw reader.Error($"normalisation by the {norm}-norm is not read (2 is)");
                }

                break;
            default:
                throw reader.Error($"a transform of type '{code}' is not read (PCA, rotation, linear and normalisation are)");
        }

        if (code != "VNrm")
        {
            bool hasBias = reader.Boolean();
            matrix = reader.Vector<float>("matrix elements");
            bias = reader.Vector<float>("bias elements");
            bias = hasBias ? bias : [];
        }

        int input = reader.Int32(), output = reader.Int32();
        reader.Boolean();
        bool sizes = input == expectedInput && output is >= 1 and <= VectorArguments.MaximumDimension
            && (code == "VNrm" ? output == input : matrix.Length == (long)input * output && (bias.Length == 0 || bias.Length == output));
        if (!sizes)
        {
            throw reader.Error($"a transform from {input} to {output} components with {matrix.Length} matrix and {bias.Length} bias elements");
        }

        CheckFinite(matrix, "matrix element");
        CheckFinite(bias, "bias element");
        return new LinearMap(input, output, code == "VNrm" ? null : matrix, bias);
    }

    private void CheckFinite(ReadOnlySpan<float> values, string what)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw reader.Error($"{what} {i} is {values[i]}");
            }
        }
    }
}
