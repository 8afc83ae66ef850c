using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.Spectrum;

/// <summary>Joins the transforms of interleaved parts to the spectrum of the whole, as two arrays in natural order.</summary>
internal sealed unsafe class LaneCombine<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int lanes;
    private readonly int part;
    private readonly AlignedBuffer<T> table;

    public LaneCombine(int length, int lanes)
    {
        this.lanes = lanes;
        part = length / lanes;
        int block = LaneDft<T>.TwiddleLength(lanes), blocks = ((part - 1) / lanes) + 1;
        table = new AlignedBuffer<T>(checked(block * blocks));
        for (int i = 0; i < blocks; i++)
        {
            LaneDft<T>.FillTwiddles(table.Pointer + (i * (nint)block), lanes, length, Math.Min(i * lanes, part - lanes));
        }

        GC.KeepAlive(this);
    }

    /// <summary>Joins; <paramref name="work"/> has room for 2·W² numbers on a boundary of cache lines.</summary>
    public void Run(T* partsRe, T* partsIm, T* re, T* im, T* work)
    {
        if (lanes == Lanes512<T>.Count)
        {
            Run<Lanes512<T>>(partsRe, partsIm, re, im, work);
        }
        else if (lanes == Lanes256<T>.Count)
        {
            Run<Lanes256<T>>(partsRe, partsIm, re, im, work);
        }
        else
        {
            Run<Lanes128<T>>(partsRe, partsIm, re, im, work);
        }

        GC.KeepAlive(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<V>(T* partsRe, T* partsIm, T* re, T* im, T* work)
        where V : unmanaged, ILanes<V, T>
    {
        V* xRe = (V*)work, xIm = xRe + V.Count;
        T* w = table.Pointer;
        for (int step = 0; step < part; step += V.Count)
        {
            int k = Math.Min(step, part - V.Count);
            LaneDft<T>.Block(partsRe + ((nint)k * V.Count), partsIm + ((nint)k * V.Count), V.Count, w, conjugate: false, xRe, xIm);
            w += LaneDft<T>.TwiddleLength(V.Count);
            for (int j = 0; j < V.Count; j++)
            {
                xRe[j].Store(re + k + ((nint)j * part));
                xIm[j].Store(im + k + ((nint)j * part));
            }
        }
    }
}
