using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>
/// The tiles of <see cref="MatrixProduct"/>: rows by vectors whose sums stay in registers, each in an even and an odd chain. All give the same bits for an element;
/// they differ in how many registers they take and how often a loaded number is used.
/// </summary>
internal static unsafe class MatrixTiles
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Start<TVector, TOps>(float* c, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector> =>
        accumulate ? TOps.Load(c) : bias == null ? default : TOps.Load(bias);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile4x2<TVector, TOps>(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int inner, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        int w = TOps.Width;
        float* biasNext = bias == null ? null : bias + w;
        TVector c00 = Start<TVector, TOps>(c, bias, accumulate), c01 = Start<TVector, TOps>(c + w, biasNext, accumulate);
        TVector c10 = Start<TVector, TOps>(c + cRow, bias, accumulate), c11 = Start<TVector, TOps>(c + cRow + w, biasNext, accumulate);
        TVector c20 = Start<TVector, TOps>(c + (2 * cRow), bias, accumulate), c21 = Start<TVector, TOps>(c + (2 * cRow) + w, biasNext, accumulate);
        TVector c30 = Start<TVector, TOps>(c + (3 * cRow), bias, accumulate), c31 = Start<TVector, TOps>(c + (3 * cRow) + w, biasNext, accumulate);
        TVector d00 = default, d01 = default, d10 = default, d11 = default, d20 = default, d21 = default, d30 = default, d31 = default;
        float* a0 = a;
        float* a1 = a + aRow;
        float* a2 = a1 + aRow;
        float* a3 = a2 + aRow;
        int k = 0;
        nint offset = 0;
        for (; k + 2 <= inner; k += 2)
        {
            TVector b0 = TOps.Load(b), b1 = TOps.Load(b + w);
            TVector v = TOps.Broadcast(a0[offset]);
            c00 = TOps.MultiplyAdd(v, b0, c00);
            c01 = TOps.MultiplyAdd(v, b1, c01);
            v = TOps.Broadcast(a1[offset]);
            c10 = TOps.MultiplyAdd(v, b0, c10);
            c11 = TOps.MultiplyAdd(v, b1, c11);
            v = TOps.Broadcast(a2[offset]);
            c20 = TOps.MultiplyAdd(v, b0, c20);
            c21 = TOps.MultiplyAdd(v, b1, c21);
            v = TOps.Broadcast(a3[offset]);
            c30 = TOps.MultiplyAdd(v, b0, c30);
            c31 = TOps.MultiplyAdd(v, b1, c31);
            offset += aStep;
            b0 = TOps.Load(b + bRow);
            b1 = TOps.Load(b + bRow + w);
            v = TOps.Broadcast(a0[offset]);
            d00 = TOps.MultiplyAdd(v, b0, d00);
            d01 = TOps.MultiplyAdd(v, b1, d01);
            v = TOps.Broadcast(a1[offset]);
            d10 = TOps.MultiplyAdd(v, b0, d10);
            d11 = TOps.MultiplyAdd(v, b1, d11);
            v = TOps.Broadcast(a2[offset]);
            d20 = TOps.MultiplyAdd(v, b0, d20);
            d21 = TOps.MultiplyAdd(v, b1, d21);
            v = TOps.Broadcast(a3[offset]);
            d30 = TOps.MultiplyAdd(v, b0, d30);
            d31 = TOps.MultiplyAdd(v, b1, d31);
            offset += aStep;
            b += 2 * bRow;
        }

        if (k < inner)
        {
            TVector b0 = TOps.Load(b), b1 = TOps.Load(b + w);
            TVector v = TOps.Broadcast(a0[offset]);
            c00 = TOps.MultiplyAdd(v, b0, c00);
            c01 = TOps.MultiplyAdd(v, b1, c01);
            v = TOps.Broadcast(a1[offset]);
            c10 = TOps.MultiplyAdd(v, b0, c10);
            c11 = TOps.MultiplyAdd(v, b1, c11);
            v = TOps.Broadcast(a2[offset]);
            c20 = TOps.MultiplyAdd(v, b0, c20);
            c21 = TOps.MultiplyAdd(v, b1, c21);
            v = TOps.Broadcast(a3[offset]);
            c30 = TOps.MultiplyAdd(v, b0, c30);
            c31 = TOps.MultiplyAdd(v, b1, c31);
        }

        TOps.Store(TOps.Add(c00, d00), c);
        TOps.Store(TOps.Add(c01, d01), c + w);
        TOps.Store(TOps.Add(c10, d10), c + cRow);
        TOps.Store(TOps.Add(c11, d11), c + cRow + w);
        TOps.Store(TOps.Add(c20, d20), c + (2 * cRow));
        TOps.Store(TOps.Add(c21, d21), c + (2 * cRow) + w);
        TOps.Store(TOps.Add(c30, d30), c + (3 * cRow));
        TOps.Store(TOps.Add(c31, d31), c + (3 * cRow) + w);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile4x1<TVector, TOps>(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int inner, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        TVector c0 = Start<TVector, TOps>(c, bias, accumulate), c1 = Start<TVector, TOps>(c + cRow, bias, accumulate);
        TVector c2 = Start<TVector, TOps>(c + (2 * cRow), bias, accumulate), c3 = Start<TVector, TOps>(c + (3 * cRow), bias, accumulate);
        TVector d0 = default, d1 = default, d2 = default, d3 = default;
        float* a0 = a;
        float* a1 = a + aRow;
        float* a2 = a1 + aRow;
        float* a3 = a2 + aRow;
        int k = 0;
        nint offset = 0;
        for (; k + 2 <= inner; k += 2)
        {
            TVector b0 = TOps.Load(b), b1 = TOps.Load(b + bRow);
            nint next = offset + aStep;
            c0 = TOps.MultiplyAdd(TOps.Broadcast(a0[offset]), b0, c0);
            c1 = TOps.MultiplyAdd(TOps.Broadcast(a1[offset]), b0, c1);
            c2 = TOps.MultiplyAdd(TOps.Broadcast(a2[offset]), b0, c2);
            c3 = TOps.MultiplyAdd(TOps.Broadcast(a3[offset]), b0, c3);
            d0 = TOps.MultiplyAdd(TOps.Broadcast(a0[next]), b1, d0);
            d1 = TOps.MultiplyAdd(TOps.Broadcast(a1[next]), b1, d1);
            d2 = TOps.MultiplyAdd(TOps.Broadcast(a2[next]), b1, d2);
            d3 = TOps.MultiplyAdd(TOps.Broadcast(a3[next]), b1, d3);
            offset = next + aStep;
            b += 2 * bRow;
        }

        if (k < inner)
        {
            TVector b0 = TOps.Load(b);
            c0 = TOps.MultiplyAdd(TOps.Broadcast(a0[offset]), b0, c0);
            c1 = TOps.MultiplyAdd(TOps.Broadcast(a1[offset]), b0, c1);
            c2 = TOps.MultiplyAdd(TOps.Broadcast(a2[offset]), b0, c2);
            c3 = TOps.MultiplyAdd(TOps.Broadcast(a3[offset]), b0, c3);
        }

        TOps.Store(TOps.Add(c0, d0), c);
        TOps.Store(TOps.Add(c1, d1), c + cRow);
        TOps.Store(TOps.Add(c2, d2), c + (2 * cRow));
        TOps.Store(TOps.Add(c3, d3), c + (3 * cRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile2x2<TVector, TOps>(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int inner, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        int w = TOps.Width;
        float* biasNext = bias == null ? null : bias + w;
        TVector c00 = Start<TVector, TOps>(c, bias, accumulate), c01 = Start<TVector, TOps>(c + w, biasNext, accumulate);
        TVector c10 = Start<TVector, TOps>(c + cRow, bias, accumulate), c11 = Start<TVector, TOps>(c + cRow + w, biasNext, accumulate);
        TVector d00 = default, d01 = default, d10 = default, d11 = default;
        float* a0 = a;
        float* a1 = a + aRow;
        int k = 0;
        nint offset = 0;
        for (; k + 2 <= inner; k += 2)
        {
            TVector b0 = TOps.Load(b), b1 = TOps.Load(b + w);
            TVector v = TOps.Broadcast(a0[offset]);
            c00 = TOps.MultiplyAdd(v, b0, c00);
            c01 = TOps.MultiplyAdd(v, b1, c01);
            v = TOps.Broadcast(a1[offset]);
            c10 = TOps.MultiplyAdd(v, b0, c10);
            c11 = TOps.MultiplyAdd(v, b1, c11);
            offset += aStep;
            b0 = TOps.Load(b + bRow);
            b1 = TOps.Load(b + bRow + w);
            v = TOps.Broadcast(a0[offset]);
            d00 = TOps.MultiplyAdd(v, b0, d00);
            d01 = TOps.MultiplyAdd(v, b1, d01);
            v = TOps.Broadcast(a1[offset]);
            d10 = TOps.MultiplyAdd(v, b0, d10);
            d11 = TOps.MultiplyAdd(v, b1, d11);
            offset += aStep;
            b += 2 * bRow;
        }

        if (k < inner)
        {
            TVector b0 = TOps.Load(b), b1 = TOps.Load(b + w);
            TVector v = TOps.Broadcast(a0[offset]);
            c00 = TOps.MultiplyAdd(v, b0, c00);
            c01 = TOps.MultiplyAdd(v, b1, c01);
            v = TOps.Broadcast(a1[offset]);
            c10 = TOps.MultiplyAdd(v, b0, c10);
            c11 = TOps.MultiplyAdd(v, b1, c11);
        }

        TOps.Store(TOps.Add(c00, d00), c);
        TOps.Store(TOps.Add(c01, d01), c + w);
        TOps.Store(TOps.Add(c10, d10), c + cRow);
        TOps.Store(TOps.Add(c11, d11), c + cRow + w);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile1x4<TVector, TOps>(float* a, nint aStep, float* b, nint bRow, float* c, int inner, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        int w = TOps.Width;
        TVector c0 = Start<TVector, TOps>(c, bias, accumulate), c1 = Start<TVector, TOps>(c + w, bias == null ? null : bias + w, accumulate);
        TVector c2 = Start<TVector, TOps>(c + (2 * w), bias == null ? null : bias + (2 * w), accumulate), c3 = Start<TVector, TOps>(c + (3 * w), bias == null ? null : bias + (3 * w), accumulate);
        TVector d0 = default, d1 = default, d2 = default, d3 = default;
        int k = 0;
        for (; k + 2 <= inner; k += 2)
        {
            TVector v = TOps.Broadcast(*a), u = TOps.Broadcast(a[aStep]);
            float* next = b + bRow;
            c0 = TOps.MultiplyAdd(v, TOps.Load(b), c0);
            c1 = TOps.MultiplyAdd(v, TOps.Load(b + w), c1);
            c2 = TOps.MultiplyAdd(v, TOps.Load(b + (2 * w)), c2);
            c3 = TOps.MultiplyAdd(v, TOps.Load(b + (3 * w)), c3);
            d0 = TOps.MultiplyAdd(u, TOps.Load(next), d0);
            d1 = TOps.MultiplyAdd(u, TOps.Load(next + w), d1);
            d2 = TOps.MultiplyAdd(u, TOps.Load(next + (2 * w)), d2);
            d3 = TOps.MultiplyAdd(u, TOps.Load(next + (3 * w)), d3);
            a += 2 * aStep;
            b = next + bRow;
        }

        if (k < inner)
        {
            TVector v = TOps.Broadcast(*a);
            c0 = TOps.MultiplyAdd(v, TOps.Load(b), c0);
            c1 = TOps.MultiplyAdd(v, TOps.Load(b + w), c1);
            c2 = TOps.MultiplyAdd(v, TOps.Load(b + (2 * w)), c2);
            c3 = TOps.MultiplyAdd(v, TOps.Load(b + (3 * w)), c3);
        }

        TOps.Store(TOps.Add(c0, d0), c);
        TOps.Store(TOps.Add(c1, d1), c + w);
        TOps.Store(TOps.Add(c2, d2), c + (2 * w));
        TOps.Store(TOps.Add(c3, d3), c + (3 * w));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile1x1<TVector, TOps>(float* a, nint aStep, float* b, nint bRow, float* c, int inner, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        TVector sum = Start<TVector, TOps>(c, bias, accumulate), odd = default;
        int k = 0;
        for (; k + 2 <= inner; k += 2)
        {
            sum = TOps.MultiplyAdd(TOps.Broadcast(*a), TOps.Load(b), sum);
            odd = TOps.MultiplyAdd(TOps.Broadcast(a[aStep]), TOps.Load(b + bRow), odd);
            a += 2 * aStep;
            b += 2 * bRow;
        }

        if (k < inner)
        {
            sum = TOps.MultiplyAdd(TOps.Broadcast(*a), TOps.Load(b), sum);
        }

        TOps.Store(TOps.Add(sum, odd), c);
    }
}
