using System.Globalization;
using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Rates that no single example shows, from seeded series: false alarms, power, accuracy of frequencies, recovery, uniform p-values.</summary>
internal static class Statistics
{
    public static void Report()
    {
        Console.WriteLine("| quantity | result |");
        Console.WriteLine("|---|---|");
        foreach (double rho in new[] { 0.0, 0.5, 0.9, 0.98 })
        {
            Line($"false alarms at 5 %, 2,000 AR(1) series of 1,024, rho {rho}", $"{FalseAlarms(rho, 2000):0.00} %");
        }

        foreach (double decibel in new[] { -20.0, -17.5, -15, -12.5, -10, -7.5, -5 })
        {
            Line($"cycle of {decibel} dB in AR(1) of rho 0.5, n = 1,024: found", $"{Power(decibel, 500):0.0} %");
        }

        foreach (double decibel in new[] { 0.0, 10, 20 })
        {
            Line($"frequency rms over Cramér–Rao bound, n = 512, {decibel} dB, 2,000 series", $"{FrequencyError(decibel, 2000):0.000}");
        }
    }

    private static void Line(string quantity, string result) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {quantity} | {result} |"));

    private static double FalseAlarms(double rho, int trials)
    {
        var detector = new CycleDetector(1024);
        var cycles = new Cycle[5];
        int alarms = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            alarms += detector.Detect(Red(1024, rho, 100_000 + trial), cycles, out _) > 0 ? 1 : 0;
        }

        return 100.0 * alarms / trials;
    }

    private static double Power(double decibel, int trials)
    {
        var detector = new CycleDetector(1024);
        var cycles = new Cycle[5];
        int hits = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            var random = new Random(trial);
            double[] x = Red(1024, 0.5, 200_000 + trial);
            double period = 8 + (92 * random.NextDouble()), phase = 2 * Math.PI * random.NextDouble(), amplitude = Math.Sqrt(2 / 0.75 * Math.Pow(10, decibel / 10));
            for (int t = 0; t < x.Length; t++)
            {
                x[t] += amplitude * Math.Cos((2 * Math.PI * t / period) + phase);
            }

            hits += detector.Detect(x, cycles, out _) > 0 && Math.Abs(cycles[0].Frequency - (1 / period)) < 1.0 / 1024 ? 1 : 0;
        }

        return 100.0 * hits / trials;
    }

    private static double FrequencyError(double decibel, int trials)
    {
        const int N = 512;
        var detector = new CycleDetector(N, new CycleOptions { Detrending = Detrending.Constant });
        var cycles = new Cycle[5];
        double variance = 0.5 * Math.Pow(10, -decibel / 10), bound = Math.Sqrt(24 * variance / (N * (((double)N * N) - 1))) / (2 * Math.PI), squares = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            var random = new Random(trial);
            double frequency = 0.05 + (0.4 * random.NextDouble()), phase = 2 * Math.PI * random.NextDouble();
            double[] x = Signals.White(N, 300_000 + trial);
            for (int t = 0; t < N; t++)
            {
                x[t] = (x[t] * Math.Sqrt(variance)) + Math.Cos((2 * Math.PI * frequency * t) + phase);
            }

            squares += detector.Detect(x, cycles, out _) > 0 ? Math.Pow(cycles[0].Frequency - frequency, 2) : 0.25;
        }

        return Math.Sqrt(squares / trials) / bound;
    }

    private static double[] Red(int n, double rho, int seed)
    {
        double[] noise = Signals.White(n + 500, seed);
        for (int t = 1; t < noise.Length; t++)
        {
            noise[t] += rho * noise[t - 1];
        }

        return noise[500..];
    }
}
