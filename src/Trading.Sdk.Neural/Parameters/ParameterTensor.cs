namespace Trading.Sdk.Neural;

/// <summary>
/// One named tensor inside a <see cref="ParameterBlock"/>. Outside the block values are row-major in the shape and under
/// the name that PyTorch's <c>state_dict</c> would give; inside, matrices of linear maps are kept transposed, with rows padded to 16 floats.
/// </summary>
public sealed class ParameterTensor
{
    internal ParameterTensor(string name, IReadOnlyList<int> shape, bool transposed, int groups)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Shape = shape;
        ElementCount = 1;
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(shape));
            ElementCount = checked(ElementCount * size);
        }

        Transposed = transposed;
        Groups = groups;
        int outputs = transposed || shape.Count == 1 ? shape[0] : shape[^1];
        GroupWidth = outputs / groups;
        Stride = groups * MatrixLayout.Pad(GroupWidth);
        Length = checked((transposed ? shape[1] : ElementCount / outputs) * Stride);
    }

    /// <summary>Name in the PyTorch convention, such as <c>actor.0.weight</c>.</summary>
    public string Name { get; }

    /// <summary>Sizes of the dimensions, outermost first, at least one.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Product of the sizes.</summary>
    public int ElementCount { get; }

    /// <summary>Start inside the block, in floats.</summary>
    internal int Offset { get; set; } = -1;

    /// <summary>Floats inside the block, padding included.</summary>
    internal int Length { get; }

    /// <summary>Distance between stored rows.</summary>
    internal int Stride { get; }

    /// <summary>Outputs come in this many equal groups (the gates of an LSTM, the q, k and v of attention), each padded by itself.</summary>
    internal int Groups { get; }

    internal int GroupWidth { get; }

    internal bool Transposed { get; }

    /// <summary>Position inside the block of the row-major element <paramref name="index"/>.</summary>
    internal int PositionOf(int index)
    {
        int outer, inner;
        if (Transposed)
        {
            (inner, outer) = (index / Shape[1], index % Shape[1]);
        }
        else
        {
            int width = Groups * GroupWidth;
            (outer, inner) = (index / width, index % width);
        }

        return Offset + (outer * Stride) + (inner / GroupWidth * MatrixLayout.Pad(GroupWidth)) + (inner % GroupWidth);
    }

    /// <summary>The name and the shape.</summary>
    public override string ToString() => $"{Name} [{string.Join(", ", Shape)}]";
}
