using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>Running sums of |X|² and conj(X)·Y over one-sided spectra.</summary>
internal static unsafe class SpectrumSums
{
    public static void AddPower(ReadOnlySpan<Complex> spectrum, Span<double> power)
    {
        fixed (Complex* x = spectrum)
        fixed (double* p = power)
        {
            int k = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                k = AddPower<Lanes512<double>>((double*)x, p, k, power.Length);
            }

            if (Avx2.IsSupported)
            {
                k = AddPower<Lanes256<double>>((double*)x, p, k, power.Length);
            }

            _ = AddPower<Lanes1<double>>((double*)x, p, k, power.Length);
        }
    }

    public static void AddCross(ReadOnlySpan<Complex> x, ReadOnlySpan<Complex> y, Span<Complex> cross)
    {
        fixed (Complex* a = x, b = y, c = cross)
        {
            int k = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                k = AddCross<Lanes512<double>>((double*)a, (double*)b, (double*)c, k, cross.Length);
            }

            if (Avx2.IsSupported)
            {
                k = AddCross<Lanes256<double>>((double*)a, (double*)b, (double*)c, k, cross.Length);
            }

            _ = AddCross<Lanes1<double>>((double*)a, (double*)b, (double*)c, k, cross.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddPower<V>(double* x, double* power, int k, int count)
        where V : unmanaged, ILanes<V, double>
    {
        for (; k <= count - V.Count; k += V.Count)
        {
            V.Unzip(V.Load(x + (2 * k)), V.Load(x + (2 * k) + V.Count), out V re, out V im);
            V.MultiplyAdd(re, re, V.MultiplyAdd(im, im, V.Load(power + k))).Store(power + k);
        }

        return k;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddCross<V>(double* x, double* y, double* cross, int k, int count)
        where V : unmanaged, ILanes<V, double>
    {
        for (; k <= count - V.Count; k += V.Count)
        {
            V.Unzip(V.Load(x + (2 * k)), V.Load(x + (2 * k) + V.Count), out V a, out V b);
            V.Unzip(V.Load(y + (2 * k)), V.Load(y + (2 * k) + V.Count), out V c, out V d);
            V.Unzip(V.Load(cross + (2 * k)), V.Load(cross + (2 * k) + V.Count), out V re, out V im);
            re = V.MultiplyAdd(a, c, V.MultiplyAdd(b, d, re));
            im = V.MultiplyAdd(a, d, V.NegateMultiplyAdd(b, c, im));
            V.Zip(re, im, out V low, out V high);
            low.Store(cross + (2 * k));
            high.Store(cross + (2 * k) + V.Count);
        }

        return k;
    }
}
