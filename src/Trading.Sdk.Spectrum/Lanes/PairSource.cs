using System.Runtime.CompilerServices;

namespace Trading.Sdk.Spectrum;

/// <summary>Pairs (re, im) in the first array.</summary>
internal readonly unsafe struct PairSource<V, T> : ILaneSource<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(T* a, T* b, nint index, out V re, out V im) =>
        V.Unzip(V.Load(a + (2 * index)), V.Load(a + (2 * index) + V.Count), out re, out im);
}
