using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>Operations place by place.</summary>
internal static class ElementwiseKernel
{
    /// <summary>to[i] = a[i]·b[i] for every place of <paramref name="to"/>.</summary>
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> to)
    {
        int i = 0;
        for (; i <= to.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(a[i..]) * new Vector<double>(b[i..])).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
        {
            to[i] = a[i] * b[i];
        }
    }
}
