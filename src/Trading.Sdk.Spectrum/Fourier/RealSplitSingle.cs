using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>The transform of one real signal with vectors over its parts, then over their bins. See <see cref="RealSplit{T}"/>.</summary>
internal sealed unsafe class RealSplitSingle<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RealSplit<T> plan;
    private readonly int width;
    private readonly int wide;
    private readonly int paddedBins;
    private readonly int paddedParts;
    private readonly int stride;
    private readonly AlignedBuffer<T> turns;

    private RealSplitSingle(RealSplit<T> plan, int width)
    {
        this.plan = plan;
        this.width = width;
        int pairs = plan.Pairs, bins = plan.Bins;
        wide = RoundUp(pairs, width);
        paddedBins = RoundUp(bins, width);
        paddedParts = 2 * wide;
        stride = FftKernel<T>.Stride(Math.Max((plan.PartLength * pairs) + (2 * width), Math.Max(paddedParts, plan.Parts) * paddedBins));
        turns = new AlignedBuffer<T>(4 * wide * bins);
        for (int k = 0; k < bins; k++)
        {
            T* to = turns.Pointer + (4 * (nint)wide * k);
            for (int l = 0; l < pairs; l++)
            {
                int vector = l / width * 4 * width, lane = l % width;
                Complex even = plan.HalfTurn(2 * l, k), odd = plan.HalfTurn((2 * l) + 1, k);
                to[vector + lane] = T.CreateChecked(even.Real);
                to[vector + width + lane] = T.CreateChecked(even.Imaginary);
                to[vector + (2 * width) + lane] = T.CreateChecked(odd.Real);
                to[vector + (3 * width) + lane] = T.CreateChecked(odd.Imaginary);
            }
        }
    }

    public int ScratchLength => checked((4 * stride) + (2 * width * width));

    /// <summary>The plan for a length, or null where it does not divide.</summary>
    public static RealSplitSingle<T>? Plan(int length)
    {
        int lanes = Vector512.IsHardwareAccelerated && typeof(T) == typeof(double) ? 8
            : Avx2.IsSupported ? Vector256<T>.Count
            : Vector128.IsHardwareAccelerated ? Vector128<T>.Count : 1;
        return lanes > 1 && length >= 4 * lanes && RealSplit<T>.Plan(length, lanes) is { } found ? new RealSplitSingle<T>(found, lanes) : null;
    }

    public void Forward(T* x, T* spectrum, T* scratch)
    {
        if (width == Lanes512<T>.Count)
        {
            Forward<Lanes512<T>>(x, spectrum, scratch);
        }
        else if (width == Lanes256<T>.Count)
        {
            Forward<Lanes256<T>>(x, spectrum, scratch);
        }
        else
        {
            Forward<Lanes128<T>>(x, spectrum, scratch);
        }

        GC.KeepAlive(this);
    }

    private static int RoundUp(int count, int width) => (count + width - 1) / width * width;

    private void Forward<V>(T* x, T* spectrum, T* scratch)
        where V : unmanaged, ILanes<V, T>
    {
        T* aRe = scratch, aIm = scratch + stride, bRe = scratch + (2 * stride), bIm = scratch + (3 * stride), work = scratch + (4 * stride);
        Gather<V>(x, bRe, bIm);
        plan.PartTransform.Execute(pairs: false, bRe, bIm, plan.Pairs, aRe, aIm, bRe, bIm, out T* re, out T* im);
        T* toRe = re == aRe ? bRe : aRe, toIm = re == aRe ? bIm : aIm;
        TakeApart<V>(re, im, toRe, toIm);
        Transpose<V>(toRe, re, work);
        Transpose<V>(toIm, im, work);
        plan.JoinTransform.Execute(pairs: false, re, im, paddedBins, toRe, toIm, re, im, out re, out im);
        Scatter<V>(re, im, spectrum);
        spectrum[1] = T.Zero;
        if (plan.Length % 2 == 0)
        {
            spectrum[plan.Length + 1] = T.Zero;
        }
    }

    // Neighbours as pairs, row by row of the parts. A vector may run past its row: the next row is written after it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather<V>(T* x, T* re, T* im)
        where V : unmanaged, ILanes<V, T>
    {
        int n = plan.Length, parts = plan.Parts, pairs = plan.Pairs;
        for (int a = 0; a < plan.PartLength; a++)
        {
            nint from = (nint)a * parts, to = (nint)a * pairs;
            int l = 0;
            for (; l < pairs && from + (2 * (l + V.Count)) <= n; l += V.Count)
            {
                V.Unzip(V.Load(x + from + (2 * l)), V.Load(x + from + (2 * l) + V.Count), out V even, out V odd);
                even.Store(re + to + l);
                odd.Store(im + to + l);
            }

            for (; l < pairs; l++)
            {
                re[to + l] = x[from + (2 * l)];
                im[to + l] = (2 * l) + 1 < parts ? x[from + (2 * l) + 1] : T.Zero;
            }
        }
    }

    // From [k][pair] to [k][part], turned.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeApart<V>(T* re, T* im, T* toRe, T* toIm)
        where V : unmanaged, ILanes<V, T>
    {
        int part = plan.PartLength, pairs = plan.Pairs;
        T* w = turns.Pointer;
        for (int k = 0; k < plan.Bins; k++)
        {
            nint near = (nint)k * pairs, far = (nint)(k == 0 ? 0 : part - k) * pairs, to = (nint)k * paddedParts;
            for (int l = 0; l < wide; l += V.Count)
            {
                V zRe = V.Load(re + near + l), zIm = V.Load(im + near + l), yRe = V.Load(re + far + l), yIm = V.Load(im + far + l);
                V evenRe = zRe + yRe, evenIm = zIm - yIm, oddRe = zIm + yIm, oddIm = yRe - zRe;
                V cos = V.Load(w), sin = V.Load(w + V.Count), cosOdd = V.Load(w + (2 * V.Count)), sinOdd = V.Load(w + (3 * V.Count));
                w += 4 * V.Count;
                V.Zip(V.MultiplySubtract(evenRe, cos, evenIm * sin), V.MultiplySubtract(oddRe, cosOdd, oddIm * sinOdd), out V low, out V high);
                low.Store(toRe + to + (2 * l));
                high.Store(toRe + to + (2 * l) + V.Count);
                V.Zip(V.MultiplyAdd(evenIm, cos, evenRe * sin), V.MultiplyAdd(oddIm, cosOdd, oddRe * sinOdd), out low, out high);
                low.Store(toIm + to + (2 * l));
                high.Store(toIm + to + (2 * l) + V.Count);
            }
        }
    }

    // From [k][part] to [part][k].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transpose<V>(T* from, T* to, T* work)
        where V : unmanaged, ILanes<V, T>
    {
        V* columns = (V*)work;
        for (int k = 0; k < paddedBins; k += V.Count)
        {
            for (int b = 0; b < plan.Parts; b += V.Count)
            {
                V.LoadColumns(from + ((nint)k * paddedParts) + b, paddedParts, columns);
                int count = Math.Min(V.Count, plan.Parts - b);
                for (int i = 0; i < count; i++)
                {
                    columns[i].Store(to + ((nint)(b + i) * paddedBins) + k);
                }
            }
        }
    }

    // Ascending, so that what a vector writes past its run is overwritten by the next one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter<V>(T* re, T* im, T* spectrum)
        where V : unmanaged, ILanes<V, T>
    {
        int part = plan.PartLength, bins = plan.Bins, last = plan.Length / 2;
        V zero = V.Broadcast(T.Zero);
        for (int j = 0; j * part <= last; j++)
        {
            int first = j * part, count = Math.Min(bins, last - first + 1), k = 0;
            T* rowRe = re + ((nint)j * paddedBins), rowIm = im + ((nint)j * paddedBins);
            for (; k < count && first + k + V.Count <= last + 1; k += V.Count)
            {
                V.Zip(V.Load(rowRe + k), V.Load(rowIm + k), out V low, out V high);
                low.Store(spectrum + (2 * (first + k)));
                high.Store(spectrum + (2 * (first + k)) + V.Count);
            }

            for (; k < count; k++)
            {
                spectrum[2 * (first + k)] = rowRe[k];
                spectrum[(2 * (first + k)) + 1] = rowIm[k];
            }

            // The bins above the half of this part are mirrors of row r − j − 1.
            rowRe = re + ((nint)(plan.Parts - j - 1) * paddedBins);
            rowIm = im + ((nint)(plan.Parts - j - 1) * paddedBins);
            k = bins;
            count = Math.Min(part, last - first + 1);
            for (; k < count && first + k + V.Count <= last + 1 && part - k >= V.Count; k += V.Count)
            {
                int mirror = part - k - V.Count + 1;
                V.ZipReversed(V.Load(rowRe + mirror), zero - V.Load(rowIm + mirror), out V low, out V high);
                low.Store(spectrum + (2 * (first + k)));
                high.Store(spectrum + (2 * (first + k)) + V.Count);
            }

            for (; k < count; k++)
            {
                spectrum[2 * (first + k)] = rowRe[part - k];
                spectrum[(2 * (first + k)) + 1] = -rowIm[part - k];
            }
        }
    }
}
