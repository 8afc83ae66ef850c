namespace Trading.Sdk.PatternIndex;

/// <summary>The pieces that several kinds of index are made of: components, ids, codecs.</summary>
internal sealed class FaissParts(FormatReader reader)
{
    /// <summary>The components of a flat index.</summary>
    public float[] FlatVectors(FaissHeader header)
    {
        float[] values = reader.Vector<float>("components");
        if (values.Length != header.Count * header.Dimension)
        {
            throw reader.Error($"{values.Length} components for {header.Count} vectors of {header.Dimension}");
        }

        return values;
    }

    /// <summary>The ids of an id map.</summary>
    public long[] Ids(long expected)
    {
        long[] ids = reader.Vector<long>("ids");
        return ids.Length == expected ? ids : throw reader.Error($"{ids.Length} ids for {expected} vectors");
    }

    /// <summary>Ids asked for once the index is read: as many as vectors, none negative, none twice. Null when they count from 0.</summary>
    public long[]? CheckedIds(Func<long[]>? ids, long count)
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

    /// <summary>A scalar quantiser with its bounds.</summary>
    public ScalarCodec Scalar(int dimension)
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

    /// <summary>A product quantiser with its centroids.</summary>
    public ProductCodec Product(int dimension)
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

    /// <summary>What a product quantiser keeps for searches by sign bits, which are not made here.</summary>
    public void SkipPolysemous()
    {
        reader.Int32();
        reader.Boolean();
        reader.Int32();
    }

    /// <summary>Refuses a value that is not finite.</summary>
    public void CheckFinite(ReadOnlySpan<float> values, string what)
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
