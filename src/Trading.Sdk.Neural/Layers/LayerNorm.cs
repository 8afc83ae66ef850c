namespace Trading.Sdk.Neural;

/// <summary>
/// Layer normalisation over the features of a row (Ba, Kiros and Hinton, 2016) with population variance:
/// y = (x − mean)/√(variance + eps)·weight + bias. Parameters <c>name.weight</c> and <c>name.bias</c>.
/// </summary>
public sealed unsafe class LayerNorm : Layer
{
    private readonly ParameterTensor weight, bias;
    private readonly int stride;

    /// <summary>Describes the layer.</summary>
    /// <param name="name">Prefix of the parameter names.</param>
    /// <param name="features">Features of a row, at least 1.</param>
    /// <param name="eps">Added to the variance, above 0. Default 1e-5.</param>
    public LayerNorm(string name, int features, double eps = 1e-5)
        : base(features, features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eps);
        Eps = eps;
        weight = Vector(name + ".weight", features);
        bias = Vector(name + ".bias", features);
        stride = MatrixLayout.Pad(features);
    }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    // Normalised rows, one inverse deviation a row, and a vector of ones for the features that exist.
    internal override long WorkspaceLength(int batch, int steps) => ((long)batch * steps * stride) + MatrixLayout.Pad(batch * steps) + (2L * stride);

    internal override bool TakesParts => true;

    internal override void Forward(in LayerPass pass)
    {
        LayerNormKernels.Arguments arguments = Arguments(pass);
        arguments.Input += (nint)pass.FirstRow * pass.InputStride;
        arguments.Output += (nint)pass.FirstRow * stride;
        arguments.Normalized += (nint)pass.FirstRow * stride;
        arguments.Inverse += pass.FirstRow;
        arguments.Rows = pass.RowsOfPart;
        new Span<float>(arguments.Exists, stride).Clear();
        new Span<float>(arguments.Exists, Inputs).Fill(1);
        WidestVector.Run<LayerNormKernels.Forward, LayerNormKernels.Arguments>(arguments);
    }

    internal override void Backward(in LayerPass pass)
    {
        LayerNormKernels.Arguments arguments = Arguments(pass);
        new Span<float>(arguments.WeightGradient, stride).Clear();
        new Span<float>(arguments.BiasGradient, stride).Clear();
        WidestVector.Run<LayerNormKernels.Backward, LayerNormKernels.Arguments>(arguments);
    }

    private LayerNormKernels.Arguments Arguments(in LayerPass pass)
    {
        float* normalized = pass.Workspace, inverse = normalized + ((nint)pass.Rows * stride), exists = inverse + MatrixLayout.Pad(pass.Rows);
        return new LayerNormKernels.Arguments
        {
            Input = pass.Input,
            InputStride = pass.InputStride,
            Output = pass.Output,
            OutputGradient = pass.OutputGradient,
            InputGradient = pass.InputGradient,
            InputGradientStride = pass.InputGradientStride,
            Normalized = normalized,
            Inverse = inverse,
            Exists = exists,
            Scratch = exists + stride,
            Weight = pass.Parameters + weight.Offset,
            Bias = pass.Parameters + bias.Offset,
            WeightGradient = pass.Gradients + weight.Offset,
            BiasGradient = pass.Gradients + bias.Offset,
            Rows = pass.Rows,
            Stride = stride,
            Features = Inputs,
            Eps = (float)Eps,
        };
    }
}
