using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// The passes of a Stockham autosort transform (decimation in frequency) at stride s ≥ the vector's length: vectors run over k,
/// twiddles are broadcast. A pass of radix r on blocks of m = r·q values computes, for p &lt; q and k &lt; s,
/// y[k + s(r·p + j)] = w_m^(p·j) · Σ_i x[k + s(p + q·i)] w_r^(i·j). Twiddles lie as [p][j−1][re, im]. Started at a stride above 1
/// the passes transform as many interleaved signals at once.
/// </summary>
internal static unsafe partial class FftPasses<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Radix 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Radix2<V, S>(T* sr, T* si, T* dr, T* di, T* w, int q, int s)
        where V : unmanaged, ILanes<V, T>
        where S : struct, ILaneSource<V, T>
    {
        nint far = (nint)s * q;
        for (int p = 0; p < q; p++)
        {
            nint from = (nint)s * p, to = 2 * from;
            for (int step = 0; step < s; step += V.Count)
            {
                // The last vector may overlap the one before: the same numbers are written twice.
                int k = Math.Min(step, s - V.Count);
                S.Load(sr, si, from + k, out V aRe, out V aIm);
                S.Load(sr, si, from + k + far, out V bRe, out V bIm);
                T* toRe = dr + to + k, toIm = di + to + k;
                (aRe + bRe).Store(toRe);
                (aIm + bIm).Store(toIm);
                if (p == 0)
                {
                    (aRe - bRe).Store(toRe + s);
                    (aIm - bIm).Store(toIm + s);
                    continue;
                }

                TurnAndStore(aRe - bRe, aIm - bIm, w + (2 * p), toRe + s, toIm + s);
            }
        }
    }

    /// <summary>Radix 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Radix4<V, S>(T* sr, T* si, T* dr, T* di, T* w, int q, int s)
        where V : unmanaged, ILanes<V, T>
        where S : struct, ILaneSource<V, T>
    {
        nint far = (nint)s * q;
        for (int p = 0; p < q; p++)
        {
            T* t = w + (6 * p);
            nint from = (nint)s * p, to = 4 * from;
            for (int step = 0; step < s; step += V.Count)
            {
                int k = Math.Min(step, s - V.Count);
                S.Load(sr, si, from + k, out V aRe, out V aIm);
                S.Load(sr, si, from + k + far, out V bRe, out V bIm);
                S.Load(sr, si, from + k + (2 * far), out V cRe, out V cIm);
                S.Load(sr, si, from + k + (3 * far), out V dRe, out V dIm);
                V sumAcRe = aRe + cRe, sumAcIm = aIm + cIm, difAcRe = aRe - cRe, difAcIm = aIm - cIm;
                V sumBdRe = bRe + dRe, sumBdIm = bIm + dIm, difBdRe = bRe - dRe, difBdIm = bIm - dIm;
                T* toRe = dr + to + k, toIm = di + to + k;
                (sumAcRe + sumBdRe).Store(toRe);
                (sumAcIm + sumBdIm).Store(toIm);
                if (p == 0)
                {
                    (difAcRe + difBdIm).Store(toRe + s);
                    (difAcIm - difBdRe).Store(toIm + s);
                    (sumAcRe - sumBdRe).Store(toRe + (2 * s));
                    (sumAcIm - sumBdIm).Store(toIm + (2 * s));
                    (difAcRe - difBdIm).Store(toRe + (3 * s));
                    (difAcIm + difBdRe).Store(toIm + (3 * s));
                    continue;
                }

                TurnAndStore(difAcRe + difBdIm, difAcIm - difBdRe, t, toRe + s, toIm + s);
                TurnAndStore(sumAcRe - sumBdRe, sumAcIm - sumBdIm, t + 2, toRe + (2 * s), toIm + (2 * s));
                TurnAndStore(difAcRe - difBdIm, difAcIm + difBdRe, t + 4, toRe + (3 * s), toIm + (3 * s));
            }
        }
    }

    /// <summary>Radix 8; without twiddles as the last pass (q = 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Radix8<V, S>(T* sr, T* si, T* dr, T* di, T* w, int q, int s)
        where V : unmanaged, ILanes<V, T>
        where S : struct, ILaneSource<V, T>
    {
        nint far = (nint)s * q, wide = s;
        V root = V.Broadcast(T.CreateChecked(0.70710678118654752440));
        for (int p = 0; p < q; p++)
        {
            T* t = w + (14 * p);
            nint from = (nint)s * p, to = 8 * from;
            for (int step = 0; step < s; step += V.Count)
            {
                int k = Math.Min(step, s - V.Count);
                nint at = from + k;
                S.Load(sr, si, at, out V aRe, out V aIm);
                S.Load(sr, si, at + (4 * far), out V eRe, out V eIm);
                S.Load(sr, si, at + (2 * far), out V cRe, out V cIm);
                S.Load(sr, si, at + (6 * far), out V gRe, out V gIm);
                V s0Re = aRe + eRe, s0Im = aIm + eIm, d0Re = aRe - eRe, d0Im = aIm - eIm;
                V s2Re = cRe + gRe, s2Im = cIm + gIm, d2Re = cRe - gRe, d2Im = cIm - gIm;
                V e0Re = s0Re + s2Re, e0Im = s0Im + s2Im, e2Re = s0Re - s2Re, e2Im = s0Im - s2Im;
                V e1Re = d0Re + d2Im, e1Im = d0Im - d2Re, e3Re = d0Re - d2Im, e3Im = d0Im + d2Re;
                S.Load(sr, si, at + far, out V bRe, out V bIm);
                S.Load(sr, si, at + (5 * far), out V fRe, out V fIm);
                S.Load(sr, si, at + (3 * far), out V dRe, out V dIm);
                S.Load(sr, si, at + (7 * far), out V hRe, out V hIm);
                V s1Re = bRe + fRe, s1Im = bIm + fIm, d1Re = bRe - fRe, d1Im = bIm - fIm;
                V s3Re = dRe + hRe, s3Im = dIm + hIm, d3Re = dRe - hRe, d3Im = dIm - hIm;
                V o0Re = s1Re + s3Re, o0Im = s1Im + s3Im, o2Re = s1Re - s3Re, o2Im = s1Im - s3Im;
                V o1Re = d1Re + d3Im, o1Im = d1Im - d3Re, o3Re = d1Re - d3Im, o3Im = d1Im + d3Re;
                V r1Re = o1Re + o1Im, r1Im = o1Im - o1Re, r3Re = o3Im - o3Re, r3Im = o3Re + o3Im;
                T* toRe = dr + to + k, toIm = di + to + k;
                (e0Re + o0Re).Store(toRe);
                (e0Im + o0Im).Store(toIm);
                if (q == 1)
                {
                    V.MultiplyAdd(r1Re, root, e1Re).Store(toRe + wide);
                    V.MultiplyAdd(r1Im, root, e1Im).Store(toIm + wide);
                    (e2Re + o2Im).Store(toRe + (2 * wide));
                    (e2Im - o2Re).Store(toIm + (2 * wide));
                    V.MultiplyAdd(r3Re, root, e3Re).Store(toRe + (3 * wide));
                    V.NegateMultiplyAdd(r3Im, root, e3Im).Store(toIm + (3 * wide));
                    (e0Re - o0Re).Store(toRe + (4 * wide));
                    (e0Im - o0Im).Store(toIm + (4 * wide));
                    V.NegateMultiplyAdd(r1Re, root, e1Re).Store(toRe + (5 * wide));
                    V.NegateMultiplyAdd(r1Im, root, e1Im).Store(toIm + (5 * wide));
                    (e2Re - o2Im).Store(toRe + (6 * wide));
                    (e2Im + o2Re).Store(toIm + (6 * wide));
                    V.NegateMultiplyAdd(r3Re, root, e3Re).Store(toRe + (7 * wide));
                    V.MultiplyAdd(r3Im, root, e3Im).Store(toIm + (7 * wide));
                    continue;
                }

                TurnAndStore(V.MultiplyAdd(r1Re, root, e1Re), V.MultiplyAdd(r1Im, root, e1Im), t, toRe + wide, toIm + wide);
                TurnAndStore(e2Re + o2Im, e2Im - o2Re, t + 2, toRe + (2 * wide), toIm + (2 * wide));
                TurnAndStore(V.MultiplyAdd(r3Re, root, e3Re), V.NegateMultiplyAdd(r3Im, root, e3Im), t + 4, toRe + (3 * wide), toIm + (3 * wide));
                TurnAndStore(e0Re - o0Re, e0Im - o0Im, t + 6, toRe + (4 * wide), toIm + (4 * wide));
                TurnAndStore(V.NegateMultiplyAdd(r1Re, root, e1Re), V.NegateMultiplyAdd(r1Im, root, e1Im), t + 8, toRe + (5 * wide), toIm + (5 * wide));
                TurnAndStore(e2Re - o2Im, e2Im + o2Re, t + 10, toRe + (6 * wide), toIm + (6 * wide));
                TurnAndStore(V.NegateMultiplyAdd(r3Re, root, e3Re), V.MultiplyAdd(r3Im, root, e3Im), t + 12, toRe + (7 * wide), toIm + (7 * wide));
            }
        }
    }

    /// <summary>Radix 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Radix3<V, S>(T* sr, T* si, T* dr, T* di, T* w, int q, int s)
        where V : unmanaged, ILanes<V, T>
        where S : struct, ILaneSource<V, T>
    {
        nint far = (nint)s * q;
        V half = V.Broadcast(T.CreateChecked(0.5)), root = V.Broadcast(T.CreateChecked(0.86602540378443864676));
        for (int p = 0; p < q; p++)
        {
            T* t = w + (4 * p);
            nint from = (nint)s * p, to = 3 * from;
            for (int step = 0; step < s; step += V.Count)
            {
                int k = Math.Min(step, s - V.Count);
                S.Load(sr, si, from + k, out V aRe, out V aIm);
                S.Load(sr, si, from + k + far, out V bRe, out V bIm);
                S.Load(sr, si, from + k + (2 * far), out V cRe, out V cIm);
                V sumRe = bRe + cRe, sumIm = bIm + cIm, difRe = (bRe - cRe) * root, difIm = (bIm - cIm) * root;
                V midRe = V.NegateMultiplyAdd(sumRe, half, aRe), midIm = V.NegateMultiplyAdd(sumIm, half, aIm);
                T* toRe = dr + to + k, toIm = di + to + k;
                (aRe + sumRe).Store(toRe);
                (aIm + sumIm).Store(toIm);
                TurnAndStore(midRe + difIm, midIm - difRe, t, toRe + s, toIm + s);
                TurnAndStore(midRe - difIm, midIm + difRe, t + 2, toRe + (2 * s), toIm + (2 * s));
            }
        }
    }

    /// <summary>Radix 5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Radix5<V, S>(T* sr, T* si, T* dr, T* di, T* w, int q, int s)
        where V : unmanaged, ILanes<V, T>
        where S : struct, ILaneSource<V, T>
    {
        nint far = (nint)s * q;
        V cos1 = V.Broadcast(T.CreateChecked(0.30901699437494742410)), cos2 = V.Broadcast(T.CreateChecked(-0.80901699437494742410));
        V sin1 = V.Broadcast(T.CreateChecked(0.95105651629515357212)), sin2 = V.Broadcast(T.CreateChecked(0.58778525229247312917));
        for (int p = 0; p < q; p++)
        {
            T* t = w + (8 * p);
            nint from = (nint)s * p, to = 5 * from;
            for (int step = 0; step < s; step += V.Count)
            {
                int k = Math.Min(step, s - V.Count);
                S.Load(sr, si, from + k, out V aRe, out V aIm);
                S.Load(sr, si, from + k + far, out V bRe, out V bIm);
                S.Load(sr, si, from + k + (4 * far), out V eRe, out V eIm);
                S.Load(sr, si, from + k + (2 * far), out V cRe, out V cIm);
                S.Load(sr, si, from + k + (3 * far), out V dRe, out V dIm);
                V s1Re = bRe + eRe, s1Im = bIm + eIm, d1Re = bRe - eRe, d1Im = bIm - eIm;
                V s2Re = cRe + dRe, s2Im = cIm + dIm, d2Re = cRe - dRe, d2Im = cIm - dIm;
                T* toRe = dr + to + k, toIm = di + to + k;
                (aRe + s1Re + s2Re).Store(toRe);
                (aIm + s1Im + s2Im).Store(toIm);
                V m1Re = V.MultiplyAdd(s2Re, cos2, V.MultiplyAdd(s1Re, cos1, aRe)), m1Im = V.MultiplyAdd(s2Im, cos2, V.MultiplyAdd(s1Im, cos1, aIm));
                V m2Re = V.MultiplyAdd(s2Re, cos1, V.MultiplyAdd(s1Re, cos2, aRe)), m2Im = V.MultiplyAdd(s2Im, cos1, V.MultiplyAdd(s1Im, cos2, aIm));
                V n1Re = V.MultiplyAdd(d2Re, sin2, d1Re * sin1), n1Im = V.MultiplyAdd(d2Im, sin2, d1Im * sin1);
                V n2Re = V.NegateMultiplyAdd(d2Re, sin1, d1Re * sin2), n2Im = V.NegateMultiplyAdd(d2Im, sin1, d1Im * sin2);
                TurnAndStore(m1Re + n1Im, m1Im - n1Re, t, toRe + s, toIm + s);
                TurnAndStore(m2Re + n2Im, m2Im - n2Re, t + 2, toRe + (2 * s), toIm + (2 * s));
                TurnAndStore(m2Re - n2Im, m2Im + n2Re, t + 4, toRe + (3 * s), toIm + (3 * s));
                TurnAndStore(m1Re - n1Im, m1Im + n1Re, t + 6, toRe + (4 * s), toIm + (4 * s));
            }
        }
    }

    /// <summary>Any radix up to 13; <paramref name="cosSin"/> holds cos and sin of 2πj/r for j &lt; r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void RadixAny<V, S>(T* sr, T* si, T* dr, T* di, T* w, int q, int s, int radix, T* cosSin)
        where V : unmanaged, ILanes<V, T>
        where S : struct, ILaneSource<V, T>
    {
        nint far = (nint)s * q;
        V* xr = stackalloc V[16], xi = stackalloc V[16], yr = stackalloc V[16], yi = stackalloc V[16];
        for (int p = 0; p < q; p++)
        {
            T* t = w + (2 * (radix - 1) * (nint)p);
            nint from = (nint)s * p, to = radix * from;
            for (int step = 0; step < s; step += V.Count)
            {
                int k = Math.Min(step, s - V.Count);
                for (int i = 0; i < radix; i++)
                {
                    S.Load(sr, si, from + k + (i * far), out xr[i], out xi[i]);
                }

                Butterfly(xr, xi, yr, yi, radix, cosSin);
                yr[0].Store(dr + to + k);
                yi[0].Store(di + to + k);
                for (int j = 1; j < radix; j++)
                {
                    TurnAndStore(yr[j], yi[j], t + (2 * (j - 1)), dr + to + k + ((nint)j * s), di + to + k + ((nint)j * s));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnAndStore<V>(V re, V im, T* w, T* toRe, T* toIm)
        where V : unmanaged, ILanes<V, T>
    {
        V wRe = V.Broadcast(w[0]), wIm = V.Broadcast(w[1]);
        V.MultiplySubtract(re, wRe, im * wIm).Store(toRe);
        V.MultiplyAdd(re, wIm, im * wRe).Store(toIm);
    }
}
