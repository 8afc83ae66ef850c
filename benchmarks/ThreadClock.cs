using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Benchmarks;

/// <summary>CPU time of the calling thread where the system has it (robust against other loads), else wall time.</summary>
internal static partial class ThreadClock
{
    public static double Nanoseconds()
    {
        if (OperatingSystem.IsLinux() && ReadClock(3, out TimeSpec time) == 0)
        {
            return (time.Seconds * 1e9) + time.Nanoseconds;
        }

#pragma warning disable RS0030 // measuring is the purpose here
        return Stopwatch.GetTimestamp() * 1e9 / Stopwatch.Frequency;
#pragma warning restore RS0030
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReadClock(int id, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
