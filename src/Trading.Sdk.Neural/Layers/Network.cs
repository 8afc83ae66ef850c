namespace Trading.Sdk.Neural;

/// <summary>
/// Layers in sequence: the description of a network, bound to a <see cref="ParameterBlock"/>. All memory of a run lies in a
/// <see cref="NetworkWorkspace"/>, so that several threads can run one network at once, each with a workspace of its own.
/// </summary>
public sealed unsafe class Network
{
    private ParameterBlock? parameters;

    /// <summary>Joins layers.</summary>
    /// <param name="layers">At least one; each takes as many features as the one before gives.</param>
    /// <exception cref="ArgumentException">There is no layer, or two neighbours do not fit.</exception>
    public Network(params IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
        {
            throw new ArgumentException("A network needs at least one layer.", nameof(layers));
        }

        for (int i = 1; i < layers.Count; i++)
        {
            if (layers[i].Inputs != layers[i - 1].Outputs)
            {
                throw new ArgumentException($"Layer {i} takes {layers[i].Inputs} features but layer {i - 1} gives {layers[i - 1].Outputs}.", nameof(layers));
            }
        }

        Layers = [.. layers];
        Inputs = layers[0].Inputs;
        Outputs = layers[^1].Outputs;
        StateSize = Layers.Sum(l => l.StateSize);
        StateStride = Layers.Sum(l => l.StateStride);
    }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Features of a row going in.</summary>
    public int Inputs { get; }

    /// <summary>Features of a row coming out.</summary>
    public int Outputs { get; }

    /// <summary>Features of the recurrent state of one sequence; 0 when no layer has memory.</summary>
    public int StateSize { get; }

    /// <summary>The block that holds the parameters.</summary>
    /// <exception cref="InvalidOperationException">The network is not bound yet; see <see cref="ParameterBlock.For(IReadOnlyList{Network})"/>.</exception>
    public ParameterBlock Parameters => parameters ?? throw new InvalidOperationException("The network has no parameters yet: bind it with ParameterBlock.For.");

    internal int StateStride { get; }

    /// <summary>
    /// A multi-layer perceptron with the parameter names of a PyTorch <c>Sequential</c> in which activations are modules of
    /// their own: <c>0.weight</c>, <c>2.weight</c>, … (with an activation) behind the prefix.
    /// </summary>
    /// <param name="prefix">Put before each name, such as <c>actor.</c>; may be empty.</param>
    /// <param name="sizes">Features of input, hidden layers and output: at least two numbers.</param>
    /// <param name="activation">Activation of the hidden layers; the output has none.</param>
    /// <param name="nameStep">Step of the numbers in the names. Default 2.</param>
    public static Network Perceptron(string prefix, ReadOnlySpan<int> sizes, Activation activation, int nameStep = 2)
    {
        if (sizes.Length < 2)
        {
            throw new ArgumentException("A perceptron needs at least the sizes of input and output.", nameof(sizes));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(nameStep, 1);
        var layers = new Layer[sizes.Length - 1];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = new Linear($"{prefix}{i * nameStep}", sizes[i], sizes[i + 1], i < layers.Length - 1 ? activation : Activation.Identity);
        }

        return new Network(layers);
    }

    /// <summary>Memory for passes of up to <paramref name="maximumBatch"/> sequences of up to <paramref name="maximumSteps"/> steps.</summary>
    public NetworkWorkspace CreateWorkspace(int maximumBatch, int maximumSteps = 1) => new(this, maximumBatch, maximumSteps);

    /// <summary>
    /// Computes the outputs of a batch. Rows go batch first: row (b, t) is number b·steps + t. Allocates nothing.
    /// </summary>
    /// <param name="workspace">A workspace of this network that is large enough.</param>
    /// <param name="input">[batch × steps × inputs], row-major.</param>
    /// <param name="output">Receives [batch × steps × outputs].</param>
    /// <param name="batch">Sequences, at least 1.</param>
    /// <param name="steps">Steps of a sequence. Default 1.</param>
    /// <exception cref="ArgumentException">A length is not that of the shape, or the workspace belongs to another network or is too small.</exception>
    public void Forward(NetworkWorkspace workspace, ReadOnlySpan<float> input, Span<float> output, int batch, int steps = 1)
    {
        Check(workspace, batch, steps);
        Require(input.Length, (long)batch * steps * Inputs, nameof(input));
        Require(output.Length, (long)batch * steps * Outputs, nameof(output));
        fixed (float* x = input, y = output)
        {
            float* result = workspace.CopyInputAndForward(x, batch, steps);
            MatrixLayout.CopyRows(result, MatrixLayout.Pad(Outputs), y, Outputs, batch * steps, Outputs);
        }

        // Results lie in pinned memory of the workspace, parameters in that of the block: pointers keep neither alive.
        GC.KeepAlive(workspace);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Reverse mode of the last <see cref="Forward"/> on the workspace: overwrites all parameter gradients of this network
    /// in its block, and the gradient of the input when it is asked for. Allocates nothing.
    /// </summary>
    /// <param name="workspace">The workspace of that forward pass.</param>
    /// <param name="outputGradient">Gradient of the loss with respect to the output, [batch × steps × outputs].</param>
    /// <param name="inputGradient">Receives [batch × steps × inputs]; empty when not wanted.</param>
    /// <exception cref="ArgumentException">A length is not that of the last forward pass.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass.</exception>
    public void Backward(NetworkWorkspace workspace, ReadOnlySpan<float> outputGradient, Span<float> inputGradient = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        int rows = workspace.Batch * workspace.Steps;
        if (rows == 0)
        {
            throw new InvalidOperationException("Backward follows a forward pass on the same workspace.");
        }

        Check(workspace, workspace.Batch, workspace.Steps);
        Require(outputGradient.Length, (long)rows * Outputs, nameof(outputGradient));
        if (!inputGradient.IsEmpty)
        {
            Require(inputGradient.Length, (long)rows * Inputs, nameof(inputGradient));
        }

        fixed (float* dy = outputGradient, dx = inputGradient)
        {
            MatrixLayout.CopyRows(dy, Outputs, workspace.OutputGradient, MatrixLayout.Pad(Outputs), rows, Outputs);
            float* result = workspace.Backward(Parameters.Gradients, wantInputGradient: dx != null);
            if (dx != null)
            {
                MatrixLayout.CopyRows(result, MatrixLayout.Pad(Inputs), dx, Inputs, rows, Inputs);
            }
        }

        GC.KeepAlive(workspace);
        GC.KeepAlive(this);
    }

    internal void Bind(ParameterBlock block) => parameters = block;

    private void Check(NetworkWorkspace workspace, int batch, int steps)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (workspace.Network != this)
        {
            throw new ArgumentException("The workspace belongs to another network.", nameof(workspace));
        }

        workspace.RequireShape(batch, steps);
    }

    private static void Require(int length, long expected, string parameter)
    {
        if (length != expected)
        {
            throw new ArgumentException($"Expected {expected} numbers, got {length}.", parameter);
        }
    }
}
