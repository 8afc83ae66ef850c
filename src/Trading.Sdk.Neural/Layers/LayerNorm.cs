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

    internal override void Forward(in LayerPass pass)
    {
        float* normalized = pass.Workspace, inverse = normalized + ((nint)pass.Rows * stride), exists = inverse + MatrixLayout.Pad(pass.Rows);
        Exists(exists);
        for (int r = 0; r < pass.Rows; r++)
        {
            NormalizationKernels.Forward(pass.Input + ((nint)r * pass.InputStride), exists, pass.Parameters + weight.Offset, pass.Parameters + bias.Offset, normalized + ((nint)r * stride), pass.Output + ((nint)r * stride), inverse + r, stride, Inputs, (float)Eps);
        }
    }

    internal override void Backward(in LayerPass pass)
    {
        float* normalized = pass.Workspace, inverse = normalized + ((nint)pass.Rows * stride), exists = inverse + MatrixLayout.Pad(pass.Rows), scratch = exists + stride;
        float* weightGradient = pass.Gradients + weight.Offset, biasGradient = pass.Gradients + bias.Offset;
        new Span<float>(weightGradient, stride).Clear();
        new Span<float>(biasGradient, stride).Clear();
        for (int r = 0; r < pass.Rows; r++)
        {
            nint offset = (nint)r * stride;
            NormalizationKernels.Backward(pass.OutputGradient + offset, normalized + offset, exists, pass.Parameters + weight.Offset, weightGradient, biasGradient, scratch, pass.InputGradient == null ? null : pass.InputGradient + ((nint)r * pass.InputGradientStride), inverse[r], stride, Inputs);
        }
    }

    private void Exists(float* exists)
    {
        new Span<float>(exists, stride).Clear();
        new Span<float>(exists, Inputs).Fill(1);
    }
}
