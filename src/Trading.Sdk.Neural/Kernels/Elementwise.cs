using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>Applies a kernel lane by lane over memory whose length is a multiple of 16.</summary>
internal static unsafe class Elementwise
{
    /// <summary>destination = kernel(x, y); the destination may be either source.</summary>
    public static void Map<TKernel>(float* x, float* y, float* destination, nint length)
        where TKernel : struct, IBinaryKernel =>
        WidestVector.Run<Mapped<TKernel>, Arguments>(new Arguments { X = x, Y = y, Destination = destination, Length = length });

    internal struct Arguments
    {
        public float* X, Y, Destination;
        public nint Length;
    }

    internal readonly struct Mapped<TKernel> : IVectorKernel<Arguments>
        where TKernel : struct, IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in Arguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            float* x = a.X, y = a.Y, destination = a.Destination;
            for (nint i = 0; i < a.Length; i += TOps.Width)
            {
                TOps.Store(TKernel.Apply<TVector, TOps>(TOps.Load(x + i), TOps.Load(y + i)), destination + i);
            }
        }
    }

    internal readonly struct AddKernel : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => TOps.Add(x, y);
    }

    internal readonly struct MultiplyKernel : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => TOps.Multiply(x, y);
    }

    internal readonly struct ExpKernel : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => VectorFunctions<TVector, TOps>.Exp(x);
    }
}
