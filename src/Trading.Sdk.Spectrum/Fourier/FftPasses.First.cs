using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.Spectrum;

/// <summary>First passes at stride 1: vectors run over p, the results of the radix are woven together. Twiddles lie as [j−1][re, im][p].</summary>
internal static unsafe partial class FftPasses<T>
{
    /// <summary>Radix 4 at stride 1: vectors run over p, the four results are woven together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Radix4First<V>(FftSource source, T* ar, T* ai, T* dr, T* di, T* w, int q)
        where V : unmanaged, ILanes<V, T>
    {
        int count = V.Count;
        for (int step = 0; step < q; step += count)
        {
            // The last vector may overlap the one before: the same numbers are written twice.
            int p = Math.Min(step, q - count);
            V aRe, aIm, bRe, bIm, cRe, cIm, dRe, dIm;
            if (source == FftSource.Planar)
            {
                aRe = V.Load(ar + p);
                aIm = V.Load(ai + p);
                bRe = V.Load(ar + p + q);
                bIm = V.Load(ai + p + q);
                cRe = V.Load(ar + p + (2 * q));
                cIm = V.Load(ai + p + (2 * q));
                dRe = V.Load(ar + p + (3 * q));
                dIm = V.Load(ai + p + (3 * q));
            }
            else
            {
                V.Unzip(V.Load(ar + (2 * p)), V.Load(ar + (2 * p) + count), out aRe, out aIm);
                V.Unzip(V.Load(ar + (2 * (p + q))), V.Load(ar + (2 * (p + q)) + count), out bRe, out bIm);
                V.Unzip(V.Load(ar + (2 * (p + (2 * q)))), V.Load(ar + (2 * (p + (2 * q))) + count), out cRe, out cIm);
                V.Unzip(V.Load(ar + (2 * (p + (3 * q)))), V.Load(ar + (2 * (p + (3 * q))) + count), out dRe, out dIm);
                if (source == FftSource.InterleavedSwapped)
                {
                    (aRe, aIm, bRe, bIm) = (aIm, aRe, bIm, bRe);
                    (cRe, cIm, dRe, dIm) = (cIm, cRe, dIm, dRe);
                }
            }

            V sumAcRe = aRe + cRe, sumAcIm = aIm + cIm, difAcRe = aRe - cRe, difAcIm = aIm - cIm;
            V sumBdRe = bRe + dRe, sumBdIm = bIm + dIm, difBdRe = bRe - dRe, difBdIm = bIm - dIm;
            V y0Re = sumAcRe + sumBdRe, y0Im = sumAcIm + sumBdIm;
            V e1Re = difAcRe + difBdIm, e1Im = difAcIm - difBdRe;
            V e2Re = sumAcRe - sumBdRe, e2Im = sumAcIm - sumBdIm;
            V e3Re = difAcRe - difBdIm, e3Im = difAcIm + difBdRe;
            Turn(e1Re, e1Im, V.Load(w + p), V.Load(w + q + p), out V y1Re, out V y1Im);
            Turn(e2Re, e2Im, V.Load(w + (2 * q) + p), V.Load(w + (3 * q) + p), out V y2Re, out V y2Im);
            Turn(e3Re, e3Im, V.Load(w + (4 * q) + p), V.Load(w + (5 * q) + p), out V y3Re, out V y3Im);
            V.Zip4(ref y0Re, ref y1Re, ref y2Re, ref y3Re);
            V.Zip4(ref y0Im, ref y1Im, ref y2Im, ref y3Im);
            T* re = dr + (4 * p), im = di + (4 * p);
            y0Re.Store(re);
            y1Re.Store(re + count);
            y2Re.Store(re + (2 * count));
            y3Re.Store(re + (3 * count));
            y0Im.Store(im);
            y1Im.Store(im + count);
            y2Im.Store(im + (2 * count));
            y3Im.Store(im + (3 * count));
        }
    }

    /// <summary>Any radix at stride 1: vectors run over p and their results are scattered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void RadixAnyFirst<V, S>(T* sr, T* si, T* dr, T* di, T* w, int q, int radix, T* cosSin)
        where V : unmanaged, ILanes<V, T>
        where S : struct, ILaneSource<V, T>
    {
        V* xr = stackalloc V[16], xi = stackalloc V[16], yr = stackalloc V[16], yi = stackalloc V[16];
        for (int step = 0; step < q; step += V.Count)
        {
            int p = Math.Min(step, q - V.Count);
            for (int i = 0; i < radix; i++)
            {
                S.Load(sr, si, p + ((nint)i * q), out xr[i], out xi[i]);
            }

            Butterfly(xr, xi, yr, yi, radix, cosSin);
            for (int j = 1; j < radix; j++)
            {
                T* t = w + (2 * (j - 1) * (nint)q) + p;
                Turn(yr[j], yi[j], V.Load(t), V.Load(t + q), out yr[j], out yi[j]);
            }

            if (radix == 2)
            {
                V.Zip(yr[0], yr[1], out V lowRe, out V highRe);
                V.Zip(yi[0], yi[1], out V lowIm, out V highIm);
                lowRe.Store(dr + (2 * p));
                highRe.Store(dr + (2 * p) + V.Count);
                lowIm.Store(di + (2 * p));
                highIm.Store(di + (2 * p) + V.Count);
                continue;
            }

            for (int j = 0; j < radix; j++)
            {
                T* re = (T*)(yr + j), im = (T*)(yi + j);
                T* toRe = dr + ((nint)radix * p) + j, toIm = di + ((nint)radix * p) + j;
                for (int lane = 0; lane < V.Count; lane++)
                {
                    toRe[lane * radix] = re[lane];
                    toIm[lane * radix] = im[lane];
                }
            }
        }
    }

    private static void Butterfly<V>(V* xr, V* xi, V* yr, V* yi, int radix, T* cosSin)
        where V : unmanaged, ILanes<V, T>
    {
        if (radix == 2)
        {
            yr[0] = xr[0] + xr[1];
            yi[0] = xi[0] + xi[1];
            yr[1] = xr[0] - xr[1];
            yi[1] = xi[0] - xi[1];
            return;
        }

        if (radix == 4)
        {
            V sumAcRe = xr[0] + xr[2], sumAcIm = xi[0] + xi[2], difAcRe = xr[0] - xr[2], difAcIm = xi[0] - xi[2];
            V sumBdRe = xr[1] + xr[3], sumBdIm = xi[1] + xi[3], difBdRe = xr[1] - xr[3], difBdIm = xi[1] - xi[3];
            yr[0] = sumAcRe + sumBdRe;
            yi[0] = sumAcIm + sumBdIm;
            yr[1] = difAcRe + difBdIm;
            yi[1] = difAcIm - difBdRe;
            yr[2] = sumAcRe - sumBdRe;
            yi[2] = sumAcIm - sumBdIm;
            yr[3] = difAcRe - difBdIm;
            yi[3] = difAcIm + difBdRe;
            return;
        }

        // Odd: values i and r − i enter every result as their sum (cosines) and their difference (sines).
        int pairs = radix / 2;
        V totalRe = xr[0], totalIm = xi[0];
        for (int i = 1; i <= pairs; i++)
        {
            V aRe = xr[i], aIm = xi[i], bRe = xr[radix - i], bIm = xi[radix - i];
            xr[i] = aRe + bRe;
            xi[i] = aIm + bIm;
            xr[radix - i] = aRe - bRe;
            xi[radix - i] = aIm - bIm;
            totalRe += xr[i];
            totalIm += xi[i];
        }

        yr[0] = totalRe;
        yi[0] = totalIm;
        for (int j = 1; j <= pairs; j++)
        {
            V evenRe = xr[0], evenIm = xi[0];
            V oddRe = xr[radix - 1] * V.Broadcast(cosSin[radix + j]), oddIm = xi[radix - 1] * V.Broadcast(cosSin[radix + j]);
            evenRe = V.MultiplyAdd(xr[1], V.Broadcast(cosSin[j]), evenRe);
            evenIm = V.MultiplyAdd(xi[1], V.Broadcast(cosSin[j]), evenIm);
            int turn = j;
            for (int i = 2; i <= pairs; i++)
            {
                turn += j;
                if (turn >= radix)
                {
                    turn -= radix;
                }

                V cos = V.Broadcast(cosSin[turn]), sin = V.Broadcast(cosSin[radix + turn]);
                evenRe = V.MultiplyAdd(xr[i], cos, evenRe);
                evenIm = V.MultiplyAdd(xi[i], cos, evenIm);
                oddRe = V.MultiplyAdd(xr[radix - i], sin, oddRe);
                oddIm = V.MultiplyAdd(xi[radix - i], sin, oddIm);
            }

            yr[j] = evenRe + oddIm;
            yi[j] = evenIm - oddRe;
            yr[radix - j] = evenRe - oddIm;
            yi[radix - j] = evenIm + oddRe;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn<V>(V re, V im, V wRe, V wIm, out V toRe, out V toIm)
        where V : unmanaged, ILanes<V, T>
    {
        toRe = V.MultiplySubtract(re, wRe, im * wIm);
        toIm = V.MultiplyAdd(re, wIm, im * wRe);
    }
}
