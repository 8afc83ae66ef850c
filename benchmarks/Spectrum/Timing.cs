using System.Diagnostics;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Median microseconds of a call after warm-up to the final compilation tier.</summary>
internal static class Timing
{
    public static double Median(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 60 || (i < 3000 && Stopwatch.GetElapsedTime(start).TotalMilliseconds < 250); i++)
        {
            run();
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > 2)
            {
                break;
            }
        }

        // The runtime swaps in optimised code from a background thread, which needs time of its own.
        Thread.Sleep(200);
        for (int i = 0; i < 40 && Stopwatch.GetElapsedTime(start).TotalSeconds < 3; i++)
        {
            run();
        }

        start = Stopwatch.GetTimestamp();
        run();
        double once = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        int inner = Math.Max(1, (int)(300 / Math.Max(once, 0.01)));
        var times = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        while (times.Count < 7 || (times.Count < 301 && Stopwatch.GetElapsedTime(begin).TotalMilliseconds < 200))
        {
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < inner; i++)
            {
                run();
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / inner);
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
