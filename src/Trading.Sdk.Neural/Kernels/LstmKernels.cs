using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>The cell of <see cref="Lstm"/> and its reverse mode, and a whole step in one kernel.</summary>
internal static unsafe class LstmKernels
{
    /// <summary>i, f, g, o.</summary>
    public const int Gates = 4;

    private const int Lanes = MatrixLayout.Lanes;

    internal struct StepArguments
    {
        public RecurrentCell Cell;

        /// <summary>Input rows, <see cref="InputStep"/> floats apart; null when the gates hold the input's sums already.</summary>
        public float* Input;
        public nint InputStep;

        /// <summary>Features of the input and of the hidden state.</summary>
        public int Inputs, Outputs;

        public float* WeightInput, WeightHidden, BiasInput, BiasHidden;

        /// <summary>True to run through the state from its end: alternating steps find the weights that the step before has read last still in the first-level cache.</summary>
        public bool FromTheEnd;
    }

    /// <summary>Sums of the gates → gates, cell and output.</summary>
    internal readonly struct Forward : IVectorKernel<RecurrentCell>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in RecurrentCell a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            for (int b = 0; b < a.Batch; b++)
            {
                float* row = a.Gates + (b * a.GateStep);
                for (int j = 0; j < a.Stride; j += TOps.Width)
                {
                    float* gates = row + MatrixLayout.InterleavedColumn(j, Gates);
                    Activate<TVector, TOps>(a, (b * a.RowStep) + j, gates, TOps.Load(gates), TOps.Load(gates + Lanes), TOps.Load(gates + (2 * Lanes)), TOps.Load(gates + (3 * Lanes)));
                }
            }
        }
    }

    /// <summary>
    /// Products, gates, cell and output of one step, 16 numbers of the state at a time: the four gates of a stretch lie together in the
    /// weights, and their sums never leave the registers. The sums have the order of <see cref="MatrixProduct"/>.
    /// </summary>
    internal readonly struct Step : IVectorKernel<StepArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in StepArguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            int stride = a.Cell.Stride;
            nint width = Gates * stride;
            for (int b = 0; b < a.Cell.Batch; b++)
            {
                nint row = b * a.Cell.RowStep;
                for (int n = 0; n < stride; n += TOps.Width)
                {
                    int j = a.FromTheEnd ? stride - TOps.Width - n : n;
                    nint column = MatrixLayout.InterleavedColumn(j, Gates);
                    float* gates = a.Cell.Gates + (b * a.Cell.GateStep) + column;
                    TVector i, f, g, o;
                    int part = 1;
                    if (a.Input == null)
                    {
                        i = TOps.Load(gates);
                        f = TOps.Load(gates + Lanes);
                        g = TOps.Load(gates + (2 * Lanes));
                        o = TOps.Load(gates + (3 * Lanes));
                    }
                    else
                    {
                        float* first = a.BiasInput + column, second = a.BiasHidden + column;
                        i = TOps.Add(TOps.Load(first), TOps.Load(second));
                        f = TOps.Add(TOps.Load(first + Lanes), TOps.Load(second + Lanes));
                        g = TOps.Add(TOps.Load(first + (2 * Lanes)), TOps.Load(second + (2 * Lanes)));
                        o = TOps.Add(TOps.Load(first + (3 * Lanes)), TOps.Load(second + (3 * Lanes)));
                        part = 0;
                    }

                    // The input's part, then the state's, each in an even and an odd chain.
                    for (; part < 2; part++)
                    {
                        float* x = part == 0 ? a.Input + (b * a.InputStep) : a.Cell.PreviousHidden + row;
                        float* weight = (part == 0 ? a.WeightInput : a.WeightHidden) + column;
                        int inner = part == 0 ? a.Inputs : a.Outputs;
                        TVector oddI = default, oddF = default, oddG = default, oddO = default;
                        int k = 0;
                        for (; k + 2 <= inner; k += 2)
                        {
                            TVector v = TOps.Broadcast(x[k]), u = TOps.Broadcast(x[k + 1]);
                            float* next = weight + width;
                            i = TOps.MultiplyAdd(v, TOps.Load(weight), i);
                            f = TOps.MultiplyAdd(v, TOps.Load(weight + Lanes), f);
                            g = TOps.MultiplyAdd(v, TOps.Load(weight + (2 * Lanes)), g);
                            o = TOps.MultiplyAdd(v, TOps.Load(weight + (3 * Lanes)), o);
                            oddI = TOps.MultiplyAdd(u, TOps.Load(next), oddI);
                            oddF = TOps.MultiplyAdd(u, TOps.Load(next + Lanes), oddF);
                            oddG = TOps.MultiplyAdd(u, TOps.Load(next + (2 * Lanes)), oddG);
                            oddO = TOps.MultiplyAdd(u, TOps.Load(next + (3 * Lanes)), oddO);
                            weight = next + width;
                        }

                        if (k < inner)
                        {
                            TVector v = TOps.Broadcast(x[k]);
                            i = TOps.MultiplyAdd(v, TOps.Load(weight), i);
                            f = TOps.MultiplyAdd(v, TOps.Load(weight + Lanes), f);
                            g = TOps.MultiplyAdd(v, TOps.Load(weight + (2 * Lanes)), g);
                            o = TOps.MultiplyAdd(v, TOps.Load(weight + (3 * Lanes)), o);
                        }

                        i = TOps.Add(i, oddI);
                        f = TOps.Add(f, oddF);
                        g = TOps.Add(g, oddG);
                        o = TOps.Add(o, oddO);
                    }

                    Activate<TVector, TOps>(a.Cell, row + j, gates, i, f, g, o);
                }
            }
        }
    }

    /// <summary>Gates become their gradients in place; the cell gradient becomes that of the previous cell.</summary>
    internal readonly struct Backward : IVectorKernel<RecurrentCell>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in RecurrentCell a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            int stride = a.Stride;
            TVector one = TOps.Broadcast(1f);
            for (int b = 0; b < a.Batch; b++)
            {
                nint row = b * a.RowStep;
                float* previousCell = a.PreviousCell + row, tanhCell = a.TanhCell + row, outputGradient = a.Output + row;
                float* hiddenGradient = a.HiddenGradient + ((nint)b * stride), cellGradient = a.CellGradient + ((nint)b * stride);
                for (int j = 0; j < stride; j += TOps.Width)
                {
                    float* gates = a.Gates + (b * a.GateStep) + MatrixLayout.InterleavedColumn(j, Gates);
                    TVector i = TOps.Load(gates), f = TOps.Load(gates + Lanes), g = TOps.Load(gates + (2 * Lanes)), o = TOps.Load(gates + (3 * Lanes));
                    TVector tanh = TOps.Load(tanhCell + j);
                    TVector dh = TOps.Add(TOps.Load(outputGradient + j), TOps.Load(hiddenGradient + j));
                    TVector slope = TOps.Subtract(one, TOps.Multiply(tanh, tanh));
                    TVector dc = TOps.MultiplyAdd(TOps.Multiply(dh, o), slope, TOps.Load(cellGradient + j));
                    TVector di = TOps.Multiply(TOps.Multiply(dc, g), TOps.Multiply(i, TOps.Subtract(one, i)));
                    TVector df = TOps.Multiply(TOps.Multiply(dc, TOps.Load(previousCell + j)), TOps.Multiply(f, TOps.Subtract(one, f)));
                    TVector dg = TOps.Multiply(TOps.Multiply(dc, i), TOps.Subtract(one, TOps.Multiply(g, g)));
                    TVector outputGate = TOps.Multiply(TOps.Multiply(dh, tanh), TOps.Multiply(o, TOps.Subtract(one, o)));
                    TOps.Store(TOps.Multiply(dc, f), cellGradient + j);
                    TOps.Store(di, gates);
                    TOps.Store(df, gates + Lanes);
                    TOps.Store(dg, gates + (2 * Lanes));
                    TOps.Store(outputGate, gates + (3 * Lanes));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Activate<TVector, TOps>(in RecurrentCell a, nint at, float* gates, TVector i, TVector f, TVector g, TVector o)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        i = VectorFunctions<TVector, TOps>.Sigmoid(i);
        f = VectorFunctions<TVector, TOps>.Sigmoid(f);
        g = VectorFunctions<TVector, TOps>.Tanh(g);
        o = VectorFunctions<TVector, TOps>.Sigmoid(o);
        TVector c = TOps.MultiplyAdd(f, TOps.Load(a.PreviousCell + at), TOps.Multiply(i, g));
        TVector tanh = VectorFunctions<TVector, TOps>.Tanh(c);
        TOps.Store(i, gates);
        TOps.Store(f, gates + Lanes);
        TOps.Store(g, gates + (2 * Lanes));
        TOps.Store(o, gates + (3 * Lanes));
        TOps.Store(c, a.Cell + at);
        TOps.Store(tanh, a.TanhCell + at);
        TOps.Store(TOps.Multiply(o, tanh), a.Output + at);
    }
}
