using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>Elementwise products of complex vectors in split form.</summary>
internal static unsafe class ComplexProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void InPlace(T* re, T* im, T* wRe, T* wIm, int n) => Into(re, im, wRe, wIm, re, im, n);

    public static void Into(T* re, T* im, T* wRe, T* wIm, T* toRe, T* toIm, int n)
    {
        int done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = Run<Lanes512<T>>(re, im, wRe, wIm, toRe, toIm, 0, n);
        }
        else if (Avx2.IsSupported)
        {
            done = Run<Lanes256<T>>(re, im, wRe, wIm, toRe, toIm, 0, n);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            done = Run<Lanes128<T>>(re, im, wRe, wIm, toRe, toIm, 0, n);
        }

        Run<Lanes1<T>>(re, im, wRe, wIm, toRe, toIm, done, n);
    }

    private static int Run<V>(T* re, T* im, T* wRe, T* wIm, T* toRe, T* toIm, int from, int n)
        where V : unmanaged, ILanes<V, T>
    {
        int i = from;
        for (; i <= n - V.Count; i += V.Count)
        {
            V a = V.Load(re + i), b = V.Load(im + i), c = V.Load(wRe + i), d = V.Load(wIm + i);
            V.MultiplySubtract(a, c, b * d).Store(toRe + i);
            V.MultiplyAdd(a, d, b * c).Store(toIm + i);
        }

        return i;
    }
}
