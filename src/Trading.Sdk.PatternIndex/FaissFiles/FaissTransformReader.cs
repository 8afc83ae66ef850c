namespace Trading.Sdk.PatternIndex;

/// <summary>A chain of linear transforms and normalisations before another index.</summary>
internal sealed class FaissTransformReader(FormatReader reader, FaissParts parts)
{
    /// <summary>Reads the index after its type.</summary>
    /// <param name="readInner">Reads the index behind the transforms.</param>
    public TransformedIndex Read(Func<IVectorIndex> readInner)
    {
        FaissHeader header = FaissHeader.Read(reader);
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

        IVectorIndex inner = readInner();
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

        parts.CheckFinite(matrix, "matrix element");
        parts.CheckFinite(bias, "bias element");
        return new LinearMap(input, output, code == "VNrm" ? null : matrix, bias);
    }
}
