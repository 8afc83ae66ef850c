using System.Diagnostics;

namespace Trading.Sdk.Benchmarks;

/// <summary>Times in a run, and what is said of them.</summary>
internal static class Figures
{
    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Milliseconds of a query, median and worst of many, after as many that are not counted: compiled, its plan and pages at hand.</summary>
    public static async Task<(double Median, double Worst)> MillisecondsAsync(int repetitions, Func<int, Task> query)
    {
        for (int i = 0; i < repetitions; i++)
        {
            await query(i);
        }

        var times = new List<double>();
        for (int i = 0; i < repetitions; i++)
        {
            times.Add(1000 * await SecondsAsync(() => query(i)));
        }

        return (Median(times), times.Max());
    }
}
