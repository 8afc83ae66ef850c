using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Statistics;

/// <summary>
/// A block of observations held column by column, padded with zero rows to whole vectors. Sums always run over eight lanes in
/// the same order and without fused operations, so every instruction set gives the same bits.
/// </summary>
internal sealed unsafe class ColumnBlock(int columns)
{
    /// <summary>Rows of a full block: 41 columns then take 42 KB, which stays in the first-level caches.</summary>
    public const int Rows = 128;

    private readonly double[] values = GC.AllocateArray<double>(columns * Rows, pinned: true);

    public int Columns { get; } = columns;

    /// <summary>Rows in use, padding not counted.</summary>
    public int Count { get; private set; }

    /// <summary>Rows to run over: <see cref="Count"/> rounded up to whole vectors.</summary>
    public int Padded { get; private set; }

    public double* Column(int column) => (double*)Unsafe.AsPointer(ref values[0]) + column * Rows;

    /// <summary>Copies rows of a row-major matrix, behind a column of ones when there is a constant, into the first columns.</summary>
    public void Load(ReadOnlySpan<double> rowMajor, int width, bool constant, int firstRow, int count)
    {
        Begin(count);
        int offset = 0;
        if (constant)
        {
            new Span<double>(Column(0), count).Fill(1);
            offset = 1;
        }

        fixed (double* source = rowMajor)
        {
            for (int c = 0; c < width; c++)
            {
                double* from = source + (long)firstRow * width + c;
                double* to = Column(c + offset);
                for (int r = 0; r < count; r++)
                {
                    to[r] = from[(long)r * width];
                }
            }
        }
    }

    /// <summary>Starts a block of <paramref name="count"/> rows and zeroes the padding of every column.</summary>
    public void Begin(int count)
    {
        Count = count;
        Padded = (count + 7) & ~7;
        for (int c = 0; c < Columns && Padded != count; c++)
        {
            new Span<double>(Column(c) + count, Padded - count).Clear();
        }
    }

    public void LoadColumn(int column, ReadOnlySpan<double> source) => source.CopyTo(new Span<double>(Column(column), Rows));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(double* a, double* b, int padded)
    {
        Vector512<double> s0 = Vector512<double>.Zero, s1 = s0;
        int i = 0;
        for (; i + 16 <= padded; i += 16)
        {
            s0 += Vector512.Load(a + i) * Vector512.Load(b + i);
            s1 += Vector512.Load(a + i + 8) * Vector512.Load(b + i + 8);
        }

        if (i < padded)
        {
            s0 += Vector512.Load(a + i) * Vector512.Load(b + i);
        }

        return Sum(s0 + s1);
    }

    /// <summary>b += factor·a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(double factor, double* a, double* b, int padded)
    {
        Vector512<double> f = Vector512.Create(factor);
        for (int i = 0; i < padded; i += 8)
        {
            (Vector512.Load(b + i) + f * Vector512.Load(a + i)).Store(b + i);
        }
    }

    /// <summary>Adds Σ rows xᵢxⱼ of the first <paramref name="count"/> columns to the upper triangle of a row-major square matrix.</summary>
    public void AddGram(Span<double> gram, int count)
    {
        for (int i = 0; i < count; i++)
        {
            double* left = Column(i);
            for (int j = i; j < count; j++)
            {
                gram[i * count + j] += Dot(left, Column(j), Padded);
            }
        }
    }

    private static double Sum(Vector512<double> v)
    {
        Vector256<double> half = v.GetLower() + v.GetUpper();
        Vector128<double> quarter = half.GetLower() + half.GetUpper();
        return quarter.GetElement(0) + quarter.GetElement(1);
    }
}
