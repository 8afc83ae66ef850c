using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>The cell of <see cref="Gru"/> and its reverse mode.</summary>
internal static unsafe class GruKernels
{
    /// <summary>r, z, n.</summary>
    public const int Gates = 3;

    private const int Lanes = MatrixLayout.Lanes;

    /// <summary>Sums of both parts → output; r, z and n stay in the gates.</summary>
    internal readonly struct Forward : IVectorKernel<RecurrentCell>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in RecurrentCell a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            for (int b = 0; b < a.Batch; b++)
            {
                float* previous = a.PreviousHidden + (b * a.RowStep), output = a.Output + (b * a.RowStep);
                for (int j = 0; j < a.Stride; j += TOps.Width)
                {
                    nint column = (b * a.GateStep) + MatrixLayout.InterleavedColumn(j, Gates);
                    float* gates = a.Gates + column, recurrent = a.Recurrent + column;
                    TVector h = TOps.Load(previous + j), hn = TOps.Load(recurrent + (2 * Lanes));
                    TVector r = VectorFunctions<TVector, TOps>.Sigmoid(TOps.Add(TOps.Load(gates), TOps.Load(recurrent)));
                    TVector z = VectorFunctions<TVector, TOps>.Sigmoid(TOps.Add(TOps.Load(gates + Lanes), TOps.Load(recurrent + Lanes)));
                    TVector n = VectorFunctions<TVector, TOps>.Tanh(TOps.MultiplyAdd(r, hn, TOps.Load(gates + (2 * Lanes))));
                    TOps.Store(r, gates);
                    TOps.Store(z, gates + Lanes);
                    TOps.Store(n, gates + (2 * Lanes));
                    TOps.Store(TOps.MultiplyAdd(z, TOps.Subtract(h, n), n), output + j);
                }
            }
        }
    }

    /// <summary>Turns gates and recurrent sums into their gradients in place, and leaves z·dh as the first part of the previous state's.</summary>
    internal readonly struct Backward : IVectorKernel<RecurrentCell>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in RecurrentCell a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            TVector one = TOps.Broadcast(1f);
            for (int b = 0; b < a.Batch; b++)
            {
                float* previous = a.PreviousHidden + (b * a.RowStep), outputGradient = a.Output + (b * a.RowStep);
                float* hiddenGradient = a.HiddenGradient + ((nint)b * a.Stride);
                for (int j = 0; j < a.Stride; j += TOps.Width)
                {
                    nint column = (b * a.GateStep) + MatrixLayout.InterleavedColumn(j, Gates);
                    float* gates = a.Gates + column, recurrent = a.Recurrent + column;
                    TVector h = TOps.Load(previous + j), hn = TOps.Load(recurrent + (2 * Lanes));
                    TVector r = TOps.Load(gates), z = TOps.Load(gates + Lanes), n = TOps.Load(gates + (2 * Lanes));
                    TVector dh = TOps.Add(TOps.Load(outputGradient + j), TOps.Load(hiddenGradient + j));
                    TVector dn = TOps.Multiply(TOps.Multiply(dh, TOps.Subtract(one, z)), TOps.Subtract(one, TOps.Multiply(n, n)));
                    TVector dz = TOps.Multiply(TOps.Multiply(dh, TOps.Subtract(h, n)), TOps.Multiply(z, TOps.Subtract(one, z)));
                    TVector dr = TOps.Multiply(TOps.Multiply(dn, hn), TOps.Multiply(r, TOps.Subtract(one, r)));
                    TOps.Store(dr, gates);
                    TOps.Store(dz, gates + Lanes);
                    TOps.Store(dn, gates + (2 * Lanes));
                    TOps.Store(dr, recurrent);
                    TOps.Store(dz, recurrent + Lanes);
                    TOps.Store(TOps.Multiply(dn, r), recurrent + (2 * Lanes));
                    TOps.Store(TOps.Multiply(dh, z), hiddenGradient + j);
                }
            }
        }
    }
}
