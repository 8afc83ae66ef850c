namespace Trading.Sdk.Neural;

/// <summary>
/// Gated recurrent unit (Cho et al., 2014) in PyTorch's form, one layer: n = tanh(W_in·x + b_in + r·(W_hn·h + b_hn)),
/// h′ = (1 − z)·n + z·h, gate order r, z, n. Episode starts zero the state before their step.
/// </summary>
public sealed class Gru : RecurrentLayer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="prefix">Put before the parameter names, such as <c>gru.</c>; may be empty.</param>
    /// <param name="inputs">Features in.</param>
    /// <param name="hiddenSize">Width of the state and of the output.</param>
    /// <param name="layerIndex">Number in the parameter names, for stacked layers. Default 0.</param>
    public Gru(string prefix, int inputs, int hiddenSize, int layerIndex = 0)
        : base(prefix, inputs, hiddenSize, layerIndex, GruKernels.Gates, stateVectors: 1, sumsGates: false)
    {
    }

    private protected override void ForwardCell(in RecurrentCell cell) => WidestVector.Run<GruKernels.Forward, RecurrentCell>(cell);

    private protected override void BackwardCell(in RecurrentCell cell) => WidestVector.Run<GruKernels.Backward, RecurrentCell>(cell);
}
