using System.Diagnostics;
using System.Globalization;
using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Every push: cycles of the last 1,024 samples against red noise, Welch spectrum, denoised window, wavelet levels, sparse code of the last 64.</summary>
internal static class Pipeline
{
    private static readonly string[] Parts = ["cycles", "wavelet levels", "sparse code", "Welch", "denoised window"];

    private const int N = 1024, WarmUp = 8000, Runs = 3;

    /// <summary>Times of the pushes as they came, and of each push the least of three equal runs: the work itself, without what a shared host takes away in between.</summary>
    public static string Describe()
    {
        double[] x = Signals.White(20_000);
        for (int i = 1; i < x.Length; i++)
        {
            x[i] += 0.9 * x[i - 1];
        }

        for (int i = 0; i < x.Length; i++)
        {
            x[i] += 3 * Math.Sin(2 * Math.PI * i / 41.3);
        }

        long bytes = 0;
        double[][][] runs = [.. Enumerable.Range(0, Runs).Select(_ => Run(x, ref bytes))];
        double[] times = [.. runs.SelectMany(r => r[^1])], least = [.. Enumerable.Range(0, x.Length - WarmUp).Select(t => runs.Min(r => r[^1][t]))];
        string shares = string.Join(", ", Parts.Select((name, part) => string.Create(CultureInfo.InvariantCulture, $"{name} {At(runs.SelectMany(r => r[part]), 0.5):0.0}")));
        double[] host = Loop(At(times, 0.5), times.Length);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"pipeline n = {N}, {times.Length} pushes in {Runs} equal runs: median {At(times, 0.5):0.0} us, p99 {At(times, 0.99):0.0} us; least of the runs for each push: median {At(least, 0.5):0.0} us, p99 {At(least, 0.99):0.0} us; {bytes} B; medians of the parts: {shares}; a chain of additions of that length on this host: median {At(host, 0.5):0.0} us, p99 {At(host, 0.99):0.0} us");
    }

    /// <summary>Times of arithmetic that touches no memory and takes as long as a push: what is late in it is the host's.</summary>
    private static double[] Loop(double microseconds, int repetitions)
    {
        double[] times = new double[repetitions];
        double value = 1;
        int length = 1000;
        for (int i = -5000; i < repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int k = 0; k < length; k++)
            {
                value += 1e-9;
            }

            double taken = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            if (i == -1000)
            {
                length = (int)(length * microseconds / taken);
            }

            times[Math.Max(i, 0)] = taken;
        }

        return value > 0 ? times : [];
    }

    private static double At(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(sorted.Length * share)];
    }

    /// <summary>Microseconds of every push after the warm-up: each part, then the whole.</summary>
    private static double[][] Run(double[] x, ref long bytes)
    {
        var fourier = new FourierAnalyzer();
        var wavelet = new WaveletAnalyzer();
        var welch = new WelchEstimator();
        var denoiser = new WaveletDenoiser(N);
        var detector = new ReconstructionAnomalyDetector(SparseDictionary.Cosine(64, 256), 8, x.AsSpan(0, 64 * 100));
        var sensing = new CompressedSensingAnalyzer(detector, 0.05);
        double[] power = new double[welch.SpectrumLength], denoised = new double[N];
        long[] marks = new long[Parts.Length + 1];
        double[][] times = [.. Enumerable.Range(0, Parts.Length + 1).Select(_ => new double[x.Length - WarmUp])];
        for (int t = 0; t < x.Length; t++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            marks[0] = Stopwatch.GetTimestamp();
            fourier.Push(x[t]);
            marks[1] = Stopwatch.GetTimestamp();
            wavelet.Push(x[t]);
            marks[2] = Stopwatch.GetTimestamp();
            sensing.Push(x[t]);
            marks[3] = Stopwatch.GetTimestamp();
            if (t >= N)
            {
                ReadOnlySpan<double> window = x.AsSpan(t - N + 1, N);
                welch.Power(window, power);
                marks[4] = Stopwatch.GetTimestamp();
                denoiser.Denoise(window, denoised);
            }

            marks[5] = Stopwatch.GetTimestamp();
            if (t >= WarmUp)
            {
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                times[^1][t - WarmUp] = Stopwatch.GetElapsedTime(marks[0], marks[^1]).TotalMicroseconds;
                for (int part = 0; part < Parts.Length; part++)
                {
                    times[part][t - WarmUp] = Stopwatch.GetElapsedTime(marks[part], marks[part + 1]).TotalMicroseconds;
                }
            }
        }

        return times;
    }
}
