using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Neural;

/// <summary>
/// Gated recurrent unit (Cho et al., 2014) in PyTorch's form, one layer: n = tanh(W_in·x + b_in + r·(W_hn·h + b_hn)),
/// h′ = (1 − z)·n + z·h, gate order r, z, n. Episode starts zero the state before their step.
/// </summary>
public sealed unsafe class Gru : RecurrentLayer
{
    private readonly ParameterTensor weightInput, weightHidden, biasInput, biasHidden;
    private readonly int hidden, stride;

    /// <summary>Describes the layer.</summary>
    /// <param name="prefix">Put before the parameter names, such as <c>gru.</c>; may be empty.</param>
    /// <param name="inputs">Features in.</param>
    /// <param name="hiddenSize">Width of the state and of the output.</param>
    /// <param name="layerIndex">Number in the parameter names, for stacked layers. Default 0.</param>
    public Gru(string prefix, int inputs, int hiddenSize, int layerIndex = 0)
        : base(inputs, hiddenSize, stateVectors: 1)
    {
        hidden = hiddenSize;
        stride = MatrixLayout.Pad(hiddenSize);
        weightInput = Matrix($"{prefix}weight_ih_l{layerIndex}", 3 * hiddenSize, inputs, groups: 3);
        weightHidden = Matrix($"{prefix}weight_hh_l{layerIndex}", 3 * hiddenSize, hiddenSize, groups: 3);
        biasInput = Vector($"{prefix}bias_ih_l{layerIndex}", 3 * hiddenSize, groups: 3);
        biasHidden = Vector($"{prefix}bias_hh_l{layerIndex}", 3 * hiddenSize, groups: 3);
    }

    internal override long WorkspaceLength(int batch, int steps) =>
        (7L * batch * steps * stride) + ((long)batch * stride) + (3L * stride * Math.Max(stride, MatrixLayout.Pad(Inputs)));

    internal override void Forward(in LayerPass pass)
    {
        Parts w = Split(pass);
        int width = 3 * stride, steps = pass.Steps;
        MatrixProduct.Run(pass.Input, pass.InputStride, 1, pass.Parameters + weightInput.Offset, width, w.Gates, width, pass.Rows, Inputs, width, pass.Parameters + biasInput.Offset);
        for (int t = 0; t < steps; t++)
        {
            RecurrentStart.Copy(pass, t, stride, pass.Output, w.Previous, pass.InitialState);
            MatrixProduct.Run(w.Previous + ((nint)t * stride), (nint)steps * stride, 1, pass.Parameters + weightHidden.Offset, width, w.Recurrent + ((nint)t * width), (nint)steps * width, pass.Batch, hidden, width, pass.Parameters + biasHidden.Offset);
            for (int b = 0; b < pass.Batch; b++)
            {
                nint row = ((nint)b * steps) + t;
                Cell(forward: true, w.Gates + (row * width), w.Recurrent + (row * width), w.Previous + (row * stride), pass.Output + (row * stride), null, stride);
            }
        }

        if (pass.FinalState != null)
        {
            RecurrentStart.CopyLast(pass, stride, pass.Output, pass.FinalState);
        }
    }

    internal override void Backward(in LayerPass pass)
    {
        Parts w = Split(pass);
        int width = 3 * stride, steps = pass.Steps;
        new Span<float>(w.HiddenGradient, pass.Batch * stride).Clear();
        MatrixLayout.Transpose(pass.Parameters + weightHidden.Offset, width, w.Scratch, stride, hidden, width);
        for (int t = steps - 1; t >= 0; t--)
        {
            for (int b = 0; b < pass.Batch; b++)
            {
                nint row = ((nint)b * steps) + t;
                Cell(forward: false, w.Gates + (row * width), w.Recurrent + (row * width), w.Previous + (row * stride), pass.OutputGradient + (row * stride), w.HiddenGradient + ((nint)b * stride), stride);
            }

            MatrixProduct.Run(w.Recurrent + ((nint)t * width), (nint)steps * width, 1, w.Scratch, stride, w.HiddenGradient, stride, pass.Batch, width, stride, null, accumulate: true);
            RecurrentStart.ClearReset(pass, t, stride, w.HiddenGradient);
        }

        if (pass.InitialStateGradient != null)
        {
            MatrixLayout.CopyRows(w.HiddenGradient, stride, pass.InitialStateGradient, pass.StateStride, pass.Batch, stride);
        }

        LinearGradient.Run(pass, w.Previous, stride, hidden, w.Recurrent, width, weightHidden, biasHidden, null, null, 0);
        LinearGradient.Run(pass, pass.Input, pass.InputStride, Inputs, w.Gates, width, weightInput, biasInput, w.Scratch, pass.InputGradient, pass.InputGradientStride);
    }

    private Parts Split(in LayerPass pass)
    {
        nint rows = (nint)pass.Rows * stride;
        Parts w;
        w.Gates = pass.Workspace;
        w.Recurrent = w.Gates + (3 * rows);
        w.Previous = w.Recurrent + (3 * rows);
        w.HiddenGradient = w.Previous + rows;
        w.Scratch = w.HiddenGradient + ((nint)pass.Batch * stride);
        return w;
    }

    private static void Cell(bool forward, float* gates, float* recurrent, float* previous, float* row, float* hiddenGradient, int stride)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Cell<Vector512<float>, Vector512Ops>(forward, gates, recurrent, previous, row, hiddenGradient, stride);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Cell<Vector256<float>, Vector256Ops>(forward, gates, recurrent, previous, row, hiddenGradient, stride);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Cell<Vector128<float>, Vector128Ops>(forward, gates, recurrent, previous, row, hiddenGradient, stride);
        }
        else
        {
            Cell<float, ScalarOps>(forward, gates, recurrent, previous, row, hiddenGradient, stride);
        }
    }

    // Forward keeps r, z, n in the gates. Backward turns gates and recurrent sums into their gradients in place, and leaves z·dh as the first part of the previous state's.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cell<TVector, TOps>(bool forward, float* gates, float* recurrent, float* previous, float* row, float* hiddenGradient, int stride)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        TVector one = TOps.Broadcast(1f);
        for (nint j = 0; j < stride; j += TOps.Width)
        {
            TVector h = TOps.Load(previous + j), hn = TOps.Load(recurrent + (2 * stride) + j);
            if (forward)
            {
                TVector r = VectorFunctions<TVector, TOps>.Sigmoid(TOps.Add(TOps.Load(gates + j), TOps.Load(recurrent + j)));
                TVector z = VectorFunctions<TVector, TOps>.Sigmoid(TOps.Add(TOps.Load(gates + stride + j), TOps.Load(recurrent + stride + j)));
                TVector n = VectorFunctions<TVector, TOps>.Tanh(TOps.MultiplyAdd(r, hn, TOps.Load(gates + (2 * stride) + j)));
                TOps.Store(r, gates + j);
                TOps.Store(z, gates + stride + j);
                TOps.Store(n, gates + (2 * stride) + j);
                TOps.Store(TOps.MultiplyAdd(z, TOps.Subtract(h, n), n), row + j);
            }
            else
            {
                TVector r = TOps.Load(gates + j), z = TOps.Load(gates + stride + j), n = TOps.Load(gates + (2 * stride) + j);
                TVector dh = TOps.Add(TOps.Load(row + j), TOps.Load(hiddenGradient + j));
                TVector dn = TOps.Multiply(TOps.Multiply(dh, TOps.Subtract(one, z)), TOps.Subtract(one, TOps.Multiply(n, n)));
                TVector dz = TOps.Multiply(TOps.Multiply(dh, TOps.Subtract(h, n)), TOps.Multiply(z, TOps.Subtract(one, z)));
                TVector dr = TOps.Multiply(TOps.Multiply(dn, hn), TOps.Multiply(r, TOps.Subtract(one, r)));
                TOps.Store(dr, gates + j);
                TOps.Store(dz, gates + stride + j);
                TOps.Store(dn, gates + (2 * stride) + j);
                TOps.Store(dr, recurrent + j);
                TOps.Store(dz, recurrent + stride + j);
                TOps.Store(TOps.Multiply(dn, r), recurrent + (2 * stride) + j);
                TOps.Store(TOps.Multiply(dh, z), hiddenGradient + j);
            }
        }
    }

    private struct Parts
    {
        public float* Gates, Recurrent, Previous, HiddenGradient, Scratch;
    }
}
