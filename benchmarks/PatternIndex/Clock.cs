using System.Runtime.InteropServices;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>Time of the wall and of the calling thread's own work.</summary>
internal static unsafe partial class Clock
{
    private const int ProcessTime = 2;
    private const int ThreadTime = 3;

    public static double Wall() => TimeProvider.System.GetTimestamp() / (double)TimeProvider.System.TimestampFrequency;

    /// <summary>CPU seconds of this thread (Linux), so that a busy machine does not count.</summary>
    public static double Thread() => Read(ThreadTime);

    /// <summary>CPU seconds of all threads of this process (Linux).</summary>
    public static double Process() => Read(ProcessTime);

    private static double Read(int clock)
    {
        long* value = stackalloc long[2];
        _ = GetTime(clock, value);
        return value[0] + (value[1] * 1e-9);
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* value);
}
