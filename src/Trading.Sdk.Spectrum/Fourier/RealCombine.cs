using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// Joins the transforms of interleaved parts straight to the one-sided spectrum of a real signal of 2n samples that was read as
/// n complex values: the joint value at k and the one at n − k are made together and untangled before they leave the registers.
/// </summary>
internal sealed unsafe class RealCombine<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int n;
    private readonly int lanes;
    private readonly int part;
    private readonly AlignedBuffer<T> table;
    private readonly AlignedBuffer<T> rowRoots;

    /// <summary>Prepares <paramref name="length"/> complex values in <paramref name="lanes"/> parts.</summary>
    public RealCombine(int length, int lanes)
    {
        n = length;
        this.lanes = lanes;
        part = length / lanes;
        int twiddles = LaneDft<T>.TwiddleLength(lanes), block = twiddles + (2 * lanes * lanes), blocks = ((part / 2) + lanes - 1) / lanes;
        table = new AlignedBuffer<T>(checked(block * blocks));
        for (int i = 0; i < blocks; i++)
        {
            T* to = table.Pointer + (i * (nint)block);
            int k = 1 + (i * lanes);
            LaneDft<T>.FillTwiddles(to, lanes, length, k);
            to += twiddles;
            for (int j = 0; j < lanes; j++)
            {
                for (int lane = 0; lane < lanes; lane++)
                {
                    Complex root = UnitRoots.Of(-(k + lane + ((long)j * part)), 2L * length);
                    to[lane] = T.CreateChecked(0.5 * root.Real);
                    to[lanes + lane] = T.CreateChecked(0.5 * root.Imaginary);
                }

                to += 2 * lanes;
            }
        }

        rowRoots = new AlignedBuffer<T>(2 * lanes);
        for (int j = 0; j < lanes; j++)
        {
            Complex root = UnitRoots.Of(-j, 2L * lanes);
            rowRoots.Pointer[2 * j] = T.CreateChecked(0.5 * root.Real);
            rowRoots.Pointer[(2 * j) + 1] = T.CreateChecked(0.5 * root.Imaginary);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Joins; <paramref name="work"/> has room for 4·W² numbers on a boundary of cache lines.</summary>
    public void Run(T* partsRe, T* partsIm, T* spectrum, T* work)
    {
        if (lanes == Lanes512<T>.Count)
        {
            Run<Lanes512<T>>(partsRe, partsIm, spectrum, work);
        }
        else if (lanes == Lanes256<T>.Count)
        {
            Run<Lanes256<T>>(partsRe, partsIm, spectrum, work);
        }
        else
        {
            Run<Lanes128<T>>(partsRe, partsIm, spectrum, work);
        }

        FirstRow(partsRe, partsIm, spectrum, work);
        GC.KeepAlive(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<V>(T* partsRe, T* partsIm, T* spectrum, T* work)
        where V : unmanaged, ILanes<V, T>
    {
        V half = V.Broadcast(T.CreateChecked(0.5));
        V* zRe = (V*)work, zIm = zRe + V.Count, yRe = zIm + V.Count, yIm = yRe + V.Count;
        T* w = table.Pointer;
        for (int k = 1; k <= part / 2; k += V.Count)
        {
            nint near = (nint)k * V.Count, far = (nint)(part - k) * V.Count;
            LaneDft<T>.Block(partsRe + near, partsIm + near, V.Count, w, conjugate: false, zRe, zIm);
            LaneDft<T>.Block(partsRe + far, partsIm + far, -V.Count, w, conjugate: true, yRe, yIm);
            w += LaneDft<T>.TwiddleLength(V.Count);
            for (int j = 0; j < V.Count; j++)
            {
                // X[k] = E + w^k·O and X[n − k] = conj(E − w^k·O) with E, O the even and odd parts; the table holds w^k/2.
                V aRe = zRe[j], aIm = zIm[j], bRe = yRe[(V.Count - j) & (V.Count - 1)], bIm = yIm[(V.Count - j) & (V.Count - 1)];
                V evenRe = aRe + bRe, evenIm = aIm - bIm, oddRe = aIm + bIm, oddIm = bRe - aRe;
                V cos = V.Load(w), sin = V.Load(w + V.Count);
                w += 2 * V.Count;
                V turnedRe = V.MultiplySubtract(oddRe, cos, oddIm * sin), turnedIm = V.MultiplyAdd(oddRe, sin, oddIm * cos);
                T* to = spectrum + (2 * (k + ((nint)j * part))), mirror = spectrum + (2 * (n - k - ((nint)j * part) - V.Count + 1));
                V.Zip(V.MultiplyAdd(evenRe, half, turnedRe), V.MultiplyAdd(evenIm, half, turnedIm), out V low, out V high);
                low.Store(to);
                high.Store(to + V.Count);
                V.ZipReversed(V.MultiplySubtract(evenRe, half, turnedRe), V.NegateMultiplyAdd(evenIm, half, turnedIm), out low, out high);
                low.Store(mirror);
                high.Store(mirror + V.Count);
            }
        }
    }

    // k = 0 is its own mirror.
    private void FirstRow(T* partsRe, T* partsIm, T* spectrum, T* work)
    {
        T* re = work, im = work + lanes, roots = rowRoots.Pointer;
        LaneDft<T>.Row(partsRe, partsIm, lanes, re, im);
        T half = T.CreateChecked(0.5);
        spectrum[0] = re[0] + im[0];
        spectrum[1] = T.Zero;
        spectrum[2 * (nint)n] = re[0] - im[0];
        spectrum[(2 * (nint)n) + 1] = T.Zero;
        for (int j = 1; j <= lanes / 2; j++)
        {
            T aRe = re[j], aIm = im[j], bRe = re[lanes - j], bIm = im[lanes - j];
            T evenRe = (aRe + bRe) * half, evenIm = (aIm - bIm) * half, oddRe = aIm + bIm, oddIm = bRe - aRe;
            T cos = roots[2 * j], sin = roots[(2 * j) + 1];
            T turnedRe = (oddRe * cos) - (oddIm * sin), turnedIm = (oddRe * sin) + (oddIm * cos);
            T* to = spectrum + (2 * (nint)j * part), mirror = spectrum + (2 * (n - ((nint)j * part)));
            mirror[0] = evenRe - turnedRe;
            mirror[1] = turnedIm - evenIm;
            to[0] = evenRe + turnedRe;
            to[1] = evenIm + turnedIm;
        }
    }
}
