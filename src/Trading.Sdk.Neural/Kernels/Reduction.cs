using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Neural;

/// <summary>
/// Sums with one order for every vector width: element i goes to lane i mod 16, each lane is one chain, and the 16 lanes
/// are added as a tree. Lengths are multiples of 16.
/// </summary>
internal static unsafe class Reduction
{
    /// <summary>Floats of scratch on the caller's stack for the inner forms.</summary>
    public const int Lanes = 16;

    /// <summary>Σ x·y.</summary>
    public static float Dot(float* x, float* y, nint length)
    {
        float result;
        WidestVector.Run<DotKernel, DotArguments>(new DotArguments { X = x, Y = y, Length = length, Result = &result });
        return result;
    }

    /// <summary>Σ x·y inside a kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Dot<TVector, TOps>(float* x, float* y, nint length, float* lanes)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        int w = TOps.Width;
        if (w == 16)
        {
            TVector a = default;
            for (nint i = 0; i < length; i += 16)
            {
                a = TOps.MultiplyAdd(TOps.Load(x + i), TOps.Load(y + i), a);
            }

            return Wide(a);
        }

        if (w == 8)
        {
            TVector a = default, b = default;
            for (nint i = 0; i < length; i += 16)
            {
                a = TOps.MultiplyAdd(TOps.Load(x + i), TOps.Load(y + i), a);
                b = TOps.MultiplyAdd(TOps.Load(x + i + 8), TOps.Load(y + i + 8), b);
            }

            TOps.Store(a, lanes);
            TOps.Store(b, lanes + 8);
            return Tree(lanes);
        }

        for (int lane = 0; lane < Lanes; lane += w)
        {
            TVector a = default;
            for (nint i = lane; i < length; i += Lanes)
            {
                a = TOps.MultiplyAdd(TOps.Load(x + i), TOps.Load(y + i), a);
            }

            TOps.Store(a, lanes + lane);
        }

        return Tree(lanes);
    }

    /// <summary>Sum of the 16 lanes of one widest vector, in the order of <see cref="Tree"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Wide<TVector>(TVector value)
        where TVector : struct
    {
        Vector512<float> sixteen = Unsafe.BitCast<TVector, Vector512<float>>(value);
        Vector256<float> eight = sixteen.GetLower() + sixteen.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>Lane i + lane i + 8, then + 4, + 2, + 1; without vector hardware the same additions run one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Tree(float* lanes)
    {
        Vector128<float> four = (Vector128.Load(lanes) + Vector128.Load(lanes + 8)) + (Vector128.Load(lanes + 4) + Vector128.Load(lanes + 12));
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    internal struct DotArguments
    {
        public float* X, Y, Result;
        public nint Length;
    }

    internal readonly struct DotKernel : IVectorKernel<DotArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in DotArguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            float* lanes = stackalloc float[Lanes];
            *a.Result = Dot<TVector, TOps>(a.X, a.Y, a.Length, lanes);
        }
    }
}
