using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// Complex transforms of one length with prime factors up to 13, of any number of interleaved signals at once: value t of signal l
/// lies at t·lanes + l, before and after. A chain of Stockham passes of radix 8, 4, 2, 3, 5, 7, 11, 13, without normalisation.
/// </summary>
internal sealed unsafe class LaneFft<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int LargestRadix = 13;

    private readonly int[] radices;
    private readonly int[] start;
    private readonly AlignedBuffer<T> table;

    public LaneFft(int length)
    {
        Length = length;
        radices = Factor(length);
        start = new int[2 * radices.Length];
        int total = 0, m = length;
        for (int pass = 0; pass < radices.Length; pass++)
        {
            int radix = radices[pass];
            m /= radix;
            start[2 * pass] = total;
            total = checked(total + (((2 * (radix - 1) * m) + 15) & ~15));
            start[(2 * pass) + 1] = total;
            total += 32;
        }

        table = new AlignedBuffer<T>(Math.Max(total, 1));
        Fill();
    }

    public int Length { get; }

    /// <summary>Whether no prime factor of a length exceeds 13.</summary>
    public static bool Handles(int length)
    {
        foreach (int prime in (ReadOnlySpan<int>)[2, 3, 5, 7, 11, 13])
        {
            while (length % prime == 0)
            {
                length /= prime;
            }
        }

        return length == 1;
    }

    /// <summary>
    /// Transforms; the result lies in one of the two buffers a and b (in the input itself for length 1). The input may lie in b,
    /// never in a. With <paramref name="pairs"/> the input is (re, im) pairs at <paramref name="first"/>.
    /// </summary>
    public void Execute(bool pairs, T* first, T* second, int lanes, T* aRe, T* aIm, T* bRe, T* bIm, out T* re, out T* im)
    {
        re = first;
        im = second;
        int m = Length, s = lanes;
        for (int pass = 0; pass < radices.Length; pass++)
        {
            int radix = radices[pass], q = m / radix;
            T* w = table.Pointer + start[2 * pass], cosSin = table.Pointer + start[(2 * pass) + 1];
            if (pairs && pass == 0)
            {
                Pass(pairs: true, radix, re, im, aRe, aIm, w, q, s, cosSin);
            }
            else
            {
                Pass(pairs: false, radix, re, im, aRe, aIm, w, q, s, cosSin);
            }

            re = aRe;
            im = aIm;
            aRe = bRe;
            aIm = bIm;
            bRe = re;
            bIm = im;
            m = q;
            s *= radix;
        }

        // The table is used through pointers, which do not keep it alive.
        GC.KeepAlive(this);
    }

    private static void Pass(bool pairs, int radix, T* sr, T* si, T* dr, T* di, T* w, int q, int s, T* cosSin)
    {
        if (Vector512.IsHardwareAccelerated && s >= Lanes512<T>.Count)
        {
            Pass<Lanes512<T>>(pairs, radix, sr, si, dr, di, w, q, s, cosSin);
        }
        else if (Avx2.IsSupported && s >= Lanes256<T>.Count)
        {
            Pass<Lanes256<T>>(pairs, radix, sr, si, dr, di, w, q, s, cosSin);
        }
        else if (Vector128.IsHardwareAccelerated && s >= Lanes128<T>.Count)
        {
            Pass<Lanes128<T>>(pairs, radix, sr, si, dr, di, w, q, s, cosSin);
        }
        else
        {
            Pass<Lanes1<T>>(pairs, radix, sr, si, dr, di, w, q, s, cosSin);
        }
    }

    private static void Pass<V>(bool pairs, int radix, T* sr, T* si, T* dr, T* di, T* w, int q, int s, T* cosSin)
        where V : unmanaged, ILanes<V, T>
    {
        if (pairs)
        {
            Pass<V, PairSource<V, T>>(radix, sr, si, dr, di, w, q, s, cosSin);
        }
        else
        {
            Pass<V, PlanarSource<V, T>>(radix, sr, si, dr, di, w, q, s, cosSin);
        }
    }

    private static void Pass<V, S>(int radix, T* sr, T* si, T* dr, T* di, T* w, int q, int s, T* cosSin)
        where V : unmanaged, ILanes<V, T>
        where S : struct, ILaneSource<V, T>
    {
        switch (radix)
        {
            case 8:
                FftPasses<T>.Radix8<V, S>(sr, si, dr, di, w, q, s);
                break;
            case 4:
                FftPasses<T>.Radix4<V, S>(sr, si, dr, di, w, q, s);
                break;
            case 2:
                FftPasses<T>.Radix2<V, S>(sr, si, dr, di, w, q, s);
                break;
            case 3:
                FftPasses<T>.Radix3<V, S>(sr, si, dr, di, w, q, s);
                break;
            case 5:
                FftPasses<T>.Radix5<V, S>(sr, si, dr, di, w, q, s);
                break;
            default:
                FftPasses<T>.RadixAny<V, S>(sr, si, dr, di, w, q, s, radix, cosSin);
                break;
        }
    }

    // As few passes as possible; twos last, where a single two needs no twiddles.
    private static int[] Factor(int n)
    {
        var factors = new List<int>();
        int twos = 0;
        for (; n % 2 == 0; n /= 2)
        {
            twos++;
        }

        for (int radix = LargestRadix; radix >= 3; radix -= 2)
        {
            for (; radix != 9 && n % radix == 0; n /= radix)
            {
                factors.Add(radix);
            }
        }

        for (; twos > 0 && (twos % 3 != 0); twos -= 2)
        {
            factors.Add(twos == 1 ? 2 : 4);
        }

        for (; twos > 0; twos -= 3)
        {
            factors.Add(8);
        }

        return n == 1 ? [.. factors] : throw new InvalidOperationException($"A factor of {n} is left.");
    }

    private void Fill()
    {
        int m = Length;
        for (int pass = 0; pass < radices.Length; pass++)
        {
            int radix = radices[pass], q = m / radix;
            T* w = table.Pointer + start[2 * pass], cosSin = table.Pointer + start[(2 * pass) + 1];
            for (int p = 0; p < q; p++)
            {
                for (int j = 1; j < radix; j++)
                {
                    Complex root = UnitRoots.Of(-(long)p * j, m);
                    *w++ = T.CreateChecked(root.Real);
                    *w++ = T.CreateChecked(root.Imaginary);
                }
            }

            for (int j = 0; j < radix; j++)
            {
                Complex root = UnitRoots.Of(j, radix);
                cosSin[j] = T.CreateChecked(root.Real);
                cosSin[radix + j] = T.CreateChecked(root.Imaginary);
            }

            m = q;
        }

        GC.KeepAlive(this);
    }
}
