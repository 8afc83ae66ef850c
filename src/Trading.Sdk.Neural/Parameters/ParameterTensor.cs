namespace Trading.Sdk.Neural;

/// <summary>
/// One named tensor inside a <see cref="ParameterBlock"/>. Outside the block values are row-major in the shape and under
/// the name that PyTorch's <c>state_dict</c> would give; inside, matrices of linear maps are kept transposed, with rows padded to 16 floats.
/// </summary>
public sealed class ParameterTensor
{
    internal ParameterTensor(string name, IReadOnlyList<int> shape, bool transposed, int groups, bool interleaved = false)
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
        Interleaved = interleaved;
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

    /// <summary>True when 16 outputs of the first group are followed by the same 16 of the next one, so that one stretch of memory holds all gates of a stretch of the state.</summary>
    internal bool Interleaved { get; }

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

        int group = inner / GroupWidth, lane = inner % GroupWidth;
        int column = Interleaved ? MatrixLayout.InterleavedColumn(lane, Groups) + (group * MatrixLayout.Lanes) : (group * MatrixLayout.Pad(GroupWidth)) + lane;
        return Offset + (outer * Stride) + column;
    }

    /// <summary>The name and the shape.</summary>
    public override string ToString() => $"{Name} [{string.Join(", ", Shape)}]";
}
