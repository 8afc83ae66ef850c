using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Neural;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gate of Gers et al., 2000), one layer, with PyTorch's
/// parameters <c>weight_ih_l0</c> [4·hidden, inputs], <c>weight_hh_l0</c> [4·hidden, hidden], <c>bias_ih_l0</c>, <c>bias_hh_l0</c> and gate order i, f, g, o.
/// The state is hidden, then cell. Episode starts zero the state before their step.
/// </summary>
public sealed unsafe class Lstm : RecurrentLayer
{
    private readonly ParameterTensor weightInput, weightHidden, biasInput, biasHidden;
    private readonly int hidden, stride;

    /// <summary>Describes the layer.</summary>
    /// <param name="prefix">Put before the parameter names, such as <c>lstm.</c>; may be empty.</param>
    /// <param name="inputs">Features in.</param>
    /// <param name="hiddenSize">Width of hidden and cell state, and of the output.</param>
    /// <param name="layerIndex">Number in the parameter names, for stacked layers. Default 0.</param>
    public Lstm(string prefix, int inputs, int hiddenSize, int layerIndex = 0)
        : base(inputs, hiddenSize, stateVectors: 2)
    {
        hidden = hiddenSize;
        stride = MatrixLayout.Pad(hiddenSize);
        weightInput = Matrix($"{prefix}weight_ih_l{layerIndex}", 4 * hiddenSize, inputs, groups: 4);
        weightHidden = Matrix($"{prefix}weight_hh_l{layerIndex}", 4 * hiddenSize, hiddenSize, groups: 4);
        biasInput = Vector($"{prefix}bias_ih_l{layerIndex}", 4 * hiddenSize, groups: 4);
        biasHidden = Vector($"{prefix}bias_hh_l{layerIndex}", 4 * hiddenSize, groups: 4);
    }

    internal override long WorkspaceLength(int batch, int steps) =>
        (8L * batch * steps * stride) + (4L * stride) + (2L * batch * stride) + (4L * stride * Math.Max(stride, MatrixLayout.Pad(Inputs)));

    internal override void Forward(in LayerPass pass)
    {
        Parts w = Split(pass);
        int width = 4 * stride, steps = pass.Steps;
        Elementwise.Map<Elementwise.AddKernel>(pass.Parameters + biasInput.Offset, pass.Parameters + biasHidden.Offset, w.Bias, width);
        MatrixProduct.Run(pass.Input, pass.InputStride, 1, pass.Parameters + weightInput.Offset, width, w.Gates, width, pass.Rows, Inputs, width, w.Bias);
        for (int t = 0; t < steps; t++)
        {
            RecurrentStart.Copy(pass, t, stride, pass.Output, w.PreviousHidden, pass.InitialState);
            RecurrentStart.Copy(pass, t, stride, w.Cell, w.PreviousCell, pass.InitialState == null ? null : pass.InitialState + stride);
            MatrixProduct.Run(w.PreviousHidden + ((nint)t * stride), (nint)steps * stride, 1, pass.Parameters + weightHidden.Offset, width, w.Gates + ((nint)t * width), (nint)steps * width, pass.Batch, hidden, width, null, accumulate: true);
            for (int b = 0; b < pass.Batch; b++)
            {
                nint row = ((nint)b * steps) + t;
                CellForward(w.Gates + (row * width), w.PreviousCell + (row * stride), w.Cell + (row * stride), w.TanhCell + (row * stride), pass.Output + (row * stride), stride);
            }
        }

        if (pass.FinalState != null)
        {
            RecurrentStart.CopyLast(pass, stride, pass.Output, pass.FinalState);
            RecurrentStart.CopyLast(pass, stride, w.Cell, pass.FinalState + stride);
        }
    }

    internal override void Backward(in LayerPass pass)
    {
        Parts w = Split(pass);
        int width = 4 * stride, steps = pass.Steps;
        new Span<float>(w.HiddenGradient, pass.Batch * stride).Clear();
        new Span<float>(w.CellGradient, pass.Batch * stride).Clear();
        MatrixLayout.Transpose(pass.Parameters + weightHidden.Offset, width, w.Scratch, stride, hidden, width);
        for (int t = steps - 1; t >= 0; t--)
        {
            for (int b = 0; b < pass.Batch; b++)
            {
                nint row = ((nint)b * steps) + t;
                CellBackward(w.Gates + (row * width), w.PreviousCell + (row * stride), w.TanhCell + (row * stride), pass.OutputGradient + (row * stride), w.HiddenGradient + ((nint)b * stride), w.CellGradient + ((nint)b * stride), stride);
            }

            MatrixProduct.Run(w.Gates + ((nint)t * width), (nint)steps * width, 1, w.Scratch, stride, w.HiddenGradient, stride, pass.Batch, width, stride, null);
            RecurrentStart.ClearReset(pass, t, stride, w.HiddenGradient);
            RecurrentStart.ClearReset(pass, t, stride, w.CellGradient);
        }

        if (pass.InitialStateGradient != null)
        {
            MatrixLayout.CopyRows(w.HiddenGradient, stride, pass.InitialStateGradient, pass.StateStride, pass.Batch, stride);
            MatrixLayout.CopyRows(w.CellGradient, stride, pass.InitialStateGradient + stride, pass.StateStride, pass.Batch, stride);
        }

        LinearGradient.Run(pass, w.PreviousHidden, stride, hidden, w.Gates, width, weightHidden, biasHidden, null, null, 0);
        LinearGradient.Run(pass, pass.Input, pass.InputStride, Inputs, w.Gates, width, weightInput, biasInput, w.Scratch, pass.InputGradient, pass.InputGradientStride);
    }

    private Parts Split(in LayerPass pass)
    {
        nint rows = (nint)pass.Rows * stride;
        Parts w;
        w.Gates = pass.Workspace;
        w.Cell = w.Gates + (4 * rows);
        w.TanhCell = w.Cell + rows;
        w.PreviousHidden = w.TanhCell + rows;
        w.PreviousCell = w.PreviousHidden + rows;
        w.Bias = w.PreviousCell + rows;
        w.HiddenGradient = w.Bias + (4 * stride);
        w.CellGradient = w.HiddenGradient + ((nint)pass.Batch * stride);
        w.Scratch = w.CellGradient + ((nint)pass.Batch * stride);
        return w;
    }

    private static void CellForward(float* gates, float* previousCell, float* cell, float* tanhCell, float* output, int stride)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            CellForward<Vector512<float>, Vector512Ops>(gates, previousCell, cell, tanhCell, output, stride);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            CellForward<Vector256<float>, Vector256Ops>(gates, previousCell, cell, tanhCell, output, stride);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            CellForward<Vector128<float>, Vector128Ops>(gates, previousCell, cell, tanhCell, output, stride);
        }
        else
        {
            CellForward<float, ScalarOps>(gates, previousCell, cell, tanhCell, output, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CellForward<TVector, TOps>(float* gates, float* previousCell, float* cell, float* tanhCell, float* output, int stride)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
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

    private static void CellBackward(float* gates, float* previousCell, float* tanhCell, float* outputGradient, float* hiddenGradient, float* cellGradient, int stride)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            CellBackward<Vector512<float>, Vector512Ops>(gates, previousCell, tanhCell, outputGradient, hiddenGradient, cellGradient, stride);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            CellBackward<Vector256<float>, Vector256Ops>(gates, previousCell, tanhCell, outputGradient, hiddenGradient, cellGradient, stride);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            CellBackward<Vector128<float>, Vector128Ops>(gates, previousCell, tanhCell, outputGradient, hiddenGradient, cellGradient, stride);
        }
        else
        {
            CellBackward<float, ScalarOps>(gates, previousCell, tanhCell, outputGradient, hiddenGradient, cellGradient, stride);
        }
    }

    // Gates become their gradients in place; the cell gradient becomes that of the previous cell.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CellBackward<TVector, TOps>(float* gates, float* previousCell, float* tanhCell, float* outputGradient, float* hiddenGradient, float* cellGradient, int stride)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        TVector one = TOps.Broadcast(1f);
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
            TVector d0 = TOps.Multiply(TOps.Multiply(dh, tanh), TOps.Multiply(o, TOps.Subtract(one, o)));
            TOps.Store(TOps.Multiply(dc, f), cellGradient + j);
            TOps.Store(di, gates + j);
            TOps.Store(df, gates + stride + j);
            TOps.Store(dg, gates + (2 * stride) + j);
            TOps.Store(d0, gates + (3 * stride) + j);
        }
    }

    private struct Parts
    {
        public float* Gates, Cell, TanhCell, PreviousHidden, PreviousCell, Bias, HiddenGradient, CellGradient, Scratch;
    }
}
