using System.Runtime.CompilerServices;

namespace Trading.Sdk.Spectrum;

/// <summary>Real and imaginary parts in two arrays.</summary>
internal readonly unsafe struct PlanarSource<V, T> : ILaneSource<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(T* a, T* b, nint index, out V re, out V im)
    {
        re = V.Load(a + index);
        im = V.Load(b + index);
    }
}
