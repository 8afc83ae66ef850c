using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Neural;

/// <summary>Padding and transposition of row-major matrices.</summary>
internal static unsafe class MatrixLayout
{
    /// <summary>Rows are padded to this many floats: one 64-byte line, one widest vector.</summary>
    public const int Lanes = 16;

    /// <summary>The least multiple of 16 that is not below <paramref name="width"/>.</summary>
    public static int Pad(int width) => (width + Lanes - 1) & -Lanes;

    /// <summary>Where element <paramref name="lane"/> of the first of several interleaved groups lies in a row; those of the other groups follow at distances of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int InterleavedColumn(int lane, int groups) => (lane / Lanes * groups * Lanes) + (lane % Lanes);

    /// <summary>target[j, i] = source[i, j]; columns of the target beyond <paramref name="rows"/> are set to zero up to <paramref name="targetRow"/>, unless they are others' to keep.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, nint sourceRow, float* target, nint targetRow, int rows, int columns, bool clearRest = true)
    {
        int i = 0;
        for (; i + 4 <= rows; i += 4)
        {
            float* s = source + (i * sourceRow);
            int j = 0;
            if (Vector128.IsHardwareAccelerated)
            {
                for (; j + 4 <= columns; j += 4)
                {
                    Vector128<float> r0 = Vector128.Load(s + j), r1 = Vector128.Load(s + sourceRow + j);
                    Vector128<float> r2 = Vector128.Load(s + (2 * sourceRow) + j), r3 = Vector128.Load(s + (3 * sourceRow) + j);
                    float* t = target + (j * targetRow) + i;
                    Vector128<double> low01 = Interleave(r0, r1, low: true).AsDouble(), high01 = Interleave(r0, r1, low: false).AsDouble();
                    Vector128<double> low23 = Interleave(r2, r3, low: true).AsDouble(), high23 = Interleave(r2, r3, low: false).AsDouble();
                    Interleave(low01, low23, low: true).AsSingle().Store(t);
                    Interleave(low01, low23, low: false).AsSingle().Store(t + targetRow);
                    Interleave(high01, high23, low: true).AsSingle().Store(t + (2 * targetRow));
                    Interleave(high01, high23, low: false).AsSingle().Store(t + (3 * targetRow));
                }
            }

            for (; j < columns; j++)
            {
                float* t = target + (j * targetRow) + i;
                t[0] = s[j];
                t[1] = s[sourceRow + j];
                t[2] = s[(2 * sourceRow) + j];
                t[3] = s[(3 * sourceRow) + j];
            }
        }

        for (; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                target[(j * targetRow) + i] = source[(i * sourceRow) + j];
            }
        }

        if (clearRest && rows < targetRow)
        {
            for (int j = 0; j < columns; j++)
            {
                new Span<float>(target + (j * targetRow) + rows, (int)targetRow - rows).Clear();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Interleave(Vector128<float> a, Vector128<float> b, bool low)
    {
        if (Sse.IsSupported)
        {
            return low ? Sse.UnpackLow(a, b) : Sse.UnpackHigh(a, b);
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            return low ? AdvSimd.Arm64.ZipLow(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
        }

        return low ? Vector128.Create(a[0], b[0], a[1], b[1]) : Vector128.Create(a[2], b[2], a[3], b[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Interleave(Vector128<double> a, Vector128<double> b, bool low)
    {
        if (Sse2.IsSupported)
        {
            return low ? Sse2.UnpackLow(a, b) : Sse2.UnpackHigh(a, b);
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            return low ? AdvSimd.Arm64.ZipLow(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
        }

        return low ? Vector128.Create(a[0], b[0]) : Vector128.Create(a[1], b[1]);
    }

    /// <summary>Copies rows between two strides; what the target row has beyond <paramref name="columns"/> is left.</summary>
    public static void CopyRows(float* source, nint sourceRow, float* target, nint targetRow, int rows, int columns)
    {
        if (sourceRow == columns && targetRow == columns)
        {
            new ReadOnlySpan<float>(source, rows * columns).CopyTo(new Span<float>(target, rows * columns));
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            new ReadOnlySpan<float>(source + (r * sourceRow), columns).CopyTo(new Span<float>(target + (r * targetRow), columns));
        }
    }
}
