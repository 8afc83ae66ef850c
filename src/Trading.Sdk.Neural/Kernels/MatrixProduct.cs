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
                MatrixTiles.Tile4x2<TVector, TOps>(a + (row * aRow), aRow, aStep, b + at, bRow, c + (row * cRow) + at, cRow, inner, bias == null ? null : bias + at, accumulate);
            }

            for (; at < columns; at += w)
            {
                MatrixTiles.Tile4x1<TVector, TOps>(a + (row * aRow), aRow, aStep, b + at, bRow, c + (row * cRow) + at, cRow, inner, bias == null ? null : bias + at, accumulate);
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
                MatrixTiles.Tile4x2<TVector, TOps>(a + (row * aRow), aRow, aStep, strip, 2 * w, c + (row * cRow) + column, cRow, inner, bias == null ? null : bias + column, accumulate);
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
                    MatrixTiles.Tile2x2<TVector, TOps>(a + (row * aRow), aRow, aStep, b + column, bRow, c + (row * cRow) + column, cRow, inner, bias == null ? null : bias + column, accumulate);
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
            MatrixTiles.Tile1x4<TVector, TOps>(a, aStep, b + column, bRow, c + column, inner, bias == null ? null : bias + column, accumulate);
        }

        for (; column < columns; column += w)
        {
            MatrixTiles.Tile1x1<TVector, TOps>(a, aStep, b + column, bRow, c + column, inner, bias == null ? null : bias + column, accumulate);
        }
    }
}
