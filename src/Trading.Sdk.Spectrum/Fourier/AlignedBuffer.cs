using System.Runtime.CompilerServices;

namespace Trading.Sdk.Spectrum;

/// <summary>A pinned managed array with a 64-byte aligned start: vector loads never straddle cache lines, and nothing needs to be freed.</summary>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private readonly T[] array;

    public AlignedBuffer(int count)
    {
        array = GC.AllocateArray<T>(checked(count + (64 / sizeof(T))), pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref array[0]);
        Pointer = (T*)((start + 63) & ~(nuint)63);
        Count = count;
    }

    public T* Pointer { get; }

    public int Count { get; }
}
