namespace Trading.Sdk.Neural;

/// <summary>
/// One differentiable stage of a <see cref="Network"/>: a description with its parameters, without any state of a run.
/// Rows are (batch, time) pairs, batch first.
/// </summary>
public abstract class Layer
{
    private protected Layer(int inputs, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        Inputs = inputs;
        Outputs = outputs;
    }

    /// <summary>Features of a row going in.</summary>
    public int Inputs { get; }

    /// <summary>Features of a row coming out.</summary>
    public int Outputs { get; }

    /// <summary>The parameters, in PyTorch's order; empty for a layer without any.</summary>
    public IReadOnlyList<ParameterTensor> Tensors => TensorList;

    /// <summary>Features of the recurrent state of one sequence; 0 for layers without memory.</summary>
    public virtual int StateSize => 0;

    private protected List<ParameterTensor> TensorList { get; } = [];

    /// <summary>Floats of the recurrent state as stored, padding included.</summary>
    internal virtual int StateStride => 0;

    /// <summary>Floats that forward keeps for backward, and scratch of both.</summary>
    internal virtual long WorkspaceLength(int batch, int steps) => 0;

    /// <summary>True when forward can be called for some sequences of a batch after the others (<see cref="LayerPass.FirstSequence"/>).</summary>
    internal virtual bool TakesParts => false;

    /// <summary>Computes <see cref="LayerPass.Output"/>.</summary>
    internal abstract void Forward(in LayerPass pass);

    /// <summary>Overwrites the gradients of this layer's parameters, and of the input when <see cref="LayerPass.InputGradient"/> is not null. May destroy the output gradient.</summary>
    internal abstract void Backward(in LayerPass pass);

    private protected ParameterTensor Matrix(string name, int outputs, int inputs, int groups = 1, bool interleaved = false) => Add(new ParameterTensor(name, [outputs, inputs], transposed: true, groups, interleaved));

    private protected ParameterTensor Vector(string name, int length, int groups = 1, bool interleaved = false) => Add(new ParameterTensor(name, [length], transposed: false, groups, interleaved));

    private protected ParameterTensor Table(string name, int rows, int columns) => Add(new ParameterTensor(name, [rows, columns], transposed: false, groups: 1));

    private ParameterTensor Add(ParameterTensor tensor)
    {
        TensorList.Add(tensor);
        return tensor;
    }
}
