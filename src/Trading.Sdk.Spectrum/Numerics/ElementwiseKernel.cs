using System.Numerics;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Spectrum;

/// <summary>Operations place by place.</summary>
internal static class ElementwiseKernel
{
    /// <summary>to[i] = a[i]·b[i] for every place of <paramref name="to"/>.</summary>
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> to)
    {
        int i = 0;
        ref double left = ref MemoryMarshal.GetReference(a[..to.Length]), right = ref MemoryMarshal.GetReference(b[..to.Length]), target = ref MemoryMarshal.GetReference(to);
        for (; i <= to.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (Vector.LoadUnsafe(ref left, (nuint)i) * Vector.LoadUnsafe(ref right, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < to.Length; i++)
        {
            to[i] = a[i] * b[i];
        }
    }
}
