namespace Trading.Sdk.Neural;

/// <summary>The memory of one network's passes: activations, their gradients, recurrent state. Made once, used by one thread at a time.</summary>
public sealed unsafe class NetworkWorkspace
{
    private const int RowsOfPart = 128;

    private readonly AlignedBuffer memory;
    private readonly LayerPass[] passes;
    private readonly Layer[] layers;
    private readonly float*[] outputGradients;
    private readonly float* output;
    private readonly float* inputCopy, inputGradient, initialState, finalState, initialStateGradient;
    private readonly int inputStride;
    private readonly bool takesParts;
    private bool hasInitialState;
    private byte* resets;
    private byte[]? ownStarts;

    internal NetworkWorkspace(Network network, int maximumBatch, int maximumSteps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBatch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumSteps, 1);
        Network = network;
        MaximumBatch = maximumBatch;
        MaximumSteps = maximumSteps;
        int count = network.Layers.Count;
        layers = [.. network.Layers];
        takesParts = layers.All(l => l.TakesParts);
        passes = new LayerPass[count];
        outputGradients = new float*[count];
        inputStride = MatrixLayout.Pad(network.Inputs);
        long rows = checked((long)maximumBatch * maximumSteps);
        long state = (long)maximumBatch * network.StateStride;
        long total = checked((2 * rows * inputStride) + (3 * state));
        foreach (Layer layer in network.Layers)
        {
            total = checked(total + (2 * rows * MatrixLayout.Pad(layer.Outputs)) + Align(layer.WorkspaceLength(maximumBatch, maximumSteps)));
        }

        memory = new AlignedBuffer(total);
        float* next = memory.Pointer;
        inputCopy = Take(ref next, rows * inputStride);
        inputGradient = Take(ref next, rows * inputStride);
        initialState = Take(ref next, state);
        finalState = Take(ref next, state);
        initialStateGradient = Take(ref next, state);
        int offset = 0;
        for (int i = 0; i < count; i++)
        {
            Layer layer = layers[i];
            passes[i] = new LayerPass
            {
                Input = i == 0 ? null : passes[i - 1].Output,
                InputStride = MatrixLayout.Pad(layer.Inputs),
                InputGradient = i == 0 ? null : outputGradients[i - 1],
                InputGradientStride = MatrixLayout.Pad(layer.Inputs),
                Output = Take(ref next, rows * MatrixLayout.Pad(layer.Outputs)),
                OutputGradient = outputGradients[i] = Take(ref next, rows * MatrixLayout.Pad(layer.Outputs)),
                Workspace = Take(ref next, Align(layer.WorkspaceLength(maximumBatch, maximumSteps))),
                FinalState = finalState + offset,
                InitialStateGradient = initialStateGradient + offset,
                StateStride = network.StateStride,
            };
            offset += layer.StateStride;
        }

        output = passes[^1].Output;
    }

    /// <summary>The network it was made for.</summary>
    public Network Network { get; }

    /// <summary>Most sequences of a pass.</summary>
    public int MaximumBatch { get; }

    /// <summary>Most steps of a sequence.</summary>
    public int MaximumSteps { get; }

    /// <summary>Sequences of the last forward pass; 0 before the first.</summary>
    public int Batch { get; private set; }

    /// <summary>Steps of the last forward pass; 0 before the first.</summary>
    public int Steps { get; private set; }

    /// <summary>Gradient of the padded output rows, to be filled before <see cref="Backward"/>.</summary>
    internal float* OutputGradient => outputGradients[^1];

    /// <summary>Padded output rows of the last pass.</summary>
    internal float* Output => output;

    /// <summary>Recurrent state before the first step as stored, [batch × StateStride].</summary>
    internal float* InitialState => initialState;

    internal float* FinalState => finalState;

    internal float* InitialStateGradient => initialStateGradient;

    /// <summary>
    /// Sets the recurrent state that the next passes start from; empty means zero. Layers that have memory follow each
    /// other in a row: an LSTM gives hidden and then cell state, layer by layer; a GRU its hidden state.
    /// </summary>
    /// <param name="state">[batch × <see cref="Network.StateSize"/>], or empty.</param>
    public void SetInitialState(ReadOnlySpan<float> state)
    {
        hasInitialState = !state.IsEmpty;
        if (hasInitialState)
        {
            int batch = StateBatch(state.Length, nameof(state));
            fixed (float* s = state)
            {
                CopyState(s, initialState, batch, pack: false);
            }
        }
    }

    /// <summary>Copies the recurrent state after the last step of the last forward pass, [batch × <see cref="Network.StateSize"/>].</summary>
    public void CopyFinalState(Span<float> state)
    {
        int batch = StateBatch(state.Length, nameof(state));
        fixed (float* s = state)
        {
            CopyState(finalState, s, batch, pack: true);
        }
    }

    /// <summary>Copies the gradient with respect to the initial recurrent state, [batch × <see cref="Network.StateSize"/>], after a backward pass.</summary>
    public void CopyInitialStateGradient(Span<float> gradient)
    {
        int batch = StateBatch(gradient.Length, nameof(gradient));
        fixed (float* s = gradient)
        {
            CopyState(initialStateGradient, s, batch, pack: true);
        }
    }

    /// <summary>Marks the steps that begin an episode: the recurrent state is zeroed before them in the next passes.</summary>
    /// <param name="starts">[batch × steps] of the next passes, row (b, t) at b·steps + t; empty for none.</param>
    /// <exception cref="ArgumentException">There are more marks than the workspace has rows.</exception>
    public void SetEpisodeStarts(ReadOnlySpan<bool> starts)
    {
        if (starts.Length > (long)MaximumBatch * MaximumSteps)
        {
            throw new ArgumentException($"Expected at most {(long)MaximumBatch * MaximumSteps} marks, got {starts.Length}.", nameof(starts));
        }

        if (starts.IsEmpty)
        {
            resets = null;
            return;
        }

        ownStarts ??= GC.AllocateArray<byte>(MaximumBatch * MaximumSteps, pinned: true);
        for (int i = 0; i < starts.Length; i++)
        {
            ownStarts[i] = starts[i] ? (byte)1 : (byte)0;
        }

        fixed (byte* pinned = ownStarts)
        {
            resets = pinned;
        }
    }

    /// <summary>Uses the memory in <see cref="InitialState"/> as the state to start from.</summary>
    internal void UseInitialState(bool use) => hasInitialState = use;

    /// <summary>Episode starts of the next passes, [batch × steps] bytes that must stay in place, or null.</summary>
    internal void UseResets(byte* starts) => resets = starts;

    internal float* CopyInputAndForward(float* source, int batch, int steps)
    {
        MatrixLayout.CopyRows(source, Network.Inputs, inputCopy, inputStride, batch * steps, Network.Inputs);
        return Forward(inputCopy, inputStride, batch, steps);
    }

    /// <summary>Forward over rows that stay where they are until the backward pass is done.</summary>
    internal float* Forward(float* rows, int stride, int batch, int steps)
    {
        Batch = batch;
        Steps = steps;
        float* parameters = Network.Parameters.Values;
        int state = 0;
        passes[0].Input = rows;
        passes[0].InputStride = stride;
        for (int i = 0; i < layers.Length; i++)
        {
            ref LayerPass pass = ref passes[i];
            pass.Batch = batch;
            pass.Steps = steps;
            pass.Parameters = parameters;
            pass.InitialState = hasInitialState ? initialState + state : null;
            pass.Resets = resets;
            state += layers[i].StateStride;
        }

        // A part runs through all layers before the next one, so that its rows are still in the cache. A row has the same bits in any part.
        int part = takesParts ? Math.Max(1, RowsOfPart / steps) : batch;
        for (int first = 0; first < batch; first += part)
        {
            for (int i = 0; i < layers.Length; i++)
            {
                passes[i].FirstSequence = first;
                passes[i].Sequences = Math.Min(part, batch - first);
                layers[i].Forward(passes[i]);
            }
        }

        GC.KeepAlive(this);
        return output;
    }

    /// <summary>Backward from <see cref="OutputGradient"/>; gradients go to a block of the layout of the parameters.</summary>
    /// <returns>The padded rows of the input gradient, or null.</returns>
    internal float* Backward(float* gradients, bool wantInputGradient)
    {
        passes[0].InputGradient = wantInputGradient ? inputGradient : null;
        for (int i = layers.Length - 1; i >= 0; i--)
        {
            passes[i].Gradients = gradients;
            layers[i].Backward(passes[i]);
        }

        GC.KeepAlive(this);
        return passes[0].InputGradient;
    }

    internal void RequireShape(int batch, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, MaximumBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, MaximumSteps);
    }

    private int StateBatch(int length, string parameter)
    {
        int size = Network.StateSize;
        if (size == 0 || length == 0 || length % size != 0 || length / size > MaximumBatch)
        {
            throw new ArgumentException($"Expected [batch × {size}] numbers with at most {MaximumBatch} sequences, got {length}.", parameter);
        }

        return length / size;
    }

    // Stored states are padded vector by vector, states outside are dense.
    private void CopyState(float* source, float* target, int batch, bool pack)
    {
        int padded = 0, dense = 0;
        foreach (Layer layer in Network.Layers)
        {
            if (layer is RecurrentLayer recurrent)
            {
                int width = recurrent.Outputs, stride = MatrixLayout.Pad(width);
                for (int v = 0; v < recurrent.StateVectors; v++, padded += stride, dense += width)
                {
                    if (pack)
                    {
                        MatrixLayout.CopyRows(source + padded, Network.StateStride, target + dense, Network.StateSize, batch, width);
                    }
                    else
                    {
                        MatrixLayout.CopyRows(source + dense, Network.StateSize, target + padded, Network.StateStride, batch, width);
                    }
                }
            }
        }
    }

    private static float* Take(ref float* next, long length)
    {
        float* start = next;
        next += length;
        return start;
    }

    private static long Align(long length) => (length + MatrixLayout.Lanes - 1) & -MatrixLayout.Lanes;
}
