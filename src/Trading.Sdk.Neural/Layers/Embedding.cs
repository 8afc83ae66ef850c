namespace Trading.Sdk.Neural;

/// <summary>A learned vector for each of a number of categories: the one input feature is the category's number. Parameter <c>name.weight</c> [categories, width].</summary>
public sealed unsafe class Embedding : Layer
{
    private readonly ParameterTensor weight;

    /// <summary>Describes the layer.</summary>
    /// <param name="name">Prefix of the parameter name.</param>
    /// <param name="categories">Number of categories, at least 1.</param>
    /// <param name="width">Features of each vector, at least 1.</param>
    public Embedding(string name, int categories, int width)
        : base(1, width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(categories, 1);
        Categories = categories;
        weight = Table(name + ".weight", categories, width);
    }

    /// <summary>Number of categories; inputs are whole numbers from 0 to one less.</summary>
    public int Categories { get; }

    internal override bool TakesParts => true;

    internal override void Forward(in LayerPass pass)
    {
        for (int r = pass.FirstRow; r < pass.FirstRow + pass.RowsOfPart; r++)
        {
            new ReadOnlySpan<float>(pass.Parameters + weight.Offset + ((nint)Category(pass, r) * weight.Stride), weight.Stride)
                .CopyTo(new Span<float>(pass.Output + ((nint)r * weight.Stride), weight.Stride));
        }
    }

    internal override void Backward(in LayerPass pass)
    {
        new Span<float>(pass.Gradients + weight.Offset, weight.Length).Clear();
        for (int r = 0; r < pass.Rows; r++)
        {
            float* target = pass.Gradients + weight.Offset + ((nint)Category(pass, r) * weight.Stride);
            Elementwise.Map<Elementwise.AddKernel>(target, pass.OutputGradient + ((nint)r * weight.Stride), target, weight.Stride);
        }

        if (pass.InputGradient != null)
        {
            new Span<float>(pass.InputGradient, pass.Rows * pass.InputGradientStride).Clear();
        }
    }

    private int Category(in LayerPass pass, int row)
    {
        float value = pass.Input[(nint)row * pass.InputStride];
        return value >= 0 && value < Categories && value == MathF.Floor(value)
            ? (int)value
            : throw new ArgumentOutOfRangeException(nameof(pass), value, $"Row {row} is no category number from 0 to {Categories - 1}.");
    }
}
