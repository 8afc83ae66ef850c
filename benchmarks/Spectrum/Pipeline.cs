using System.Diagnostics;
using System.Globalization;
using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Every push: cycles of the last 1,024 samples against red noise, Welch spectrum, denoised window, wavelet levels, sparse code of the last 64.</summary>
internal static class Pipeline
{
    private static readonly string[] Parts = ["cycles", "wavelet levels", "sparse code", "Welch", "denoised window"];

    public static string Describe()
    {
        const int N = 1024;
        double[] x = Signals.White(20_000);
        for (int i = 1; i < x.Length; i++)
        {
            x[i] += 0.9 * x[i - 1];
        }

        for (int i = 0; i < x.Length; i++)
        {
            x[i] += 3 * Math.Sin(2 * Math.PI * i / 41.3);
        }

        var fourier = new FourierAnalyzer();
        var wavelet = new WaveletAnalyzer();
        var welch = new WelchEstimator();
        var denoiser = new WaveletDenoiser(N);
        var detector = new ReconstructionAnomalyDetector(SparseDictionary.Cosine(64, 256), 8, x.AsSpan(0, 64 * 100));
        var sensing = new CompressedSensingAnalyzer(detector, 0.05);
        double[] power = new double[welch.SpectrumLength], denoised = new double[N];
        var times = new List<double>(x.Length);
        long bytes = 0;
        long[] marks = new long[6];
        List<double>[] parts = [.. Enumerable.Range(0, 5).Select(_ => new List<double>(x.Length))];
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
            if (t >= 8000)
            {
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                times.Add(Stopwatch.GetElapsedTime(marks[0], marks[5]).TotalMicroseconds);
                for (int part = 0; part < 5; part++)
                {
                    parts[part].Add(Stopwatch.GetElapsedTime(marks[part], marks[part + 1]).TotalMicroseconds);
                }
            }
        }

        times.Sort();
        string shares = string.Join(", ", Parts.Zip(parts, (name, own) => string.Create(CultureInfo.InvariantCulture, $"{name} {own.Order().ElementAt(own.Count / 2):0.0}")));
        return string.Create(CultureInfo.InvariantCulture, $"pipeline n = 1024, {times.Count} pushes: median {times[times.Count / 2]:0.0} us, p99 {times[(int)(times.Count * 0.99)]:0.0} us, {bytes} B; medians of the parts: {shares}");
    }
}
