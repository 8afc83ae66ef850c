namespace Trading.Sdk.Neural;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gate of Gers et al., 2000), one layer, with PyTorch's
/// parameters <c>weight_ih_l0</c> [4·hidden, inputs], <c>weight_hh_l0</c> [4·hidden, hidden], <c>bias_ih_l0</c>, <c>bias_hh_l0</c> and gate order i, f, g, o.
/// The state is hidden, then cell. Episode starts zero the state before their step.
/// </summary>
public sealed unsafe class Lstm : RecurrentLayer
{
    // From four sequences on the matrix kernels use a loaded weight several times, which beats fusing.
    private const int FusedSequencesMax = 3;

    /// <summary>Describes the layer.</summary>
    /// <param name="prefix">Put before the parameter names, such as <c>lstm.</c>; may be empty.</param>
    /// <param name="inputs">Features in.</param>
    /// <param name="hiddenSize">Width of hidden and cell state and of the output.</param>
    /// <param name="layerIndex">Number in the parameter names, for stacked layers. Default 0.</param>
    public Lstm(string prefix, int inputs, int hiddenSize, int layerIndex = 0)
        : base(prefix, inputs, hiddenSize, layerIndex, LstmKernels.Gates, stateVectors: 2, sumsGates: true)
    {
    }

    private protected override void ForwardCell(in RecurrentCell cell) => WidestVector.Run<LstmKernels.Forward, RecurrentCell>(cell);

    private protected override void BackwardCell(in RecurrentCell cell) => WidestVector.Run<LstmKernels.Backward, RecurrentCell>(cell);

    private protected override bool ForwardFused(in LayerPass pass, in RecurrentSpace space)
    {
        if (pass.Batch > FusedSequencesMax)
        {
            return false;
        }

        float* parameters = pass.Parameters;
        if (pass.Steps > 1)
        {
            // Many rows of input at once use a loaded weight several times.
            Elementwise.Map<Elementwise.AddKernel>(parameters + BiasInput.Offset, parameters + BiasHidden.Offset, space.Bias, Width);
            InputProduct(pass, 0, space.Gates, space.Bias);
        }

        for (int t = 0; t < pass.Steps; t++)
        {
            Start(pass, space, t);
            WidestVector.Run<LstmKernels.Step, LstmKernels.StepArguments>(new LstmKernels.StepArguments
            {
                Cell = Cell(pass, space, t, pass.Output),
                Input = pass.Steps > 1 ? null : pass.Input,
                InputStep = pass.InputStride,
                Inputs = Inputs,
                Outputs = Outputs,
                WeightInput = parameters + WeightInput.Offset,
                WeightHidden = parameters + WeightHidden.Offset,
                BiasInput = parameters + BiasInput.Offset,
                BiasHidden = parameters + BiasHidden.Offset,
                FromTheEnd = (t & 1) != 0,
            });
        }

        return true;
    }
}
