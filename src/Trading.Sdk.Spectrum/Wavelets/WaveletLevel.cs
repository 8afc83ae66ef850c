using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// One level of the discrete transform and its inverse. The extended signal is split into even and odd samples, so that vectors of
/// neighbouring coefficients are plain loads.
/// </summary>
internal static unsafe class WaveletLevel
{
    // Coefficients at a time: their samples, split in even and odd, stay in the first cache.
    private const int BlockLength = 1024;

    public static int CoefficientCount(int samples, int taps, SignalExtension mode) =>
        mode == SignalExtension.Periodization ? (samples + 1) / 2 : (samples + taps - 1) / 2;

    public static int SampleCount(int coefficients, int taps, SignalExtension mode) =>
        mode == SignalExtension.Periodization ? 2 * coefficients : (2 * coefficients) - taps + 2;

    /// <summary>Numbers of scratch memory for a signal of a length.</summary>
    public static int ScratchLength(int samples, int taps) => (2 * (samples + (3 * taps))) + 64;

    public static void Decompose(Wavelet wavelet, SignalExtension mode, ReadOnlySpan<double> x, Span<double> low, Span<double> high, Span<double> scratch)
    {
        int taps = wavelet.FilterLength, count = CoefficientCount(x.Length, taps, mode);
        int left = mode == SignalExtension.Periodization ? (taps / 2) - 1 : taps - 2;
        fixed (double* a = low, d = high, fl = wavelet.DecompositionLow, fh = wavelet.DecompositionHigh)
        {
            for (int start = 0; start < count; start += BlockLength)
            {
                int length = Math.Min(BlockLength, count - start), half = length + (taps / 2) - 1, stride = (half + 7) & ~7;
                Span<double> even = scratch[..half], odd = scratch.Slice(stride, half);
                Split(mode, x, left - (2 * start), even, odd);
                fixed (double* e = even, o = odd)
                {
                    Analyse(e, o, a + start, d + start, fl, fh, taps / 2, length);
                }
            }
        }
    }

    /// <summary>The signal of a level; empty <paramref name="low"/> or <paramref name="high"/> stands for zeros.</summary>
    public static void Reconstruct(Wavelet wavelet, SignalExtension mode, ReadOnlySpan<double> low, ReadOnlySpan<double> high, Span<double> x, Span<double> scratch)
    {
        int taps = wavelet.FilterLength, halfTaps = taps / 2, count = Math.Max(low.Length, high.Length);
        if (mode != SignalExtension.Periodization)
        {
            fixed (double* a = low, d = high, y = x, rl = wavelet.ReconstructionLow, rh = wavelet.ReconstructionHigh)
            {
                Synthesise(a, d, y, rl, rh, halfTaps, count - halfTaps + 1);
            }

            return;
        }

        // The circular case is the open one on a circularly extended copy; an even number of tap pairs puts the result one sample later.
        bool late = halfTaps % 2 == 0;
        int shift = halfTaps / 2, pairs = late ? count + 1 : count, extended = pairs + halfTaps - 1;
        Span<double> a2 = scratch[..extended], d2 = scratch.Slice(extended, extended), z = scratch.Slice(2 * extended, 2 * pairs);
        Wrap(low, a2, shift, count);
        Wrap(high, d2, shift, count);
        fixed (double* a = a2, d = d2, y = z, rl = wavelet.ReconstructionLow, rh = wavelet.ReconstructionHigh)
        {
            Synthesise(low.IsEmpty ? null : a, high.IsEmpty ? null : d, y, rl, rh, halfTaps, pairs);
        }

        z.Slice(late ? 1 : 0, 2 * count).CopyTo(x);
    }

    public static int ReconstructScratchLength(int coefficients, int taps) => (2 * (coefficients + taps)) + (2 * (coefficients + 1)) + 16;

    private static void Wrap(ReadOnlySpan<double> source, Span<double> target, int shift, int count)
    {
        if (source.IsEmpty)
        {
            return;
        }

        int from = ((-shift % count) + count) % count;
        for (int i = 0; i < target.Length;)
        {
            int run = Math.Min(count - from, target.Length - i);
            source.Slice(from, run).CopyTo(target[i..]);
            i += run;
            from = 0;
        }
    }

    private static void Split(SignalExtension mode, ReadOnlySpan<double> x, int left, Span<double> even, Span<double> odd)
    {
        // Places j with 0 ≤ j − left < n are inside; pairs fully inside are unzipped, the others looked up by the mode.
        int half = even.Length, first = Math.Clamp((left + 1) / 2, 0, half), last = Math.Clamp((left + x.Length) / 2, 0, half);
        for (int i = 0; i < first; i++)
        {
            even[i] = ExtendedSignal.At(x, (2 * i) - left, mode);
            odd[i] = ExtendedSignal.At(x, (2 * i) + 1 - left, mode);
        }

        if (last > first)
        {
            fixed (double* source = x, e = even, o = odd)
            {
                int i = first;
                double* from = source - left;
                if (Vector512.IsHardwareAccelerated)
                {
                    i = Unzip<Lanes512<double>>(from, e, o, i, last);
                }
                else if (Avx2.IsSupported)
                {
                    i = Unzip<Lanes256<double>>(from, e, o, i, last);
                }

                _ = Unzip<Lanes1<double>>(from, e, o, i, last);
            }
        }

        for (int i = Math.Max(first, last); i < half; i++)
        {
            even[i] = ExtendedSignal.At(x, (2 * i) - left, mode);
            odd[i] = ExtendedSignal.At(x, (2 * i) + 1 - left, mode);
        }
    }

    private static int Unzip<V>(double* from, double* even, double* odd, int i, int last)
        where V : unmanaged, ILanes<V, double>
    {
        for (; i <= last - V.Count; i += V.Count)
        {
            V.Unzip(V.Load(from + (2 * i)), V.Load(from + (2 * i) + V.Count), out V e, out V o);
            e.Store(even + i);
            o.Store(odd + i);
        }

        return i;
    }

    private static void Analyse(double* even, double* odd, double* low, double* high, double* filterLow, double* filterHigh, int halfTaps, int count)
    {
        int done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = Analyse<Lanes512<double>>(even, odd, low, high, filterLow, filterHigh, halfTaps, 0, count);
        }

        if (Avx2.IsSupported)
        {
            done = Analyse<Lanes256<double>>(even, odd, low, high, filterLow, filterHigh, halfTaps, done, count);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            done = Analyse<Lanes128<double>>(even, odd, low, high, filterLow, filterHigh, halfTaps, done, count);
        }

        _ = Analyse<Lanes1<double>>(even, odd, low, high, filterLow, filterHigh, halfTaps, done, count);
    }

    private static int Analyse<V>(double* even, double* odd, double* low, double* high, double* filterLow, double* filterHigh, int halfTaps, int from, int count)
        where V : unmanaged, ILanes<V, double>
    {
        int k = from;
        // Four vectors for every filter coefficient that is loaded.
        for (; k <= count - (4 * V.Count); k += 4 * V.Count)
        {
            V zero = V.Broadcast(0), a0 = zero, d0 = zero, a1 = zero, d1 = zero, a2 = zero, d2 = zero, a3 = zero, d3 = zero;
            double* e = even + k + halfTaps - 1, o = odd + k + halfTaps - 1;
            for (int g = 0; g < halfTaps; g++)
            {
                Take(o - g, filterLow + (2 * g), filterHigh + (2 * g), ref a0, ref d0, ref a1, ref d1, ref a2, ref d2, ref a3, ref d3);
                Take(e - g, filterLow + (2 * g) + 1, filterHigh + (2 * g) + 1, ref a0, ref d0, ref a1, ref d1, ref a2, ref d2, ref a3, ref d3);
            }

            double* toLow = low + k, toHigh = high + k;
            a0.Store(toLow);
            a1.Store(toLow + V.Count);
            a2.Store(toLow + (2 * V.Count));
            a3.Store(toLow + (3 * V.Count));
            d0.Store(toHigh);
            d1.Store(toHigh + V.Count);
            d2.Store(toHigh + (2 * V.Count));
            d3.Store(toHigh + (3 * V.Count));
        }

        for (; k <= count - V.Count; k += V.Count)
        {
            V a = V.Broadcast(0), d = a;
            double* e = even + k + halfTaps - 1, o = odd + k + halfTaps - 1;
            for (int g = 0; g < halfTaps; g++)
            {
                V o0 = V.Load(o - g), e0 = V.Load(e - g);
                a = V.MultiplyAdd(e0, V.Broadcast(filterLow[(2 * g) + 1]), V.MultiplyAdd(o0, V.Broadcast(filterLow[2 * g]), a));
                d = V.MultiplyAdd(e0, V.Broadcast(filterHigh[(2 * g) + 1]), V.MultiplyAdd(o0, V.Broadcast(filterHigh[2 * g]), d));
            }

            a.Store(low + k);
            d.Store(high + k);
        }

        return k;
    }

    private static void Synthesise(double* low, double* high, double* x, double* filterLow, double* filterHigh, int halfTaps, int pairs)
    {
        int done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = Synthesise<Lanes512<double>>(low, high, x, filterLow, filterHigh, halfTaps, 0, pairs);
        }

        if (Avx2.IsSupported)
        {
            done = Synthesise<Lanes256<double>>(low, high, x, filterLow, filterHigh, halfTaps, done, pairs);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            done = Synthesise<Lanes128<double>>(low, high, x, filterLow, filterHigh, halfTaps, done, pairs);
        }

        _ = Synthesise<Lanes1<double>>(low, high, x, filterLow, filterHigh, halfTaps, done, pairs);
    }

    private static int Synthesise<V>(double* low, double* high, double* x, double* filterLow, double* filterHigh, int halfTaps, int from, int pairs)
        where V : unmanaged, ILanes<V, double>
    {
        int k = from;
        if (low != null && high != null)
        {
            // Four vectors for every filter coefficient that is loaded.
            for (; k <= pairs - (4 * V.Count); k += 4 * V.Count)
            {
                V zero = V.Broadcast(0), even0 = zero, odd0 = zero, even1 = zero, odd1 = zero, even2 = zero, odd2 = zero, even3 = zero, odd3 = zero;
                double* a = low + k + halfTaps - 1, d = high + k + halfTaps - 1;
                for (int g = 0; g < halfTaps; g++)
                {
                    Take(a - g, filterLow + (2 * g), filterLow + (2 * g) + 1, ref even0, ref odd0, ref even1, ref odd1, ref even2, ref odd2, ref even3, ref odd3);
                    Take(d - g, filterHigh + (2 * g), filterHigh + (2 * g) + 1, ref even0, ref odd0, ref even1, ref odd1, ref even2, ref odd2, ref even3, ref odd3);
                }

                double* y = x + (2 * k);
                StoreZipped(even0, odd0, y);
                StoreZipped(even1, odd1, y + (2 * V.Count));
                StoreZipped(even2, odd2, y + (4 * V.Count));
                StoreZipped(even3, odd3, y + (6 * V.Count));
            }
        }

        for (; k <= pairs - V.Count; k += V.Count)
        {
            V even = V.Broadcast(0), odd = even;
            if (low != null)
            {
                double* c = low + k + halfTaps - 1;
                for (int g = 0; g < halfTaps; g++)
                {
                    V value = V.Load(c - g);
                    even = V.MultiplyAdd(value, V.Broadcast(filterLow[2 * g]), even);
                    odd = V.MultiplyAdd(value, V.Broadcast(filterLow[(2 * g) + 1]), odd);
                }
            }

            if (high != null)
            {
                double* c = high + k + halfTaps - 1;
                for (int g = 0; g < halfTaps; g++)
                {
                    V value = V.Load(c - g);
                    even = V.MultiplyAdd(value, V.Broadcast(filterHigh[2 * g]), even);
                    odd = V.MultiplyAdd(value, V.Broadcast(filterHigh[(2 * g) + 1]), odd);
                }
            }

            StoreZipped(even, odd, x + (2 * k));
        }

        return k;
    }

    // Four vectors times one tap into the first sums, times another into the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take<V>(double* source, double* tap, double* other, ref V a0, ref V b0, ref V a1, ref V b1, ref V a2, ref V b2, ref V a3, ref V b3)
        where V : unmanaged, ILanes<V, double>
    {
        V v0 = V.Load(source), v1 = V.Load(source + V.Count), v2 = V.Load(source + (2 * V.Count)), v3 = V.Load(source + (3 * V.Count)), factor = V.Broadcast(*tap);
        a0 = V.MultiplyAdd(v0, factor, a0);
        a1 = V.MultiplyAdd(v1, factor, a1);
        a2 = V.MultiplyAdd(v2, factor, a2);
        a3 = V.MultiplyAdd(v3, factor, a3);
        factor = V.Broadcast(*other);
        b0 = V.MultiplyAdd(v0, factor, b0);
        b1 = V.MultiplyAdd(v1, factor, b1);
        b2 = V.MultiplyAdd(v2, factor, b2);
        b3 = V.MultiplyAdd(v3, factor, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreZipped<V>(V even, V odd, double* target)
        where V : unmanaged, ILanes<V, double>
    {
        V.Zip(even, odd, out V first, out V second);
        first.Store(target);
        second.Store(target + V.Count);
    }
}
