using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gate of Gers et al., 2000), one layer, with PyTorch's
/// parameters <c>weight_ih_l0</c> [4·hidden, inputs], <c>weight_hh_l0</c> [4·hidden, hidden], <c>bias_ih_l0</c>, <c>bias_hh_l0</c> and gate order i, f, g, o.
/// The state is hidden, then cell. Episode starts zero the state before their step.
/// </summary>
public sealed unsafe class Lstm : RecurrentLayer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="prefix">Put before the parameter names, such as <c>lstm.</c>; may be empty.</param>
    /// <param name="inputs">Features in.</param>
    /// <param name="hiddenSize">Width of hidden and cell state and of the output.</param>
    /// <param name="layerIndex">Number in the parameter names, for stacked layers. Default 0.</param>
    public Lstm(string prefix, int inputs, int hiddenSize, int layerIndex = 0)
        : base(prefix, inputs, hiddenSize, layerIndex, gates: 4, stateVectors: 2)
    {
    }

    internal override long WorkspaceLength(int batch, int steps) => (8L * batch * steps * Stride) + Width + (2L * batch * Stride) + ScratchLength;

    internal override void Forward(in LayerPass pass)
    {
        Parts w = Split(pass);
        Elementwise.Map<Elementwise.AddKernel>(pass.Parameters + BiasInput.Offset, pass.Parameters + BiasHidden.Offset, w.Bias, Width);
        for (int t = 0; t < pass.Steps; t++)
        {
            InputProduct(pass, t, w.Gates, w.Bias);
            RecurrentStart.Copy(pass, t, Stride, pass.Output, w.PreviousHidden, pass.InitialState);
            RecurrentStart.Copy(pass, t, Stride, w.Cell, w.PreviousCell, pass.InitialState == null ? null : pass.InitialState + Stride);
            HiddenProduct(pass, t, w.PreviousHidden, w.Gates, bias: null);
            WidestVector.Run<ForwardCell, CellArguments>(Cell(pass, w, t, pass.Output));
        }

        if (pass.FinalState != null)
        {
            RecurrentStart.CopyLast(pass, Stride, pass.Output, pass.FinalState);
            RecurrentStart.CopyLast(pass, Stride, w.Cell, pass.FinalState + Stride);
        }
    }

    internal override void Backward(in LayerPass pass)
    {
        Parts w = Split(pass);
        new Span<float>(w.HiddenGradient, pass.Batch * Stride).Clear();
        new Span<float>(w.CellGradient, pass.Batch * Stride).Clear();
        TransposeHidden(pass, w.Scratch);
        for (int t = pass.Steps - 1; t >= 0; t--)
        {
            WidestVector.Run<BackwardCell, CellArguments>(Cell(pass, w, t, pass.OutputGradient));
            HiddenGradient(pass, t, w.Gates, w.Scratch, w.HiddenGradient, accumulate: false);
            RecurrentStart.ClearReset(pass, t, Stride, w.CellGradient);
        }

        if (pass.InitialStateGradient != null)
        {
            MatrixLayout.CopyRows(w.HiddenGradient, Stride, pass.InitialStateGradient, pass.StateStride, pass.Batch, Stride);
            MatrixLayout.CopyRows(w.CellGradient, Stride, pass.InitialStateGradient + Stride, pass.StateStride, pass.Batch, Stride);
        }

        ParameterGradients(pass, w.PreviousHidden, w.Gates, w.Gates, w.Scratch);
    }

    private Parts Split(in LayerPass pass)
    {
        nint rows = (nint)pass.Rows * Stride;
        Parts w;
        w.Gates = pass.Workspace;
        w.Cell = w.Gates + (4 * rows);
        w.TanhCell = w.Cell + rows;
        w.PreviousHidden = w.TanhCell + rows;
        w.PreviousCell = w.PreviousHidden + rows;
        w.Bias = w.PreviousCell + rows;
        w.HiddenGradient = w.Bias + Width;
        w.CellGradient = w.HiddenGradient + ((nint)pass.Batch * Stride);
        w.Scratch = w.CellGradient + ((nint)pass.Batch * Stride);
        return w;
    }

    private CellArguments Cell(in LayerPass pass, in Parts w, int t, float* output)
    {
        nint row = (nint)t * Stride;
        return new CellArguments
        {
            Gates = w.Gates + (4 * row),
            PreviousCell = w.PreviousCell + row,
            Cell = w.Cell + row,
            TanhCell = w.TanhCell + row,
            Output = output + row,
            HiddenGradient = w.HiddenGradient,
            CellGradient = w.CellGradient,
            Stride = Stride,
            Batch = pass.Batch,
            RowStep = (nint)pass.Steps * Stride,
        };
    }

    private struct Parts
    {
        public float* Gates, Cell, TanhCell, PreviousHidden, PreviousCell, Bias, HiddenGradient, CellGradient, Scratch;
    }

    /// <summary>The rows of one step of all sequences, <see cref="RowStep"/> floats apart (gates four times that).</summary>
    private struct CellArguments
    {
        public float* Gates, PreviousCell, Cell, TanhCell;

        /// <summary>The output on the way forward, its gradient on the way back.</summary>
        public float* Output;

        /// <summary>[batch × stride] gradients that flow back through the state.</summary>
        public float* HiddenGradient, CellGradient;

        public int Stride, Batch;
        public nint RowStep;
    }

    private readonly struct ForwardCell : IVectorKernel<CellArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in CellArguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            int stride = a.Stride;
            for (int b = 0; b < a.Batch; b++)
            {
                nint row = b * a.RowStep;
                float* gates = a.Gates + (4 * row), previousCell = a.PreviousCell + row, cell = a.Cell + row, tanhCell = a.TanhCell + row, output = a.Output + row;
                for (nint j = 0; j < stride; j += TOps.Width)
                {
                    TVector i = VectorFunctions<TVector, TOps>.Sigmoid(TOps.Load(gates + j));
                    TVector f = VectorFunctions<TVector, TOps>.Sigmoid(TOps.Load(gates + stride + j));
                    TVector g = VectorFunctions<TVector, TOps>.Tanh(TOps.Load(gates + (2 * stride) + j));
                    TVector o = VectorFunctions<TVector, TOps>.Sigmoid(TOps.Load(gates + (3 * stride) + j));
                    TVector c = TOps.MultiplyAdd(f, TOps.Load(previousCell + j), TOps.Multiply(i, g));
                    TVector tanh = VectorFunctions<TVector, TOps>.Tanh(c);
                    TOps.Store(i, gates + j);
                    TOps.Store(f, gates + stride + j);
                    TOps.Store(g, gates + (2 * stride) + j);
                    TOps.Store(o, gates + (3 * stride) + j);
                    TOps.Store(c, cell + j);
                    TOps.Store(tanh, tanhCell + j);
                    TOps.Store(TOps.Multiply(o, tanh), output + j);
                }
            }
        }
    }

    // Gates become their gradients in place; the cell gradient becomes that of the previous cell.
    private readonly struct BackwardCell : IVectorKernel<CellArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in CellArguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            int stride = a.Stride;
            TVector one = TOps.Broadcast(1f);
            for (int b = 0; b < a.Batch; b++)
            {
                nint row = b * a.RowStep;
                float* gates = a.Gates + (4 * row), previousCell = a.PreviousCell + row, tanhCell = a.TanhCell + row, outputGradient = a.Output + row;
                float* hiddenGradient = a.HiddenGradient + ((nint)b * stride), cellGradient = a.CellGradient + ((nint)b * stride);
                for (nint j = 0; j < stride; j += TOps.Width)
                {
                    TVector i = TOps.Load(gates + j), f = TOps.Load(gates + stride + j), g = TOps.Load(gates + (2 * stride) + j), o = TOps.Load(gates + (3 * stride) + j);
                    TVector tanh = TOps.Load(tanhCell + j);
                    TVector dh = TOps.Add(TOps.Load(outputGradient + j), TOps.Load(hiddenGradient + j));
                    TVector slope = TOps.Subtract(one, TOps.Multiply(tanh, tanh));
                    TVector dc = TOps.MultiplyAdd(TOps.Multiply(dh, o), slope, TOps.Load(cellGradient + j));
                    TVector di = TOps.Multiply(TOps.Multiply(dc, g), TOps.Multiply(i, TOps.Subtract(one, i)));
                    TVector df = TOps.Multiply(TOps.Multiply(dc, TOps.Load(previousCell + j)), TOps.Multiply(f, TOps.Subtract(one, f)));
                    TVector dg = TOps.Multiply(TOps.Multiply(dc, i), TOps.Subtract(one, TOps.Multiply(g, g)));
                    TVector outputGate = TOps.Multiply(TOps.Multiply(dh, tanh), TOps.Multiply(o, TOps.Subtract(one, o)));
                    TOps.Store(TOps.Multiply(dc, f), cellGradient + j);
                    TOps.Store(di, gates + j);
                    TOps.Store(df, gates + stride + j);
                    TOps.Store(dg, gates + (2 * stride) + j);
                    TOps.Store(outputGate, gates + (3 * stride) + j);
                }
            }
        }
    }
}
