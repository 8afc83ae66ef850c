namespace Trading.Sdk.Spectrum;

/// <summary>
/// Working memory of the transform that runs on this thread: it grows to the largest need seen and is then reused, so that
/// plans stay immutable and shareable while no call allocates. A holder must not call into another holder.
/// </summary>
internal static unsafe class ThreadScratch<T>
    where T : unmanaged
{
    [ThreadStatic]
    private static AlignedBuffer<T>? buffer;

    public static T* Get(int count)
    {
        AlignedBuffer<T>? current = buffer;
        return current is not null && current.Count >= count ? current.Pointer : Grow(count);
    }

    private static T* Grow(int count)
    {
        buffer = new AlignedBuffer<T>(count);
        return buffer.Pointer;
    }
}
