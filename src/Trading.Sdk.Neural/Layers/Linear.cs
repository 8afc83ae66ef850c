namespace Trading.Sdk.Neural;

/// <summary>y = f(x·Wᵀ + b). Parameters <c>name.weight</c> [outputs, inputs] and <c>name.bias</c> [outputs].</summary>
public sealed unsafe class Linear : Layer
{
    private readonly ParameterTensor weight, bias;
    private readonly int outputStride;

    /// <summary>Describes the layer.</summary>
    /// <param name="name">Prefix of the parameter names, such as <c>actor.0</c>.</param>
    /// <param name="inputs">Features in, at least 1.</param>
    /// <param name="outputs">Features out, at least 1.</param>
    /// <param name="activation">Function applied to the result. Default identity.</param>
    public Linear(string name, int inputs, int outputs, Activation activation = Activation.Identity)
        : base(inputs, outputs)
    {
        Activation = activation;
        weight = Matrix(name + ".weight", outputs, inputs);
        bias = Vector(name + ".bias", outputs);
        outputStride = MatrixLayout.Pad(outputs);
    }

    /// <summary>Function applied to the result.</summary>
    public Activation Activation { get; }

    internal ParameterTensor Weight => weight;

    // Kept input of the activation (rows × outputs) when its derivative needs it; then W transposed back for the input gradient.
    internal override long WorkspaceLength(int batch, int steps) =>
        (ActivationKernels.KeepsInput(Activation) ? (long)batch * steps * outputStride : 0) + ((long)Outputs * MatrixLayout.Pad(Inputs)) + MatrixLayout.Lanes;

    internal override bool TakesParts => true;

    internal override void Forward(in LayerPass pass)
    {
        nint first = (nint)pass.FirstRow * outputStride;
        float* output = pass.Output + first, sum = ActivationKernels.KeepsInput(Activation) ? pass.Workspace + first : output;
        MatrixProduct.Run(pass.Input + ((nint)pass.FirstRow * pass.InputStride), pass.InputStride, 1, pass.Parameters + weight.Offset, outputStride, sum, outputStride, pass.RowsOfPart, Inputs, outputStride, pass.Parameters + bias.Offset);
        if (Activation != Activation.Identity)
        {
            ActivationKernels.Forward(Activation, sum, output, (nint)pass.RowsOfPart * outputStride);
        }
    }

    internal override void Backward(in LayerPass pass)
    {
        bool keeps = ActivationKernels.KeepsInput(Activation);
        float* d = pass.OutputGradient;
        if (Activation != Activation.Identity)
        {
            ActivationKernels.Backward(Activation, keeps ? pass.Workspace : pass.Output, d, d, (nint)pass.Rows * outputStride);
        }

        LinearGradient.Run(pass, pass.Input, pass.InputStride, Inputs, d, outputStride, weight, bias, pass.Workspace + (keeps ? (nint)pass.Rows * outputStride : 0), pass.InputGradient, pass.InputGradientStride);
    }
}
