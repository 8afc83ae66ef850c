using System.Diagnostics;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Median microseconds of a call after warm-up to the final compilation tier.</summary>
internal static class Timing
{
    private const int Rounds = 5;

    public static double Median(Action run)
    {
        WarmUp(run);
        return Median(run, 301, 200);
    }

    /// <summary>The median of some 20 ms, for rounds in which several take turns.</summary>
    public static double Short(Action run) => Median(run, 61, 20);

    /// <summary>
    /// Calls until the final tier's code runs: it is swapped in from a background thread, first with counters, then without, each a tenth of
    /// a second after the last method that was new; so several rounds with time between.
    /// </summary>
    public static void WarmUp(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < Rounds; round++)
        {
            long begun = Stopwatch.GetTimestamp();
            for (int i = 0; i < 35 || Stopwatch.GetElapsedTime(begun).TotalMilliseconds < 40; i++)
            {
                run();
                if (Stopwatch.GetElapsedTime(start).TotalSeconds > 2.5)
                {
                    break;
                }
            }

            Thread.Sleep(round < Rounds - 1 ? 130 : 0);
        }
    }

    private static double Median(Action run, int most, double milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        double once = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        int inner = Math.Max(1, (int)(300 / Math.Max(once, 0.01)));
        var times = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        while (times.Count < 3 || (times.Count < most && Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds))
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
