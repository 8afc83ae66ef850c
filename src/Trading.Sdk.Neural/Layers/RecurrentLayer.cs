namespace Trading.Sdk.Neural;

/// <summary>A layer with memory along a sequence. Its parameters are those of PyTorch's recurrent modules: input and hidden weights and biases, gate by gate.</summary>
public abstract unsafe class RecurrentLayer : Layer
{
    private const int SequencesOfAStep = 16;

    private readonly bool sumsGates;

    private protected RecurrentLayer(string prefix, int inputs, int hiddenSize, int layerIndex, int gates, int stateVectors, bool sumsGates)
        : base(inputs, hiddenSize)
    {
        StateVectors = stateVectors;
        this.sumsGates = sumsGates;
        Stride = MatrixLayout.Pad(hiddenSize);
        Width = gates * Stride;
        WeightInput = Matrix($"{prefix}weight_ih_l{layerIndex}", gates * hiddenSize, inputs, gates, interleaved: true);
        WeightHidden = Matrix($"{prefix}weight_hh_l{layerIndex}", gates * hiddenSize, hiddenSize, gates, interleaved: true);
        BiasInput = Vector($"{prefix}bias_ih_l{layerIndex}", gates * hiddenSize, gates, interleaved: true);
        BiasHidden = Vector($"{prefix}bias_hh_l{layerIndex}", gates * hiddenSize, gates, interleaved: true);
    }

    /// <inheritdoc/>
    public override int StateSize => StateVectors * Outputs;

    internal override int StateStride => StateVectors * Stride;

    /// <summary>Vectors of the output's width that make up the state: hidden, and cell where there is one.</summary>
    internal int StateVectors { get; }

    private protected ParameterTensor WeightInput { get; }

    private protected ParameterTensor WeightHidden { get; }

    private protected ParameterTensor BiasInput { get; }

    private protected ParameterTensor BiasHidden { get; }

    /// <summary>Floats of one padded state vector.</summary>
    private protected int Stride { get; }

    /// <summary>Floats of one row of gates.</summary>
    private protected int Width { get; }

    private bool HasCell => StateVectors > 1;

    internal sealed override long WorkspaceLength(int batch, int steps)
    {
        long rows = (long)batch * steps;
        long transposed = (long)Width * Math.Max(Stride, MatrixLayout.Pad(Inputs));
        return (rows * (((sumsGates ? 1 : 2) * Width) + ((HasCell ? 4 : 1) * Stride))) + Width + ((long)StateVectors * batch * Stride) + transposed;
    }

    internal sealed override void Forward(in LayerPass pass)
    {
        RecurrentSpace w = Split(pass);
        if (!ForwardFused(pass, w))
        {
            float* inputBias = pass.Parameters + BiasInput.Offset, hiddenBias = pass.Parameters + BiasHidden.Offset;
            if (sumsGates)
            {
                Elementwise.Map<Elementwise.AddKernel>(inputBias, hiddenBias, w.Bias, Width);
                inputBias = w.Bias;
                hiddenBias = null;
            }

            for (int t = 0; t < pass.Steps; t++)
            {
                InputProduct(pass, t, w.Gates, inputBias);
                Start(pass, w, t);
                HiddenProduct(pass, t, w, hiddenBias);
                ForwardCell(Cell(pass, w, t, pass.Output));
            }
        }

        if (pass.FinalState != null)
        {
            RecurrentStart.CopyLast(pass, Stride, pass.Output, pass.FinalState);
            if (HasCell)
            {
                RecurrentStart.CopyLast(pass, Stride, w.Cell, pass.FinalState + Stride);
            }
        }
    }

    internal sealed override void Backward(in LayerPass pass)
    {
        RecurrentSpace w = Split(pass);
        new Span<float>(w.HiddenGradient, StateVectors * pass.Batch * Stride).Clear();
        MatrixLayout.Transpose(pass.Parameters + WeightHidden.Offset, Width, w.Scratch, Stride, Outputs, Width);
        for (int t = pass.Steps - 1; t >= 0; t--)
        {
            BackwardCell(Cell(pass, w, t, pass.OutputGradient));
            // A cell without separate gate sums has passed nothing on directly, so that the product is the whole gradient.
            MatrixProduct.Run(w.Recurrent + ((nint)t * Width), (nint)pass.Steps * Width, 1, w.Scratch, Stride, w.HiddenGradient, Stride, pass.Batch, Width, Stride, null, accumulate: !sumsGates);
            RecurrentStart.ClearReset(pass, t, Stride, w.HiddenGradient);
            if (HasCell)
            {
                RecurrentStart.ClearReset(pass, t, Stride, w.CellGradient);
            }
        }

        if (pass.InitialStateGradient != null)
        {
            MatrixLayout.CopyRows(w.HiddenGradient, Stride, pass.InitialStateGradient, pass.StateStride, pass.Batch, Stride);
            if (HasCell)
            {
                MatrixLayout.CopyRows(w.CellGradient, Stride, pass.InitialStateGradient + Stride, pass.StateStride, pass.Batch, Stride);
            }
        }

        LinearGradient.Run(pass, w.PreviousHidden, Stride, Outputs, w.Recurrent, Width, WeightHidden, BiasHidden, null, null, 0);
        LinearGradient.Run(pass, pass.Input, pass.InputStride, Inputs, w.Gates, Width, WeightInput, BiasInput, w.Scratch, pass.InputGradient, pass.InputGradientStride);
    }

    /// <summary>Turns the sums of a step into gates, state and output.</summary>
    private protected abstract void ForwardCell(in RecurrentCell cell);

    /// <summary>
    /// Turns the gates of a step into their gradients in place, and the gradients of the state after the step into what passes to the state before it besides the gates.
    /// </summary>
    private protected abstract void BackwardCell(in RecurrentCell cell);

    /// <summary>A whole pass in fewer trips through memory where the layer has such a form for this shape; the same bits. False when it has not.</summary>
    private protected virtual bool ForwardFused(in LayerPass pass, in RecurrentSpace space) => false;

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

    /// <summary>Fetches the state before step <paramref name="t"/>.</summary>
    private protected void Start(in LayerPass pass, in RecurrentSpace w, int t)
    {
        RecurrentStart.Copy(pass, t, Stride, pass.Output, w.PreviousHidden, pass.InitialState);
        if (HasCell)
        {
            RecurrentStart.Copy(pass, t, Stride, w.Cell, w.PreviousCell, pass.InitialState == null ? null : pass.InitialState + Stride);
        }
    }

    /// <summary>The rows of step <paramref name="t"/>.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="w">Its memory.</param>
    /// <param name="t">The step.</param>
    /// <param name="output">Output rows on the way forward, their gradients on the way back.</param>
    private protected RecurrentCell Cell(in LayerPass pass, in RecurrentSpace w, int t, float* output)
    {
        nint row = (nint)t * Stride, gates = (nint)t * Width;
        return new RecurrentCell
        {
            Gates = w.Gates + gates,
            Recurrent = w.Recurrent + gates,
            PreviousHidden = w.PreviousHidden + row,
            PreviousCell = w.PreviousCell + row,
            Cell = w.Cell + row,
            TanhCell = w.TanhCell + row,
            Output = output + row,
            HiddenGradient = w.HiddenGradient,
            CellGradient = w.CellGradient,
            Stride = Stride,
            Batch = pass.Batch,
            RowStep = (nint)pass.Steps * Stride,
            GateStep = (nint)pass.Steps * Width,
        };
    }

    // The state's part of the gates of a step, added to the input's part or in a place of its own.
    private void HiddenProduct(in LayerPass pass, int t, in RecurrentSpace w, float* bias) =>
        MatrixProduct.Run(w.PreviousHidden + ((nint)t * Stride), (nint)pass.Steps * Stride, 1, pass.Parameters + WeightHidden.Offset, Width, w.Recurrent + ((nint)t * Width), (nint)pass.Steps * Width, pass.Batch, Outputs, Width, bias, accumulate: sumsGates);

    private RecurrentSpace Split(in LayerPass pass)
    {
        nint rows = (nint)pass.Rows * Stride, gates = (nint)pass.Rows * Width, state = (nint)pass.Batch * Stride;
        RecurrentSpace w;
        w.Gates = pass.Workspace;
        w.Recurrent = sumsGates ? w.Gates : w.Gates + gates;
        w.PreviousHidden = w.Recurrent + gates;
        w.PreviousCell = w.PreviousHidden + rows;
        w.Cell = w.PreviousCell + (HasCell ? rows : 0);
        w.TanhCell = w.Cell + (HasCell ? rows : 0);
        w.Bias = w.TanhCell + (HasCell ? rows : 0);
        w.HiddenGradient = w.Bias + Width;
        w.CellGradient = w.HiddenGradient + state;
        w.Scratch = w.CellGradient + (HasCell ? state : 0);
        return w;
    }
}
