using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// The complex transform of one length, without normalisation, over split parts: a chain of Stockham passes of radix 4, 2, 3, 5, 7,
/// 11, 13, or Bluestein's chirp convolution when a larger prime divides the length. Immutable; the caller brings the scratch memory.
/// </summary>
internal sealed unsafe class FftKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int LargestRadix = 13;

    private readonly int[] radices;
    private readonly int[] twiddleStart;
    private readonly int[] cosSinStart;
    private readonly AlignedBuffer<T>? table;

    private readonly FftKernel<T>? inner;
    private readonly AlignedBuffer<T>? chirp;
    private readonly AlignedBuffer<T>? chirpSpectrum;

    public FftKernel(int length)
    {
        Length = length;
        radices = Factor(length);
        twiddleStart = new int[radices.Length];
        cosSinStart = new int[radices.Length];
        if (radices.Length > 0 || length == 1)
        {
            table = BuildTable();
            ScratchLength = 4 * Stride(length);
            return;
        }

        int padded = SmoothLength((2 * (long)length) - 1);
        inner = new FftKernel<T>(padded);
        chirp = new AlignedBuffer<T>(2 * Stride(length));
        chirpSpectrum = new AlignedBuffer<T>(2 * Stride(padded));
        ScratchLength = checked(inner.ScratchLength + (2 * Stride(padded)));
        BuildChirp(padded);
    }

    public int Length { get; }

    /// <summary>Numbers of scratch memory that <see cref="Execute"/> needs.</summary>
    public int ScratchLength { get; }

    /// <summary>
    /// Distance between the arrays in scratch memory: whole cache lines, and off multiples of 4 KiB, where stores and loads
    /// of different arrays would be taken for each other.
    /// </summary>
    public static int Stride(int length) => checked(((length + 15) & ~15) + 48);

    /// <summary>The smallest 2^a·3^b·5^c·7^d that is at least <paramref name="least"/>, preferring lengths with many factors 2.</summary>
    public static int SmoothLength(long least)
    {
        long best = long.MaxValue;
        for (long seven = 1; seven <= least * 7; seven *= 7)
        {
            for (long five = seven; five <= least * 5; five *= 5)
            {
                for (long three = five; three <= least * 3; three *= 3)
                {
                    long value = three;
                    while (value < least || (value & 15) != 0)
                    {
                        value *= 2;
                    }

                    best = Math.Min(best, value);
                }
            }
        }

        return checked((int)best);
    }

    /// <summary>
    /// Transforms; the result lies in scratch memory, in natural order. For <see cref="FftSource.Planar"/> the inputs are
    /// <paramref name="first"/> and <paramref name="second"/>, else pairs at <paramref name="first"/>. Inputs may lie in the
    /// last two quarters of scratch memory, never in the first two.
    /// </summary>
    public void Execute(FftSource source, T* first, T* second, T* scratch, out T* re, out T* im)
    {
        Transform(source, first, second, scratch, out re, out im);
        // The tables are used through pointers, which do not keep them alive.
        GC.KeepAlive(this);
    }

    private void Transform(FftSource source, T* first, T* second, T* scratch, out T* re, out T* im)
    {
        if (inner is not null)
        {
            Bluestein(source, first, second, scratch, out re, out im);
            return;
        }

        int n = Length, stride = Stride(n);
        T* toRe = scratch, toIm = scratch + stride, otherRe = scratch + (2 * stride), otherIm = scratch + (3 * stride);
        if (radices.Length == 0 || (radices[0] != 4 && source != FftSource.Planar))
        {
            Split(source, first, second, otherRe, otherIm, n);
            source = FftSource.Planar;
            first = otherRe;
            second = otherIm;
        }

        re = first;
        im = second;
        int m = n, s = 1;
        for (int pass = 0; pass < radices.Length; pass++)
        {
            int radix = radices[pass], q = m / radix;
            T* w = table!.Pointer + twiddleStart[pass], cosSin = table.Pointer + cosSinStart[pass];
            if (pass == 0)
            {
                First(source, radix, first, second, toRe, toIm, w, q, cosSin);
            }
            else
            {
                Pass(radix, re, im, toRe, toIm, w, q, s, cosSin);
            }

            re = toRe;
            im = toIm;
            toRe = otherRe;
            toIm = otherIm;
            otherRe = re;
            otherIm = im;
            m = q;
            s *= radix;
        }
    }

    private static void First(FftSource source, int radix, T* sr, T* si, T* dr, T* di, T* w, int q, T* cosSin)
    {
        if (radix == 4)
        {
            if (Vector512.IsHardwareAccelerated && q >= Lanes512<T>.Count)
            {
                FftPasses<T>.Radix4First<Lanes512<T>>(source, sr, si, dr, di, w, q);
            }
            else if (Avx2.IsSupported && q >= Lanes256<T>.Count)
            {
                FftPasses<T>.Radix4First<Lanes256<T>>(source, sr, si, dr, di, w, q);
            }
            else if (Vector128.IsHardwareAccelerated && q >= Lanes128<T>.Count)
            {
                FftPasses<T>.Radix4First<Lanes128<T>>(source, sr, si, dr, di, w, q);
            }
            else
            {
                FftPasses<T>.Radix4First<Lanes1<T>>(source, sr, si, dr, di, w, q);
            }
        }
        else if (Vector512.IsHardwareAccelerated && q >= Lanes512<T>.Count)
        {
            FftPasses<T>.RadixAnyFirst<Lanes512<T>>(sr, si, dr, di, w, q, radix, cosSin);
        }
        else if (Avx2.IsSupported && q >= Lanes256<T>.Count)
        {
            FftPasses<T>.RadixAnyFirst<Lanes256<T>>(sr, si, dr, di, w, q, radix, cosSin);
        }
        else if (Vector128.IsHardwareAccelerated && q >= Lanes128<T>.Count)
        {
            FftPasses<T>.RadixAnyFirst<Lanes128<T>>(sr, si, dr, di, w, q, radix, cosSin);
        }
        else
        {
            FftPasses<T>.RadixAnyFirst<Lanes1<T>>(sr, si, dr, di, w, q, radix, cosSin);
        }
    }

    private static void Pass(int radix, T* sr, T* si, T* dr, T* di, T* w, int q, int s, T* cosSin)
    {
        if (Vector512.IsHardwareAccelerated && s >= Lanes512<T>.Count)
        {
            Pass<Lanes512<T>>(radix, sr, si, dr, di, w, q, s, cosSin);
        }
        else if (Avx2.IsSupported && s >= Lanes256<T>.Count)
        {
            Pass<Lanes256<T>>(radix, sr, si, dr, di, w, q, s, cosSin);
        }
        else if (Vector128.IsHardwareAccelerated && s >= Lanes128<T>.Count)
        {
            Pass<Lanes128<T>>(radix, sr, si, dr, di, w, q, s, cosSin);
        }
        else
        {
            Pass<Lanes1<T>>(radix, sr, si, dr, di, w, q, s, cosSin);
        }
    }

    private static void Pass<V>(int radix, T* sr, T* si, T* dr, T* di, T* w, int q, int s, T* cosSin)
        where V : unmanaged, ILanes<V, T>
    {
        switch (radix)
        {
            case 4:
                FftPasses<T>.Radix4<V>(sr, si, dr, di, w, q, s);
                break;
            case 2 when q == 1:
                FftPasses<T>.Radix2Last<V>(sr, si, dr, di, s);
                break;
            case 3:
                FftPasses<T>.Radix3<V>(sr, si, dr, di, w, q, s);
                break;
            case 5:
                FftPasses<T>.Radix5<V>(sr, si, dr, di, w, q, s);
                break;
            default:
                FftPasses<T>.RadixAny<V>(sr, si, dr, di, w, q, s, radix, cosSin);
                break;
        }
    }

    private static void Split(FftSource source, T* first, T* second, T* re, T* im, int n)
    {
        if (source == FftSource.Planar)
        {
            new ReadOnlySpan<T>(first, n).CopyTo(new Span<T>(re, n));
            new ReadOnlySpan<T>(second, n).CopyTo(new Span<T>(im, n));
            return;
        }

        if (source == FftSource.InterleavedSwapped)
        {
            T* swap = re;
            re = im;
            im = swap;
        }

        for (int i = 0; i < n; i++)
        {
            re[i] = first[2 * i];
            im[i] = first[(2 * i) + 1];
        }
    }

    // Powers of four first, so that the stride soon fills a vector; a single two last, where it needs no twiddles;
    // alone with odd factors it comes first, because an odd stride is the worst for vectors.
    private static int[] Factor(int n)
    {
        var factors = new List<int>();
        while (n % 4 == 0)
        {
            factors.Add(4);
            n /= 4;
        }

        bool two = n % 2 == 0;
        n = two ? n / 2 : n;
        if (two && factors.Count == 0)
        {
            factors.Add(2);
            two = false;
        }

        for (int radix = LargestRadix; radix >= 3; radix -= 2)
        {
            while (radix != 9 && n % radix == 0)
            {
                factors.Add(radix);
                n /= radix;
            }
        }

        if (two)
        {
            factors.Add(2);
        }

        return n == 1 ? [.. factors] : [];
    }

    private AlignedBuffer<T> BuildTable()
    {
        int total = 0, m = Length;
        for (int pass = 0; pass < radices.Length; pass++)
        {
            int radix = radices[pass], q = m / radix;
            twiddleStart[pass] = total;
            total += ((2 * (radix - 1) * q) + 15) & ~15;
            cosSinStart[pass] = total;
            total += 32;
            m = q;
        }

        var buffer = new AlignedBuffer<T>(Math.Max(total, 1));
        m = Length;
        for (int pass = 0; pass < radices.Length; pass++)
        {
            int radix = radices[pass], q = m / radix;
            T* w = buffer.Pointer + twiddleStart[pass], cosSin = buffer.Pointer + cosSinStart[pass];
            for (int j = 1; j < radix; j++)
            {
                for (int p = 0; p < q; p++)
                {
                    Complex root = UnitRoots.Of(-(long)p * j, m);
                    w[(2 * (j - 1) * (nint)q) + p] = T.CreateChecked(root.Real);
                    w[(((2 * (j - 1)) + 1) * (nint)q) + p] = T.CreateChecked(root.Imaginary);
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

        return buffer;
    }

    // Bluestein (1970): jk = (j² + k² − (k − j)²)/2 turns the transform into a convolution with the chirp e^(−πi·k²/n).
    // k² is reduced modulo 2n in integers: in floating point its angle would lose a digit for every digit of n.
    private void BuildChirp(int padded)
    {
        int n = Length, strideN = Stride(n), strideM = Stride(padded);
        T* re = chirp!.Pointer, im = re + strideN;
        var longRe = new AlignedBuffer<double>(padded);
        var longIm = new AlignedBuffer<double>(padded);
        for (int k = 0; k < n; k++)
        {
            Complex root = UnitRoots.Of(-((long)k * k % (2L * n)), 2L * n);
            re[k] = T.CreateChecked(root.Real);
            im[k] = T.CreateChecked(root.Imaginary);
            longRe.Pointer[k] = root.Real;
            longIm.Pointer[k] = -root.Imaginary;
            if (k > 0)
            {
                longRe.Pointer[padded - k] = root.Real;
                longIm.Pointer[padded - k] = -root.Imaginary;
            }
        }

        var exact = new FftKernel<double>(padded);
        var scratch = new AlignedBuffer<double>(exact.ScratchLength);
        exact.Execute(FftSource.Planar, longRe.Pointer, longIm.Pointer, scratch.Pointer, out double* specRe, out double* specIm);
        T* toRe = chirpSpectrum!.Pointer, toIm = toRe + strideM;
        for (int k = 0; k < padded; k++)
        {
            toRe[k] = T.CreateChecked(specRe[k] / padded);
            toIm[k] = T.CreateChecked(specIm[k] / padded);
        }

        GC.KeepAlive(longRe);
        GC.KeepAlive(longIm);
        GC.KeepAlive(scratch);
        GC.KeepAlive(this);
    }

    private void Bluestein(FftSource source, T* first, T* second, T* scratch, out T* re, out T* im)
    {
        int n = Length, m = inner!.Length, strideM = Stride(m);
        T* innerScratch = scratch, aRe = scratch + inner.ScratchLength, aIm = aRe + strideM;
        T* cRe = chirp!.Pointer, cIm = cRe + Stride(n), sRe = chirpSpectrum!.Pointer, sIm = sRe + strideM;
        Split(source, first, second, aRe, aIm, n);
        ComplexProduct<T>.InPlace(aRe, aIm, cRe, cIm, n);
        new Span<T>(aRe + n, m - n).Clear();
        new Span<T>(aIm + n, m - n).Clear();
        inner.Execute(FftSource.Planar, aRe, aIm, innerScratch, out T* fRe, out T* fIm);
        ComplexProduct<T>.Into(fRe, fIm, sRe, sIm, aRe, aIm, m);

        // The inverse is the forward transform with real and imaginary parts exchanged on both sides.
        inner.Execute(FftSource.Planar, aIm, aRe, innerScratch, out im, out re);
        ComplexProduct<T>.InPlace(re, im, cRe, cIm, n);
    }
}
