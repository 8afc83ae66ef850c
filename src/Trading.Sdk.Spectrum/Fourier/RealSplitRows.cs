using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// Transforms of many real rows, a vector's length of them at once: every lane is a row of its own, so a row's result depends
/// neither on its neighbours nor on how many there are. See <see cref="RealSplit{T}"/>.
/// </summary>
internal sealed unsafe class RealSplitRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Four arrays of the rows' working set should stay in the second cache.
    private const int LargestWorkingSet = 1 << 19;

    private readonly RealSplit<T> plan;
    private readonly int stride;
    private readonly int[] inputPlace;
    private readonly int[] outputPlace;
    private readonly AlignedBuffer<T> turns;

    private RealSplitRows(RealSplit<T> plan, int width)
    {
        this.plan = plan;
        Width = width;
        int parts = plan.Parts, part = plan.PartLength, bins = plan.Bins, pairs = plan.Pairs;
        stride = FftKernel<T>.Stride(Math.Max(part * pairs, parts * bins) * width);
        inputPlace = new int[plan.Length];
        for (int t = 0; t < plan.Length; t++)
        {
            (int a, int b) = Math.DivRem(t, parts);
            inputPlace[t] = ((a * pairs) + (b / 2)) * width * (b % 2 == 0 ? 1 : -1);
            if (b % 2 != 0 && inputPlace[t] == 0)
            {
                inputPlace[t] = int.MinValue;
            }
        }

        outputPlace = new int[(plan.Length / 2) + 1];
        for (int i = 0; i < outputPlace.Length; i++)
        {
            (int j, int k) = Math.DivRem(i, part);
            outputPlace[i] = k < bins ? ((j * bins) + k) * width : -(((parts - j - 1) * bins) + part - k) * width;
        }

        turns = new AlignedBuffer<T>(2 * parts * bins);
        for (int k = 0; k < bins; k++)
        {
            for (int b = 0; b < parts; b++)
            {
                Complex turn = plan.HalfTurn(b, k);
                turns.Pointer[2 * ((k * parts) + b)] = T.CreateChecked(turn.Real);
                turns.Pointer[(2 * ((k * parts) + b)) + 1] = T.CreateChecked(turn.Imaginary);
            }
        }
    }

    /// <summary>Rows per call of <see cref="Forward"/>.</summary>
    public int Width { get; }

    public int ScratchLength => checked((4 * stride) + (4 * Width * Width));

    /// <summary>The plan for a length, or null where rows are better transformed one by one.</summary>
    public static RealSplitRows<T>? Plan(int length)
    {
        int width = Vector512.IsHardwareAccelerated && typeof(T) == typeof(double) ? 8
            : Avx2.IsSupported ? Vector256<T>.Count
            : Vector128.IsHardwareAccelerated ? Vector128<T>.Count : 1;
        while (width > 1 && 4L * length * width * sizeof(T) > LargestWorkingSet)
        {
            width /= 2;
        }

        return width >= 4 && length >= width && RealSplit<T>.Plan(length, 1) is { } plan ? new RealSplitRows<T>(plan, width) : null;
    }

    /// <summary>
    /// Transforms <paramref name="count"/> rows (at most <see cref="Width"/>), <paramref name="rowLength"/> and
    /// <paramref name="spectrumLength"/> numbers apart.
    /// </summary>
    public void Forward(T* rows, nint rowLength, int count, T* spectra, nint spectrumLength, T* scratch)
    {
        if (Width == Lanes512<T>.Count)
        {
            Forward<Lanes512<T>>(rows, rowLength, count, spectra, spectrumLength, scratch);
        }
        else if (Width == Lanes256<T>.Count)
        {
            Forward<Lanes256<T>>(rows, rowLength, count, spectra, spectrumLength, scratch);
        }
        else
        {
            Forward<Lanes128<T>>(rows, rowLength, count, spectra, spectrumLength, scratch);
        }

        GC.KeepAlive(this);
    }

    private void Forward<V>(T* rows, nint rowLength, int count, T* spectra, nint spectrumLength, T* scratch)
        where V : unmanaged, ILanes<V, T>
    {
        T* aRe = scratch, aIm = scratch + stride, bRe = scratch + (2 * stride), bIm = scratch + (3 * stride), work = scratch + (4 * stride);
        Gather<V>(rows, rowLength, count, bRe, bIm, work);
        plan.PartTransform.Execute(pairs: false, bRe, bIm, plan.Pairs * V.Count, aRe, aIm, bRe, bIm, out T* re, out T* im);
        T* toRe = re == aRe ? bRe : aRe, toIm = re == aRe ? bIm : aIm;
        TakeApart<V>(re, im, toRe, toIm);
        plan.JoinTransform.Execute(pairs: false, toRe, toIm, plan.Bins * V.Count, re, im, toRe, toIm, out re, out im);
        Scatter<V>(re, im, count, spectra, spectrumLength, work);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather<V>(T* rows, nint rowLength, int count, T* re, T* im, T* work)
        where V : unmanaged, ILanes<V, T>
    {
        if (plan.Parts % 2 != 0)
        {
            V zero = V.Broadcast(T.Zero);
            for (int a = 0; a < plan.PartLength; a++)
            {
                zero.Store(im + ((((nint)a * plan.Pairs) + plan.Pairs - 1) * V.Count));
            }
        }

        V* columns = (V*)work;
        int n = plan.Length;
        fixed (int* place = inputPlace)
        {
            for (int step = 0; step < n; step += V.Count)
            {
                int t = Math.Min(step, n - V.Count);
                if (count == V.Count)
                {
                    V.LoadColumns(rows + t, rowLength, columns);
                }
                else
                {
                    // Lanes without a row repeat the last one.
                    for (int row = 0; row < V.Count; row++)
                    {
                        V.Load(rows + (Math.Min(row, count - 1) * rowLength) + t).Store((T*)(columns + V.Count + row));
                    }

                    V.LoadColumns((T*)(columns + V.Count), V.Count, columns);
                }

                for (int i = 0; i < V.Count; i++)
                {
                    int to = place[t + i];
                    columns[i].Store(to >= 0 ? re + to : to == int.MinValue ? im : im - to);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeApart<V>(T* re, T* im, T* toRe, T* toIm)
        where V : unmanaged, ILanes<V, T>
    {
        int parts = plan.Parts, part = plan.PartLength, pairs = plan.Pairs, bins = plan.Bins;
        for (int k = 0; k < bins; k++)
        {
            nint near = (nint)k * pairs * V.Count, far = (nint)(k == 0 ? 0 : part - k) * pairs * V.Count, to = (nint)k * V.Count, next = (nint)bins * V.Count;
            T* w = turns.Pointer + (2 * (nint)k * parts);
            for (int b = 0; b < parts; b += 2)
            {
                V zRe = V.Load(re + near), zIm = V.Load(im + near), yRe = V.Load(re + far), yIm = V.Load(im + far);
                V cos = V.Broadcast(w[0]), sin = V.Broadcast(w[1]), fRe = zRe + yRe, fIm = zIm - yIm;
                V.MultiplySubtract(fRe, cos, fIm * sin).Store(toRe + to);
                V.MultiplyAdd(fIm, cos, fRe * sin).Store(toIm + to);
                to += next;
                if (b + 1 < parts)
                {
                    cos = V.Broadcast(w[2]);
                    sin = V.Broadcast(w[3]);
                    fRe = zIm + yIm;
                    fIm = yRe - zRe;
                    V.MultiplySubtract(fRe, cos, fIm * sin).Store(toRe + to);
                    V.MultiplyAdd(fIm, cos, fRe * sin).Store(toIm + to);
                    to += next;
                }

                w += 4;
                near += V.Count;
                far += V.Count;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter<V>(T* re, T* im, int count, T* spectra, nint spectrumLength, T* work)
        where V : unmanaged, ILanes<V, T>
    {
        V* rows = (V*)work, columns = rows + V.Count;
        V zero = V.Broadcast(T.Zero);
        int group = V.Count / 2, n = outputPlace.Length;
        fixed (int* place = outputPlace)
        {
            for (int step = 0; step < n; step += group)
            {
                int k = Math.Min(step, n - group);
                for (int i = 0; i < group; i++)
                {
                    int from = place[k + i];
                    if (from >= 0)
                    {
                        rows[2 * i] = V.Load(re + from);
                        rows[(2 * i) + 1] = V.Load(im + from);
                    }
                    else
                    {
                        rows[2 * i] = V.Load(re - from);
                        rows[(2 * i) + 1] = zero - V.Load(im - from);
                    }
                }

                V.LoadColumns((T*)rows, V.Count, columns);
                T* to = spectra + (2 * (nint)k);
                for (int row = 0; row < count; row++)
                {
                    columns[row].Store(to);
                    to += spectrumLength;
                }
            }
        }

        // Sums of differences that cancel exactly only in theory.
        for (int row = 0; row < count; row++)
        {
            T* spectrum = spectra + (row * spectrumLength);
            spectrum[1] = T.Zero;
            if (plan.Length % 2 == 0)
            {
                spectrum[(2 * (nint)n) - 1] = T.Zero;
            }
        }
    }
}
