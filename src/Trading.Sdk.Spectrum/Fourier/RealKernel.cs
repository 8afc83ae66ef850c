using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// Transforms of real signals of one length: even lengths as a complex transform of half the length whose result is untangled,
/// odd lengths as a complex transform. Spectra are pairs (re, im), n/2 + 1 of them.
/// </summary>
internal sealed unsafe class RealKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Longer rows whose halves fill vectors by themselves are faster one by one, because their data stay in the first cache.
    private const int LongestEvenRow = 128;

    // Below, the steps of the split cost more than badly filled vectors.
    private const int ShortestEvenSplit = 200;

    private readonly int n;
    private readonly int half;
    private readonly FftKernel<T> kernel;
    private readonly AlignedBuffer<T>? roots;
    private readonly RealCombine<T>? combine;
    private readonly RealSplitSingle<T>? split;
    private readonly RealSplitRows<T>? rows;

    public RealKernel(int length)
    {
        n = length;
        half = length / 2;
        if (length % 2 != 0)
        {
            kernel = new FftKernel<T>(length);
            split = RealSplitSingle<T>.Plan(length);
            rows = RealSplitRows<T>.Plan(length);
            ScratchLength = Math.Max(split?.ScratchLength ?? 0, checked(kernel.ScratchLength + (2 * FftKernel<T>.Stride(length))));
            return;
        }

        kernel = new FftKernel<T>(half);
        combine = kernel.Lanes > 1 ? new RealCombine<T>(half, kernel.Lanes) : null;
        split = kernel.Lanes > 1 || length < ShortestEvenSplit ? null : RealSplitSingle<T>.Plan(length);
        rows = kernel.Lanes > 1 && length > LongestEvenRow ? null : RealSplitRows<T>.Plan(length);
        ScratchLength = Math.Max(split?.ScratchLength ?? 0, checked(kernel.ScratchLength + (2 * FftKernel<T>.Stride(half))));
        roots = new AlignedBuffer<T>(2 * FftKernel<T>.Stride(half));
        T* re = roots.Pointer, im = re + FftKernel<T>.Stride(half);
        for (int k = 0; k < half; k++)
        {
            Complex root = UnitRoots.Of(-k, length);
            re[k] = T.CreateChecked(root.Real);
            im[k] = T.CreateChecked(root.Imaginary);
        }

        GC.KeepAlive(this);
    }

    public int ScratchLength { get; }

    public void Forward(T* x, T* spectrum, T* scratch)
    {
        ForwardTransform(x, spectrum, scratch);
        // The tables are used through pointers, which do not keep them alive.
        GC.KeepAlive(this);
    }

    /// <summary>Numbers of scratch memory that <see cref="ForwardRows"/> needs.</summary>
    public int RowsScratchLength => Math.Max(ScratchLength, rows?.ScratchLength ?? 0);

    /// <summary>Rows that lie one after the other.</summary>
    public void ForwardRows(T* x, int count, T* spectra, T* scratch)
    {
        nint spectrumLength = 2 * ((nint)half + 1);
        for (int row = 0; row < count;)
        {
            if (rows is null)
            {
                Forward(x + ((nint)row * n), spectra + (row * spectrumLength), scratch);
                row++;
            }
            else
            {
                rows.Forward(x + ((nint)row * n), n, Math.Min(rows.Width, count - row), spectra + (row * spectrumLength), spectrumLength, scratch);
                row += rows.Width;
            }
        }
    }

    private void ForwardTransform(T* x, T* spectrum, T* scratch)
    {
        if (split is not null)
        {
            split.Forward(x, spectrum, scratch);
            return;
        }

        if (roots is null)
        {
            T* zero = scratch + kernel.ScratchLength;
            new Span<T>(zero, n).Clear();
            kernel.Execute(FftSource.Planar, x, zero, scratch, out T* oddRe, out T* oddIm);
            for (int k = 0; k <= half; k++)
            {
                spectrum[2 * k] = oddRe[k];
                spectrum[(2 * k) + 1] = oddIm[k];
            }

            spectrum[1] = T.Zero;
            return;
        }

        T* re, im;
        if (combine is not null)
        {
            kernel.Parts(FftSource.Interleaved, x, null, scratch, out re, out im);
            combine.Run(re, im, spectrum, scratch + (4 * FftKernel<T>.Stride(half)));
            return;
        }

        kernel.Execute(FftSource.Interleaved, x, null, scratch, out re, out im);
        T* wRe = roots.Pointer, wIm = wRe + FftKernel<T>.Stride(half);
        T re0 = re[0], im0 = im[0];
        int done = 1;
        if (Vector512.IsHardwareAccelerated)
        {
            done = Untangle<Lanes512<T>>(re, im, wRe, wIm, spectrum, done);
        }

        if (Avx2.IsSupported)
        {
            done = Untangle<Lanes256<T>>(re, im, wRe, wIm, spectrum, done);
        }

        if (Vector128.IsHardwareAccelerated)
        {
            done = Untangle<Lanes128<T>>(re, im, wRe, wIm, spectrum, done);
        }

        _ = Untangle<Lanes1<T>>(re, im, wRe, wIm, spectrum, done);
        spectrum[0] = re0 + im0;
        spectrum[1] = T.Zero;
        spectrum[2 * half] = re0 - im0;
        spectrum[(2 * half) + 1] = T.Zero;
    }

    /// <summary>The inverse times <paramref name="scale"/>·n; the imaginary parts of the first and, for even n, the last value are ignored.</summary>
    public void Inverse(T* spectrum, T* x, T* scratch, T scale)
    {
        InverseTransform(spectrum, x, scratch, scale);
        GC.KeepAlive(this);
    }

    private void InverseTransform(T* spectrum, T* x, T* scratch, T scale)
    {
        T* re = scratch + kernel.ScratchLength, im = re + FftKernel<T>.Stride(roots is null ? n : half);
        if (roots is null)
        {
            re[0] = spectrum[0] * scale;
            im[0] = T.Zero;
            for (int k = 1; k <= half; k++)
            {
                T a = spectrum[2 * k] * scale, b = spectrum[(2 * k) + 1] * scale;
                re[k] = a;
                im[k] = b;
                re[n - k] = a;
                im[n - k] = -b;
            }

            kernel.Execute(FftSource.Planar, im, re, scratch, out _, out T* real);
            new ReadOnlySpan<T>(real, n).CopyTo(new Span<T>(x, n));
            return;
        }

        T* wRe = roots.Pointer, wIm = wRe + FftKernel<T>.Stride(half);
        T first = spectrum[0] * scale, last = spectrum[2 * half] * scale;
        re[0] = first + last;
        im[0] = first - last;
        int done = 1;
        if (Vector512.IsHardwareAccelerated)
        {
            done = Tangle<Lanes512<T>>(spectrum, wRe, wIm, re, im, done, scale);
        }

        if (Avx2.IsSupported)
        {
            done = Tangle<Lanes256<T>>(spectrum, wRe, wIm, re, im, done, scale);
        }

        _ = Tangle<Lanes1<T>>(spectrum, wRe, wIm, re, im, done, scale);
        kernel.Execute(FftSource.Planar, im, re, scratch, out T* odd, out T* even);
        Weave(even, odd, x, half);
    }

    /// <summary>Pairs from two arrays.</summary>
    public static void Weave(T* even, T* odd, T* to, int count)
    {
        int done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = Weave<Lanes512<T>>(even, odd, to, 0, count);
        }
        else if (Avx2.IsSupported)
        {
            done = Weave<Lanes256<T>>(even, odd, to, 0, count);
        }

        _ = Weave<Lanes1<T>>(even, odd, to, done, count);
    }

    private static int Weave<V>(T* even, T* odd, T* to, int from, int count)
        where V : unmanaged, ILanes<V, T>
    {
        int i = from;
        for (; i <= count - V.Count; i += V.Count)
        {
            V.Zip(V.Load(even + i), V.Load(odd + i), out V low, out V high);
            low.Store(to + (2 * i));
            high.Store(to + (2 * i) + V.Count);
        }

        return i;
    }

    // X[k] = E + w^k·O with E, O the even and odd parts of the half-length result at k and half − k.
    private int Untangle<V>(T* re, T* im, T* wRe, T* wIm, T* spectrum, int from)
        where V : unmanaged, ILanes<V, T>
    {
        V point5 = V.Broadcast(T.CreateChecked(0.5));
        int k = from;
        for (; k <= half - V.Count; k += V.Count)
        {
            V zRe = V.Load(re + k), zIm = V.Load(im + k);
            V yRe = V.Reverse(V.Load(re + half - k - V.Count + 1)), yIm = V.Reverse(V.Load(im + half - k - V.Count + 1));
            V evenRe = (zRe + yRe) * point5, evenIm = (zIm - yIm) * point5, oddRe = (zIm + yIm) * point5, oddIm = (yRe - zRe) * point5;
            V cos = V.Load(wRe + k), sin = V.Load(wIm + k);
            V.Zip(evenRe + V.MultiplySubtract(oddRe, cos, oddIm * sin), evenIm + V.MultiplyAdd(oddRe, sin, oddIm * cos), out V low, out V high);
            low.Store(spectrum + (2 * k));
            high.Store(spectrum + (2 * k) + V.Count);
        }

        return k;
    }

    private int Tangle<V>(T* spectrum, T* wRe, T* wIm, T* re, T* im, int from, T scale)
        where V : unmanaged, ILanes<V, T>
    {
        V factor = V.Broadcast(scale);
        int k = from;
        for (; k <= half - V.Count; k += V.Count)
        {
            V.Unzip(V.Load(spectrum + (2 * k)), V.Load(spectrum + (2 * k) + V.Count), out V xRe, out V xIm);
            T* mirror = spectrum + (2 * (half - k - V.Count + 1));
            V.Unzip(V.Load(mirror), V.Load(mirror + V.Count), out V yRe, out V yIm);
            yRe = V.Reverse(yRe);
            yIm = V.Reverse(yIm);
            V evenRe = xRe + yRe, evenIm = xIm - yIm, difRe = xRe - yRe, difIm = xIm + yIm;
            V cos = V.Load(wRe + k), sin = V.Load(wIm + k);
            V oddRe = V.MultiplyAdd(difRe, cos, difIm * sin), oddIm = V.MultiplySubtract(difIm, cos, difRe * sin);
            ((evenRe - oddIm) * factor).Store(re + k);
            ((evenIm + oddRe) * factor).Store(im + k);
        }

        return k;
    }
}
