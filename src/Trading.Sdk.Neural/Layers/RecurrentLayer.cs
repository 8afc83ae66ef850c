namespace Trading.Sdk.Neural;

/// <summary>A layer with memory along a sequence. Its parameters are those of PyTorch's recurrent modules: input and hidden weights and biases, gate by gate.</summary>
public abstract unsafe class RecurrentLayer : Layer
{
    private const int SequencesOfAStep = 16;

    private protected RecurrentLayer(string prefix, int inputs, int hiddenSize, int layerIndex, int gates, int stateVectors)
        : base(inputs, hiddenSize)
    {
        StateVectors = stateVectors;
        Stride = MatrixLayout.Pad(hiddenSize);
        Width = gates * Stride;
        WeightInput = Matrix($"{prefix}weight_ih_l{layerIndex}", gates * hiddenSize, inputs, gates);
        WeightHidden = Matrix($"{prefix}weight_hh_l{layerIndex}", gates * hiddenSize, hiddenSize, gates);
        BiasInput = Vector($"{prefix}bias_ih_l{layerIndex}", gates * hiddenSize, gates);
        BiasHidden = Vector($"{prefix}bias_hh_l{layerIndex}", gates * hiddenSize, gates);
    }

    /// <inheritdoc/>
    public override int StateSize => StateVectors * Outputs;

    internal override int StateStride => StateVectors * Stride;

    /// <summary>Vectors of the output's width that make up the state.</summary>
    internal int StateVectors { get; }

    private protected ParameterTensor WeightInput { get; }

    private protected ParameterTensor WeightHidden { get; }

    private protected ParameterTensor BiasInput { get; }

    private protected ParameterTensor BiasHidden { get; }

    /// <summary>Floats of one padded state vector.</summary>
    private protected int Stride { get; }

    /// <summary>Floats of one row of gates.</summary>
    private protected int Width { get; }

    /// <summary>Floats that hold either weight transposed.</summary>
    private protected long ScratchLength => (long)Width * Math.Max(Stride, MatrixLayout.Pad(Inputs));

    /// <summary>
    /// The input's part of the gates: for all steps when called for the first, or step by step when there are enough sequences
    /// to fill the kernels, so that the gates of a step are still in the cache when they are used. A row has the same bits either way.
    /// </summary>
    private protected void InputProduct(in LayerPass pass, int t, float* gates, float* bias)
    {
        if (pass.Batch >= SequencesOfAStep)
        {
            MatrixProduct.Run(pass.Input + ((nint)t * pass.InputStride), (nint)pass.Steps * pass.InputStride, 1, pass.Parameters + WeightInput.Offset, Width, gates + ((nint)t * Width), (nint)pass.Steps * Width, pass.Batch, Inputs, Width, bias);
        }
        else if (t == 0)
        {
            MatrixProduct.Run(pass.Input, pass.InputStride, 1, pass.Parameters + WeightInput.Offset, Width, gates, Width, pass.Rows, Inputs, Width, bias);
        }
    }

    /// <summary>The state's part of the gates of step <paramref name="t"/>; added to what is there when there is no bias.</summary>
    private protected void HiddenProduct(in LayerPass pass, int t, float* previous, float* gates, float* bias) =>
        MatrixProduct.Run(previous + ((nint)t * Stride), (nint)pass.Steps * Stride, 1, pass.Parameters + WeightHidden.Offset, Width, gates + ((nint)t * Width), (nint)pass.Steps * Width, pass.Batch, Outputs, Width, bias, accumulate: bias == null);

    /// <summary>Transposes the hidden weight for <see cref="HiddenGradient"/>.</summary>
    private protected void TransposeHidden(in LayerPass pass, float* scratch) =>
        MatrixLayout.Transpose(pass.Parameters + WeightHidden.Offset, Width, scratch, Stride, Outputs, Width);

    /// <summary>Gradient of the state before step <paramref name="t"/> from that of its gates.</summary>
    private protected void HiddenGradient(in LayerPass pass, int t, float* gateGradient, float* transposed, float* target, bool accumulate)
    {
        MatrixProduct.Run(gateGradient + ((nint)t * Width), (nint)pass.Steps * Width, 1, transposed, Stride, target, Stride, pass.Batch, Width, Stride, null, accumulate);
        RecurrentStart.ClearReset(pass, t, Stride, target);
    }

    /// <summary>Gradients of all parameters, and of the input when it is wanted.</summary>
    private protected void ParameterGradients(in LayerPass pass, float* previous, float* hiddenGateGradient, float* inputGateGradient, float* scratch)
    {
        LinearGradient.Run(pass, previous, Stride, Outputs, hiddenGateGradient, Width, WeightHidden, BiasHidden, null, null, 0);
        LinearGradient.Run(pass, pass.Input, pass.InputStride, Inputs, inputGateGradient, Width, WeightInput, BiasInput, scratch, pass.InputGradient, pass.InputGradientStride);
    }
}
