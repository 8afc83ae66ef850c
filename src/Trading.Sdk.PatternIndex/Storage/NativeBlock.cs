using System.Runtime.InteropServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>One aligned piece of native memory. It is freed when its owner is collected, so a search that still reads through the owner never loses it.</summary>
internal sealed unsafe partial class NativeBlock
{
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14;

    public NativeBlock(long bytes, bool zeroed)
    {
        bool huge = bytes >= (long)HugePage;
        Length = bytes;
        Pointer = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, huge ? HugePage : 64);
        if (huge && OperatingSystem.IsLinux())
        {
            // Graph walks touch a page per hop: huge pages halve their cost where the kernel offers them on request only.
            _ = Advise(Pointer, (nuint)bytes & ~(HugePage - 1), AdviseHugePages);
        }

        if (zeroed)
        {
            NativeMemory.Clear(Pointer, (nuint)bytes);
        }

        GC.AddMemoryPressure(bytes);
    }

#pragma warning disable MA0055 // lock-free readers have no last one to dispose: the collector knows it
    ~NativeBlock()
    {
        NativeMemory.AlignedFree(Pointer);
        GC.RemoveMemoryPressure(Length);
    }
#pragma warning restore MA0055

    public byte* Pointer { get; }

    public long Length { get; }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);
}
