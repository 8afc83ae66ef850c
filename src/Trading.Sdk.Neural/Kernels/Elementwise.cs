using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Neural;

/// <summary>Applies a kernel lane by lane over memory whose length is a multiple of 16.</summary>
internal static unsafe class Elementwise
{
    /// <summary>destination = kernel(x, y); the destination may be either source.</summary>
    public static void Map<TKernel>(float* x, float* y, float* destination, nint length)
        where TKernel : struct, IBinaryKernel
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Run<TKernel, Vector512<float>, Vector512Ops>(x, y, destination, length);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Run<TKernel, Vector256<float>, Vector256Ops>(x, y, destination, length);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Run<TKernel, Vector128<float>, Vector128Ops>(x, y, destination, length);
        }
        else
        {
            Run<TKernel, float, ScalarOps>(x, y, destination, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TKernel, TVector, TOps>(float* x, float* y, float* destination, nint length)
        where TKernel : struct, IBinaryKernel
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        for (nint i = 0; i < length; i += TOps.Width)
        {
            TOps.Store(TKernel.Apply<TVector, TOps>(TOps.Load(x + i), TOps.Load(y + i)), destination + i);
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
