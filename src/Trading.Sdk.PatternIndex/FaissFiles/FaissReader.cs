namespace Trading.Sdk.PatternIndex;

/// <summary>Takes a faiss file apart, field by field.</summary>
internal sealed class FaissReader(FormatReader reader)
{
    private const int MaximumDepth = 8;

    private readonly FaissParts _parts = new(reader);

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
                FaissHeader map = FaissHeader.Read(reader);
                return ReadIndex(() => _parts.Ids(map.Count), depth + 1);
            case "IwFl" or "IwSq" or "IwPQ":
                return new FaissListReader(reader, _parts).Read(code, ids, () => ReadIndex(ids: null, depth + 1));
            case "IHNf" or "IHNs" or "IHNp":
                return new FaissGraphReader(reader, _parts).Read(ids);
            case "IxSQ":
            {
                FaissHeader header = FaissHeader.Read(reader);
                IVectorCodec codec = _parts.Scalar(header.Dimension);
                return ReadCodes(header, codec, ids, afterCodes: null);
            }

            case "IxPq":
            {
                FaissHeader header = FaissHeader.Read(reader);
                IVectorCodec codec = _parts.Product(header.Dimension);
                return ReadCodes(header, codec, ids, _parts.SkipPolysemous);
            }

            case "IxPT":
                return new FaissTransformReader(reader, _parts).Read(() => ReadIndex(ids, depth + 1));
            case "IxRF":
                return ReadRefined(ids, depth);
            default:
                throw new IndexFormatException(reader.File, start, $"an index of type '{code}' is not read (flat, id map, IVF flat/SQ/PQ, HNSW, SQ, PQ, refinement by flat and linear transforms are)");
        }
    }

    private FlatIndex ReadFlat(string code, Func<long[]>? ids)
    {
        FaissHeader header = FaissHeader.Read(reader);
        if ((code == "IxF2" && header.Metric != VectorMetric.SquaredL2) || (code == "IxFI" && header.Metric != VectorMetric.InnerProduct))
        {
            throw reader.Error($"the type is '{code}', the metric {header.Metric}");
        }

        float[] values = _parts.FlatVectors(header);
        long[]? known = _parts.CheckedIds(ids, header.Count);
        var index = new FlatIndex(header.Dimension, header.Metric, header.Count);
        for (int i = 0; i < header.Count; i++)
        {
            index.Add(known?[i] ?? i, values.AsSpan(i * header.Dimension, header.Dimension));
        }

        return index;
    }

    /// <summary>Codes with the whole vectors beside them: the best by code are compared again.</summary>
    private QuantizedIndex ReadRefined(Func<long[]>? ids, int depth)
    {
        FaissHeader header = FaissHeader.Read(reader);
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

    private QuantizedIndex ReadCodes(FaissHeader header, IVectorCodec codec, Func<long[]>? ids, Action? afterCodes)
    {
        byte[] codes = reader.Vector<byte>("code bytes");
        if (codes.Length != header.Count * codec.CodeSize)
        {
            throw reader.Error($"{codes.Length} code bytes for {header.Count} codes of {codec.CodeSize}");
        }

        afterCodes?.Invoke();
        long[]? known = _parts.CheckedIds(ids, header.Count);
        var lists = new CodedLists(header.Dimension, header.Metric, codec, centroids: null, residual: false);
        for (int i = 0; i < header.Count; i++)
        {
            lists.TryAppendCode(0, known?[i] ?? i, codes.AsSpan(i * codec.CodeSize, codec.CodeSize));
        }

        ScalarQuantization kind = codec is ScalarCodec scalar ? scalar.Kind : ScalarQuantization.EightBit;
        return QuantizedIndex.From(new QuantizedOptions { Quantization = kind }, lists);
    }
}
