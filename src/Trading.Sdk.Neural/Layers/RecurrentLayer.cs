namespace Trading.Sdk.Neural;

/// <summary>A layer with memory along a sequence.</summary>
public abstract class RecurrentLayer : Layer
{
    private protected RecurrentLayer(int inputs, int outputs, int stateVectors)
        : base(inputs, outputs) => StateVectors = stateVectors;

    /// <inheritdoc/>
    public override int StateSize => StateVectors * Outputs;

    internal override int StateStride => StateVectors * MatrixLayout.Pad(Outputs);

    /// <summary>Vectors of the output's width that make up the state.</summary>
    internal int StateVectors { get; }
}
