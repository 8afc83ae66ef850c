namespace Trading.Sdk.Spectrum;

/// <summary>How a pass finds complex values: each way is a struct of its own, so that the passes are compiled without a branch for it.</summary>
internal unsafe interface ILaneSource<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged
{
    /// <summary>The values from <paramref name="index"/> on, a register full.</summary>
    static abstract void Load(T* a, T* b, nint index, out V re, out V im);
}
