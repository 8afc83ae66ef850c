using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Neural;

/// <summary>
/// Sums with one order for every vector width: element i goes to lane i mod 16, each lane is one chain, and the 16 lanes
/// are added as a tree. Lengths are multiples of 16.
/// </summary>
internal static unsafe class Reduction
{
    private const int Lanes = 16;

    /// <summary>Σ x·y.</summary>
    public static float Dot(float* x, float* y, nint length)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return Dot<Vector512<float>, Vector512Ops>(x, y, length);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            return Dot<Vector256<float>, Vector256Ops>(x, y, length);
        }

        return Vector128.IsHardwareAccelerated ? Dot<Vector128<float>, Vector128Ops>(x, y, length) : Dot<float, ScalarOps>(x, y, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Dot<TVector, TOps>(float* x, float* y, nint length)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        float* lanes = stackalloc float[Lanes];
        int w = TOps.Width;
        if (w == 16)
        {
            TVector a = default;
            for (nint i = 0; i < length; i += 16)
            {
                a = TOps.MultiplyAdd(TOps.Load(x + i), TOps.Load(y + i), a);
            }

            TOps.Store(a, lanes);
        }
        else if (w == 8)
        {
            TVector a = default, b = default;
            for (nint i = 0; i < length; i += 16)
            {
                a = TOps.MultiplyAdd(TOps.Load(x + i), TOps.Load(y + i), a);
                b = TOps.MultiplyAdd(TOps.Load(x + i + 8), TOps.Load(y + i + 8), b);
            }

            TOps.Store(a, lanes);
            TOps.Store(b, lanes + 8);
        }
        else
        {
            new Span<float>(lanes, Lanes).Clear();
            for (nint i = 0; i < length; i += 16)
            {
                for (int lane = 0; lane < Lanes; lane += w)
                {
                    TOps.Store(TOps.MultiplyAdd(TOps.Load(x + i + lane), TOps.Load(y + i + lane), TOps.Load(lanes + lane)), lanes + lane);
                }
            }
        }

        return Tree(lanes);
    }

    /// <summary>Σ x in the order of <see cref="Dot(float*, float*, nint)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Sum<TVector, TOps>(float* x, nint length)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        float* lanes = stackalloc float[Lanes];
        int w = TOps.Width;
        for (int lane = 0; lane < Lanes; lane += w)
        {
            TVector a = default;
            for (nint i = lane; i < length; i += Lanes)
            {
                a = TOps.Add(a, TOps.Load(x + i));
            }

            TOps.Store(a, lanes + lane);
        }

        return Tree(lanes);
    }

    // Lane i + lane i + 8, then + 4, + 2, + 1; without vector hardware the same additions run one by one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Tree(float* lanes)
    {
        Vector128<float> four = (Vector128.Load(lanes) + Vector128.Load(lanes + 8)) + (Vector128.Load(lanes + 4) + Vector128.Load(lanes + 12));
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
