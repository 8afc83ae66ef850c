using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// The last step of a transform of n = W·m values whose W interleaved parts were transformed side by side (decimation in time):
/// for W neighbouring k at once, X[k + m·j] = Σ_l w_n^(l·k) F_l[k] · w_W^(l·j), with W the length of the vector.
/// </summary>
internal static unsafe class LaneDft<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Numbers of a block's twiddles: [l − 1][re, im][lane].</summary>
    public static int TwiddleLength(int lanes) => 2 * (lanes - 1) * lanes;

    /// <summary>Writes the twiddles of the block of k from <paramref name="k"/> on.</summary>
    public static void FillTwiddles(T* to, int lanes, int n, int k)
    {
        for (int l = 1; l < lanes; l++)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                Complex root = UnitRoots.Of(-(long)l * (k + lane), n);
                to[(2 * (l - 1) * lanes) + lane] = T.CreateChecked(root.Real);
                to[(((2 * (l - 1)) + 1) * lanes) + lane] = T.CreateChecked(root.Imaginary);
            }
        }
    }

    /// <summary>
    /// Transforms one block: rows of W numbers, <paramref name="step"/> numbers apart, become W vectors X[· + m·j] in
    /// <paramref name="re"/> and <paramref name="im"/>. With <paramref name="conjugate"/> the twiddles are conjugated: then, for
    /// rows m − k in place of k, result j is X[(m − k) + m·(j − 1)].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Block<V>(T* rowsRe, T* rowsIm, nint step, T* w, bool conjugate, V* re, V* im)
        where V : unmanaged, ILanes<V, T>
    {
        V.LoadColumns(rowsRe, step, re);
        V.LoadColumns(rowsIm, step, im);
        if (conjugate)
        {
            for (int l = 1; l < V.Count; l++)
            {
                V a = re[l], b = im[l], c = V.Load(w), d = V.Load(w + V.Count);
                re[l] = V.MultiplyAdd(a, c, b * d);
                im[l] = V.MultiplySubtract(b, c, a * d);
                w += 2 * V.Count;
            }
        }
        else
        {
            for (int l = 1; l < V.Count; l++)
            {
                V a = re[l], b = im[l], c = V.Load(w), d = V.Load(w + V.Count);
                re[l] = V.MultiplySubtract(a, c, b * d);
                im[l] = V.MultiplyAdd(b, c, a * d);
                w += 2 * V.Count;
            }
        }

        if (V.Count == 8)
        {
            Eight(re, im);
        }
        else if (V.Count == 4)
        {
            Four(re, im);
        }
        else
        {
            V a = re[0], b = im[0], c = re[1], d = im[1];
            re[0] = a + c;
            im[0] = b + d;
            re[1] = a - c;
            im[1] = b - d;
        }
    }

    /// <summary>The transform of one row by itself, without twiddles: what k = 0 needs.</summary>
    public static void Row(T* rowRe, T* rowIm, int lanes, T* re, T* im)
    {
        new ReadOnlySpan<T>(rowRe, lanes).CopyTo(new Span<T>(re, lanes));
        new ReadOnlySpan<T>(rowIm, lanes).CopyTo(new Span<T>(im, lanes));
        if (lanes == 8)
        {
            Eight((Lanes1<T>*)re, (Lanes1<T>*)im);
        }
        else if (lanes == 4)
        {
            Four((Lanes1<T>*)re, (Lanes1<T>*)im);
        }
        else
        {
            (re[0], re[1]) = (re[0] + re[1], re[0] - re[1]);
            (im[0], im[1]) = (im[0] + im[1], im[0] - im[1]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<V>(V* re, V* im)
        where V : unmanaged, ILanes<V, T>
    {
        V sumAcRe = re[0] + re[2], sumAcIm = im[0] + im[2], difAcRe = re[0] - re[2], difAcIm = im[0] - im[2];
        V sumBdRe = re[1] + re[3], sumBdIm = im[1] + im[3], difBdRe = re[1] - re[3], difBdIm = im[1] - im[3];
        re[0] = sumAcRe + sumBdRe;
        im[0] = sumAcIm + sumBdIm;
        re[1] = difAcRe + difBdIm;
        im[1] = difAcIm - difBdRe;
        re[2] = sumAcRe - sumBdRe;
        im[2] = sumAcIm - sumBdIm;
        re[3] = difAcRe - difBdIm;
        im[3] = difAcIm + difBdRe;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight<V>(V* re, V* im)
        where V : unmanaged, ILanes<V, T>
    {
        V s0Re = re[0] + re[4], s0Im = im[0] + im[4], d0Re = re[0] - re[4], d0Im = im[0] - im[4];
        V s2Re = re[2] + re[6], s2Im = im[2] + im[6], d2Re = re[2] - re[6], d2Im = im[2] - im[6];
        V e0Re = s0Re + s2Re, e0Im = s0Im + s2Im, e2Re = s0Re - s2Re, e2Im = s0Im - s2Im;
        V e1Re = d0Re + d2Im, e1Im = d0Im - d2Re, e3Re = d0Re - d2Im, e3Im = d0Im + d2Re;
        V s1Re = re[1] + re[5], s1Im = im[1] + im[5], d1Re = re[1] - re[5], d1Im = im[1] - im[5];
        V s3Re = re[3] + re[7], s3Im = im[3] + im[7], d3Re = re[3] - re[7], d3Im = im[3] - im[7];
        V o0Re = s1Re + s3Re, o0Im = s1Im + s3Im, o2Re = s1Re - s3Re, o2Im = s1Im - s3Im;
        V o1Re = d1Re + d3Im, o1Im = d1Im - d3Re, o3Re = d1Re - d3Im, o3Im = d1Im + d3Re;
        V root = V.Broadcast(T.CreateChecked(0.70710678118654752440));
        V r1Re = o1Re + o1Im, r1Im = o1Im - o1Re, r3Re = o3Im - o3Re, r3Im = o3Re + o3Im;
        re[0] = e0Re + o0Re;
        im[0] = e0Im + o0Im;
        re[1] = V.MultiplyAdd(r1Re, root, e1Re);
        im[1] = V.MultiplyAdd(r1Im, root, e1Im);
        re[2] = e2Re + o2Im;
        im[2] = e2Im - o2Re;
        re[3] = V.MultiplyAdd(r3Re, root, e3Re);
        im[3] = V.NegateMultiplyAdd(r3Im, root, e3Im);
        re[4] = e0Re - o0Re;
        im[4] = e0Im - o0Im;
        re[5] = V.NegateMultiplyAdd(r1Re, root, e1Re);
        im[5] = V.NegateMultiplyAdd(r1Im, root, e1Im);
        re[6] = e2Re - o2Im;
        im[6] = e2Im + o2Re;
        re[7] = V.NegateMultiplyAdd(r3Re, root, e3Re);
        im[7] = V.MultiplyAdd(r3Im, root, e3Im);
    }
}
