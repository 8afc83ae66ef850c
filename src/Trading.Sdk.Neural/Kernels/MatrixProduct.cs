using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Neural;

/// <summary>
/// C = start + A·B for the small matrices of small networks. Every element of C is one sum over the inner index, split into
/// an even and an odd chain of fused multiply-adds: (start + Σ even) + Σ odd. The order depends on nothing else, so a row
/// has the same bits in any batch, at any vector width and on any thread.
/// </summary>
internal static unsafe class MatrixProduct
{
    private const int PackedRowsMin = 16, PackedInnerMax = 256;

    /// <summary>Multiplies.</summary>
    /// <param name="a">A[row, inner] at <c>a[row·aRow + inner·aStep]</c>.</param>
    /// <param name="aRow">Distance between rows of A; 1 together with a larger step reads A transposed.</param>
    /// <param name="aStep">Distance between the inner elements of A.</param>
    /// <param name="b">B[inner, column], columns contiguous.</param>
    /// <param name="bRow">Distance between rows of B.</param>
    /// <param name="c">The result, columns contiguous.</param>
    /// <param name="cRow">Distance between rows of C.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="inner">Columns of A, rows of B.</param>
    /// <param name="columns">Columns of B and C; a multiple of 16.</param>
    /// <param name="bias">One start value a column, or null for zero.</param>
    /// <param name="accumulate">True to start from the values in C; then <paramref name="bias"/> is not read.</param>
    public static void Run(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int rows, int inner, int columns, float* bias, bool accumulate = false)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            RunWide<Vector512<float>, Vector512Ops>(a, aRow, aStep, b, bRow, c, cRow, rows, inner, columns, bias, accumulate);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            RunNarrow<Vector256<float>, Vector256Ops>(a, aRow, aStep, b, bRow, c, cRow, rows, inner, columns, bias, accumulate);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            RunNarrow<Vector128<float>, Vector128Ops>(a, aRow, aStep, b, bRow, c, cRow, rows, inner, columns, bias, accumulate);
        }
        else
        {
            RunNarrow<float, ScalarOps>(a, aRow, aStep, b, bRow, c, cRow, rows, inner, columns, bias, accumulate);
        }
    }

    /// <summary>For 32 registers: tiles of 4 rows by 2 vectors in two chains, 16 accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void RunWide<TVector, TOps>(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int rows, int inner, int columns, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        int w = TOps.Width, tiled = rows & ~3, column = 0;
        if (tiled >= PackedRowsMin && inner <= PackedInnerMax)
        {
            column = RunPacked<TVector, TOps>(a, aRow, aStep, b, bRow, c, cRow, tiled, inner, columns, bias, accumulate);
        }

        for (int row = 0; row < tiled; row += 4)
        {
            int at = column;
            for (; at + (2 * w) <= columns; at += 2 * w)
            {
                Tile4x2<TVector, TOps>(a + (row * aRow), aRow, aStep, b + at, bRow, c + (row * cRow) + at, cRow, inner, bias == null ? null : bias + at, accumulate);
            }

            for (; at < columns; at += w)
            {
                Tile4x1<TVector, TOps>(a + (row * aRow), aRow, aStep, b + at, bRow, c + (row * cRow) + at, cRow, inner, bias == null ? null : bias + at, accumulate);
            }
        }

        for (int row = tiled; row < rows; row++)
        {
            SingleRow<TVector, TOps>(a + (row * aRow), aStep, b, bRow, c + (row * cRow), inner, columns, bias, accumulate);
        }
    }

    // A strip of B two vectors wide is copied together and stays in the first-level cache while all rows run over it. In place its rows lie
    // a power of two apart more often than not, and then share so few lines of the cache that they push each other out.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RunPacked<TVector, TOps>(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int rows, int inner, int columns, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        int w = TOps.Width, column = 0;
        float* memory = stackalloc float[(PackedInnerMax * 2 * MatrixLayout.Lanes) + MatrixLayout.Lanes];
        float* strip = (float*)(((nuint)memory + 63) & ~(nuint)63);
        for (; column + (2 * w) <= columns; column += 2 * w)
        {
            for (int k = 0; k < inner; k++)
            {
                TOps.Store(TOps.Load(b + (k * bRow) + column), strip + (k * 2 * w));
                TOps.Store(TOps.Load(b + (k * bRow) + column + w), strip + (k * 2 * w) + w);
            }

            for (int row = 0; row < rows; row += 4)
            {
                Tile4x2<TVector, TOps>(a + (row * aRow), aRow, aStep, strip, 2 * w, c + (row * cRow) + column, cRow, inner, bias == null ? null : bias + column, accumulate);
            }
        }

        return column;
    }

    /// <summary>For 16 registers: tiles of 2 rows by 2 vectors in two chains, 8 accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void RunNarrow<TVector, TOps>(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int rows, int inner, int columns, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        int w = TOps.Width, tiled = rows & ~1, panel = PanelRows(inner);
        for (int first = 0; first < tiled; first += panel)
        {
            int last = Math.Min(first + panel, tiled);
            for (int column = 0; column < columns; column += 2 * w)
            {
                for (int row = first; row < last; row += 2)
                {
                    Tile2x2<TVector, TOps>(a + (row * aRow), aRow, aStep, b + column, bRow, c + (row * cRow) + column, cRow, inner, bias == null ? null : bias + column, accumulate);
                }
            }
        }

        for (int row = tiled; row < rows; row++)
        {
            SingleRow<TVector, TOps>(a + (row * aRow), aStep, b, bRow, c + (row * cRow), inner, columns, bias, accumulate);
        }
    }

    // A strip of B (inner × 2 vectors) and a panel of A stay in the first-level cache while the tiles of the panel run; the order of tiles changes no bit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PanelRows(int inner) => inner <= 128 ? 32 : 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SingleRow<TVector, TOps>(float* a, nint aStep, float* b, nint bRow, float* c, int inner, int columns, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        int w = TOps.Width;
        int column = 0;
        for (; column + (4 * w) <= columns; column += 4 * w)
        {
            Tile1x4<TVector, TOps>(a, aStep, b + column, bRow, c + column, inner, bias == null ? null : bias + column, accumulate);
        }

        for (; column < columns; column += w)
        {
            Tile1x1<TVector, TOps>(a, aStep, b + column, bRow, c + column, inner, bias == null ? null : bias + column, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Start<TVector, TOps>(float* c, float* bias, bool accumulate)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector> =>
        accumulate ? TOps.Load(c) : bias == null ? default : TOps.Load(bias);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x2<TVector, TOps>(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int inner, float* bias, bool accumulate)
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
    private static void Tile4x1<TVector, TOps>(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int inner, float* bias, bool accumulate)
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
    private static void Tile2x2<TVector, TOps>(float* a, nint aRow, nint aStep, float* b, nint bRow, float* c, nint cRow, int inner, float* bias, bool accumulate)
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
    private static void Tile1x4<TVector, TOps>(float* a, nint aStep, float* b, nint bRow, float* c, int inner, float* bias, bool accumulate)
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
    private static void Tile1x1<TVector, TOps>(float* a, nint aStep, float* b, nint bRow, float* c, int inner, float* bias, bool accumulate)
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
