using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>
/// Gated recurrent unit (Cho et al., 2014) in PyTorch's form, one layer: n = tanh(W_in·x + b_in + r·(W_hn·h + b_hn)),
/// h′ = (1 − z)·n + z·h, gate order r, z, n. Episode starts zero the state before their step.
/// </summary>
public sealed unsafe class Gru : RecurrentLayer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="prefix">Put before the parameter names, such as <c>gru.</c>; may be empty.</param>
    /// <param name="inputs">Features in.</param>
    /// <param name="hiddenSize">Width of the state and of the output.</param>
    /// <param name="layerIndex">Number in the parameter names, for stacked layers. Default 0.</param>
    public Gru(string prefix, int inputs, int hiddenSize, int layerIndex = 0)
        : base(prefix, inputs, hiddenSize, layerIndex, gates: 3, stateVectors: 1)
    {
    }

    internal override long WorkspaceLength(int batch, int steps) => (7L * batch * steps * Stride) + ((long)batch * Stride) + ScratchLength;

    internal override void Forward(in LayerPass pass)
    {
        Parts w = Split(pass);
        for (int t = 0; t < pass.Steps; t++)
        {
            InputProduct(pass, t, w.Gates, pass.Parameters + BiasInput.Offset);
            RecurrentStart.Copy(pass, t, Stride, pass.Output, w.Previous, pass.InitialState);
            HiddenProduct(pass, t, w.Previous, w.Recurrent, pass.Parameters + BiasHidden.Offset);
            WidestVector.Run<ForwardCell, CellArguments>(Cell(pass, w, t, pass.Output));
        }

        if (pass.FinalState != null)
        {
            RecurrentStart.CopyLast(pass, Stride, pass.Output, pass.FinalState);
        }
    }

    internal override void Backward(in LayerPass pass)
    {
        Parts w = Split(pass);
        new Span<float>(w.HiddenGradient, pass.Batch * Stride).Clear();
        TransposeHidden(pass, w.Scratch);
        for (int t = pass.Steps - 1; t >= 0; t--)
        {
            WidestVector.Run<BackwardCell, CellArguments>(Cell(pass, w, t, pass.OutputGradient));
            HiddenGradient(pass, t, w.Recurrent, w.Scratch, w.HiddenGradient, accumulate: true);
        }

        if (pass.InitialStateGradient != null)
        {
            MatrixLayout.CopyRows(w.HiddenGradient, Stride, pass.InitialStateGradient, pass.StateStride, pass.Batch, Stride);
        }

        ParameterGradients(pass, w.Previous, w.Recurrent, w.Gates, w.Scratch);
    }

    private Parts Split(in LayerPass pass)
    {
        nint rows = (nint)pass.Rows * Stride;
        Parts w;
        w.Gates = pass.Workspace;
        w.Recurrent = w.Gates + (3 * rows);
        w.Previous = w.Recurrent + (3 * rows);
        w.HiddenGradient = w.Previous + rows;
        w.Scratch = w.HiddenGradient + ((nint)pass.Batch * Stride);
        return w;
    }

    private CellArguments Cell(in LayerPass pass, in Parts w, int t, float* output)
    {
        nint row = (nint)t * Stride;
        return new CellArguments
        {
            Gates = w.Gates + (3 * row),
            Recurrent = w.Recurrent + (3 * row),
            Previous = w.Previous + row,
            Output = output + row,
            HiddenGradient = w.HiddenGradient,
            Stride = Stride,
            Batch = pass.Batch,
            RowStep = (nint)pass.Steps * Stride,
        };
    }

    private struct Parts
    {
        public float* Gates, Recurrent, Previous, HiddenGradient, Scratch;
    }

    /// <summary>The rows of one step of all sequences, <see cref="RowStep"/> floats apart (gates and recurrent sums three times that).</summary>
    private struct CellArguments
    {
        public float* Gates, Recurrent, Previous;

        /// <summary>The output on the way forward, its gradient on the way back.</summary>
        public float* Output;

        /// <summary>[batch × stride] gradient that flows back through the state.</summary>
        public float* HiddenGradient;

        public int Stride, Batch;
        public nint RowStep;
    }

    // Keeps r, z, n in the gates.
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
                float* gates = a.Gates + (3 * row), recurrent = a.Recurrent + (3 * row), previous = a.Previous + row, output = a.Output + row;
                for (nint j = 0; j < stride; j += TOps.Width)
                {
                    TVector h = TOps.Load(previous + j), hn = TOps.Load(recurrent + (2 * stride) + j);
                    TVector r = VectorFunctions<TVector, TOps>.Sigmoid(TOps.Add(TOps.Load(gates + j), TOps.Load(recurrent + j)));
                    TVector z = VectorFunctions<TVector, TOps>.Sigmoid(TOps.Add(TOps.Load(gates + stride + j), TOps.Load(recurrent + stride + j)));
                    TVector n = VectorFunctions<TVector, TOps>.Tanh(TOps.MultiplyAdd(r, hn, TOps.Load(gates + (2 * stride) + j)));
                    TOps.Store(r, gates + j);
                    TOps.Store(z, gates + stride + j);
                    TOps.Store(n, gates + (2 * stride) + j);
                    TOps.Store(TOps.MultiplyAdd(z, TOps.Subtract(h, n), n), output + j);
                }
            }
        }
    }

    // Turns gates and recurrent sums into their gradients in place, and leaves z·dh as the first part of the previous state's.
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
                float* gates = a.Gates + (3 * row), recurrent = a.Recurrent + (3 * row), previous = a.Previous + row, outputGradient = a.Output + row;
                float* hiddenGradient = a.HiddenGradient + ((nint)b * stride);
                for (nint j = 0; j < stride; j += TOps.Width)
                {
                    TVector h = TOps.Load(previous + j), hn = TOps.Load(recurrent + (2 * stride) + j);
                    TVector r = TOps.Load(gates + j), z = TOps.Load(gates + stride + j), n = TOps.Load(gates + (2 * stride) + j);
                    TVector dh = TOps.Add(TOps.Load(outputGradient + j), TOps.Load(hiddenGradient + j));
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
    }
}
