using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// The complex transform of one length, without normalisation, over split parts: interleaved parts that fill vectors where the
/// length allows it, else a first pass at stride 1 and the passes after it, or Bluestein's chirp convolution when a prime above
/// 13 divides the length. Immutable; the caller brings the scratch memory.
/// </summary>
internal sealed unsafe class FftKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int LargestRadix = 13;
    private const int WorkLength = 4 * 8 * 8;

    private readonly LaneFft<T>? passes;
    private readonly LaneCombine<T>? combine;
    private readonly int firstRadix;
    private readonly AlignedBuffer<T>? firstTable;

    private readonly FftKernel<T>? inner;
    private readonly AlignedBuffer<T>? chirp;
    private readonly AlignedBuffer<T>? chirpSpectrum;

    public FftKernel(int length)
    {
        Length = length;
        if (LaneFft<T>.Handles(length))
        {
            Lanes = LaneWidth<T>.Of(length);
            ScratchLength = checked((4 * Stride(length)) + WorkLength);
            firstRadix = Lanes > 1 ? 1 : FirstRadix(length);
            passes = new LaneFft<T>(length / (Lanes > 1 ? Lanes : firstRadix));
            combine = Lanes > 1 ? new LaneCombine<T>(length, Lanes) : null;
            firstTable = firstRadix > 1 ? BuildFirstTable() : null;
            return;
        }

        Lanes = 1;
        int padded = SmoothLength((2 * (long)length) - 1);
        inner = new FftKernel<T>(padded);
        chirp = new AlignedBuffer<T>(2 * Stride(length));
        chirpSpectrum = new AlignedBuffer<T>(2 * Stride(padded));
        ScratchLength = checked(inner.ScratchLength + (2 * Stride(padded)));
        BuildChirp(padded);
    }

    public int Length { get; }

    /// <summary>Interleaved parts that the transform is made of; 1 where it is not.</summary>
    public int Lanes { get; }

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
        T* aRe = scratch, aIm = scratch + stride, bRe = scratch + (2 * stride), bIm = scratch + (3 * stride);
        if (combine is not null)
        {
            Parts(source, first, second, scratch, out T* partsRe, out T* partsIm);
            re = partsRe == aRe || partsRe == aIm ? bRe : aRe;
            im = re == aRe ? aIm : bIm;
            combine.Run(partsRe, partsIm, re, im, scratch + (4 * stride));
            return;
        }

        if ((source != FftSource.Planar && firstRadix == 1) || (source == FftSource.InterleavedSwapped && firstRadix != 4))
        {
            Split(source, first, second, bRe, bIm, n);
            source = FftSource.Planar;
            first = bRe;
            second = bIm;
        }

        re = first;
        im = second;
        if (firstRadix > 1)
        {
            First(source, firstRadix, first, second, aRe, aIm, firstTable!.Pointer, n / firstRadix, firstTable.Pointer + (2 * (firstRadix - 1) * (n / firstRadix)));
            re = aRe;
            im = aIm;
        }

        passes!.Execute(pairs: false, re, im, firstRadix, bRe, bIm, aRe, aIm, out re, out im);
    }

    /// <summary>The transforms of the <see cref="Lanes"/> interleaved parts side by side, before they are joined; the result lies in scratch memory.</summary>
    public void Parts(FftSource source, T* first, T* second, T* scratch, out T* re, out T* im)
    {
        int stride = Stride(Length);
        T* aRe = scratch, aIm = scratch + stride, bRe = scratch + (2 * stride), bIm = scratch + (3 * stride);
        if (source == FftSource.InterleavedSwapped)
        {
            // With the parts exchanged on the way out of the loads, everything after them is exchanged too.
            Split(source, first, second, bRe, bIm, Length);
            source = FftSource.Planar;
            first = bRe;
            second = bIm;
        }

        passes!.Execute(source == FftSource.Interleaved, first, second, Lanes, aRe, aIm, bRe, bIm, out re, out im);
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
        else if (source == FftSource.Interleaved)
        {
            FirstAny(pairs: true, radix, sr, si, dr, di, w, q, cosSin);
        }
        else
        {
            FirstAny(pairs: false, radix, sr, si, dr, di, w, q, cosSin);
        }
    }

    private static void FirstAny(bool pairs, int radix, T* sr, T* si, T* dr, T* di, T* w, int q, T* cosSin)
    {
        if (Vector512.IsHardwareAccelerated && q >= Lanes512<T>.Count)
        {
            FirstAny<Lanes512<T>>(pairs, radix, sr, si, dr, di, w, q, cosSin);
        }
        else if (Avx2.IsSupported && q >= Lanes256<T>.Count)
        {
            FirstAny<Lanes256<T>>(pairs, radix, sr, si, dr, di, w, q, cosSin);
        }
        else if (Vector128.IsHardwareAccelerated && q >= Lanes128<T>.Count)
        {
            FirstAny<Lanes128<T>>(pairs, radix, sr, si, dr, di, w, q, cosSin);
        }
        else
        {
            FirstAny<Lanes1<T>>(pairs, radix, sr, si, dr, di, w, q, cosSin);
        }
    }

    private static void FirstAny<V>(bool pairs, int radix, T* sr, T* si, T* dr, T* di, T* w, int q, T* cosSin)
        where V : unmanaged, ILanes<V, T>
    {
        if (pairs)
        {
            FftPasses<T>.RadixAnyFirst<V, PairSource<V, T>>(sr, si, dr, di, w, q, radix, cosSin);
        }
        else
        {
            FftPasses<T>.RadixAnyFirst<V, PlanarSource<V, T>>(sr, si, dr, di, w, q, radix, cosSin);
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

    // Four where it divides, else two, else the largest odd factor: an odd stride is the worst for vectors.
    private static int FirstRadix(int n)
    {
        int radix = n % 4 == 0 ? 4 : n % 2 == 0 ? 2 : LargestRadix;
        while (n > 1 && (n % radix != 0 || radix == 9))
        {
            radix--;
        }

        return n == 1 ? 1 : radix;
    }

    private AlignedBuffer<T> BuildFirstTable()
    {
        int radix = firstRadix, q = Length / radix, turns = 2 * (radix - 1) * q;
        var buffer = new AlignedBuffer<T>(checked(turns + (2 * radix)));
        T* w = buffer.Pointer, cosSin = w + turns;
        for (int j = 1; j < radix; j++)
        {
            for (int p = 0; p < q; p++)
            {
                Complex root = UnitRoots.Of(-(long)p * j, Length);
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
