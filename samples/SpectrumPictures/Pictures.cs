using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Samples.SpectrumPictures;

/// <summary>The pictures of docs/spectrum.md, each from seeded data.</summary>
internal static class Pictures
{
    public static IEnumerable<(string Name, string Svg)> All()
    {
        yield return ("cycles", Cycles());
        yield return ("denoise", Denoise());
        yield return ("levels", Levels());
        yield return ("recover", Recover());
        yield return ("anomalies", Anomalies());
    }

    // A cycle of 42 samples in red noise: the periodogram over the level that red noise reaches with 5 % at any frequency.
    private static string Cycles()
    {
        const int N = 1024;
        double[] x = Red(N, 0.8, 1);
        for (int t = 0; t < N; t++)
        {
            x[t] += 1.1 * Math.Cos(2 * Math.PI * t / 42);
        }

        CycleReport report = new CycleDetector(N).Detect(x);
        PowerSpectrum periodogram = Periodogram.Compute(x, detrending: Detrending.Linear);
        double[] frequencies = periodogram.Frequencies[3..^1], power = periodogram.Power[3..^1];
        double level = 1 - Math.Pow(0.95, 1.0 / report.FrequenciesTested);
        var chart = new Chart("A cycle against red noise", "cycles per sample", "power density") { Logarithmic = true };
        chart.Line("periodogram", "#88a", frequencies, power);
        chart.Line("AR(1) noise, mean", "#2a2", frequencies, [.. frequencies.Select(f => 2 * report.Noise.PowerAt(f))]);
        chart.Line("reached by noise in 5 % of all series", "#c60", frequencies, [.. frequencies.Select(f => 2 * report.Noise.Quantile(f, 1 - level))]);
        foreach (Cycle cycle in report.Cycles)
        {
            int bin = (int)Math.Round(cycle.Frequency * N);
            chart.Dots($"period {cycle.Period:0.0} ({cycle.PeriodLow:0.0}–{cycle.PeriodHigh:0.0}), p = {cycle.PValue:0.0e+0}", "#c00", [cycle.Frequency], [periodogram.Power[bin]]);
        }

        return chart.ToSvg();
    }

    // What a trader sees at each moment (causal) and what the whole series tells afterwards (not causal).
    private static string Denoise()
    {
        const int N = 1200, From = 800;
        var random = new Random(2);
        double[] clean = [.. Enumerable.Range(0, N).Select(t => (3 * Math.Sin(2 * Math.PI * t / 90)) + (t >= 1000 ? 6 : 0))], x = [.. clean.Select(v => v + Normal(random))];
        var analyzer = new WaveletAnalyzer();
        double[] causal = [.. x.Select(v => analyzer.Push(v).Denoised)], whole = new double[N];
        new WaveletDenoiser(N, new DenoisingOptions { Wavelet = Wavelet.Named("sym8") }).Denoise(x, whole);
        double[] time = [.. Enumerable.Range(From, N - From).Select(t => (double)t)];
        var chart = new Chart("Denoising: at once and afterwards", "sample", "value");
        chart.Line("samples", "#ccc", time, x[From..]);
        chart.Line("WaveletAnalyzer (causal)", "#c00", time, causal[From..]);
        chart.Line("WaveletDenoiser (sees the future)", "#06c", time, whole[From..]);
        return chart.ToSvg();
    }

    private static string Levels()
    {
        const int N = 512;
        double[] x = [.. Red(N, 0.9, 3).Select((e, t) => (0.4 * e) + Math.Sin(2 * Math.PI * t / 12) + (2 * Math.Sin(2 * Math.PI * t / 100)))];
        var plan = new WaveletTransform(Wavelet.Named("sym8"), N, 4);
        var coefficients = new double[plan.CoefficientLength];
        plan.Forward(x, coefficients);
        double[] time = [.. Enumerable.Range(0, N).Select(t => (double)t)];
        var chart = new Chart("Multiresolution: parts that add up to the series", "sample", "part (shifted)");
        string[] colors = ["#333", "#06c", "#2a2", "#c60", "#c00"];
        for (int level = 0; level <= 4; level++)
        {
            var part = new double[N];
            plan.Component(coefficients, level, part);
            chart.Line(level == 0 ? "approximation" : $"details of level {level}", colors[level], time, [.. part.Select(v => v - (4 * level))]);
        }

        return chart.ToSvg();
    }

    // 60 of 256 samples are enough for a signal of eight cosines.
    private static string Recover()
    {
        const int N = 256;
        var random = new Random(4);
        SparseDictionary cosines = SparseDictionary.Cosine(N);
        double[] code = new double[N], x = new double[N], y = new double[N];
        for (int i = 0; i < 8; i++)
        {
            code[random.Next(60)] = Normal(random);
        }

        cosines.Synthesize(code, x);
        int[] places = [.. Enumerable.Range(0, N)];
        random.Shuffle(places);
        places = [.. places.Take(60).Order()];
        double[] samples = [.. places.Select(t => x[t])];
        cosines.Synthesize(BasisPursuit.Solve(cosines.AtSamples(places), samples), y);
        double error = x.Zip(y, (a, b) => Math.Abs(a - b)).Max();
        var chart = new Chart($"Recovered from 60 of 256 samples, largest error {error:0.0e+0}", "sample", "value");
        chart.Line("basis pursuit", "#06c", [.. Enumerable.Range(0, N).Select(t => (double)t)], y);
        chart.Dots("samples", "#c00", [.. places.Select(t => (double)t)], samples);
        return chart.ToSvg();
    }

    // Windows of 32 samples: the anomaly is a burst that keeps the amplitude but not the shape.
    private static string Anomalies()
    {
        const int N = 3000, Window = 32;
        var random = new Random(5);
        double[] x = [.. Enumerable.Range(0, N).Select(t => Math.Sin(2 * Math.PI * t / 16) + (0.5 * Math.Sin(2 * Math.PI * t / 5.3)) + (0.15 * Normal(random)))];
        for (int t = 2500; t < 2516; t++)
        {
            x[t] = Normal(random);
        }

        double[] calibration = [.. Enumerable.Range(0, 1500).SelectMany(i => x[(i + 400)..(i + 400 + Window)])];
        var analyzer = new CompressedSensingAnalyzer(new ReconstructionAnomalyDetector(SparseDictionary.Cosine(Window, 128), 6, calibration), 0.01);
        double[] p = [.. x.Select(v => analyzer.Push(v).PValue)], time = [.. Enumerable.Range(2400, 200).Select(t => (double)t)];
        var chart = new Chart("Anomalies by reconstruction error", "sample", "value, log10 of the p-value");
        chart.Line("series", "#888", time, x[2400..2600]);
        chart.Line("log10 p", "#c00", time, [.. p[2400..2600].Select(Math.Log10)]);
        return chart.ToSvg();
    }

    private static double[] Red(int n, double rho, int seed)
    {
        var random = new Random(seed);
        var x = new double[n];
        for (int t = 1; t < n; t++)
        {
            x[t] = (rho * x[t - 1]) + Normal(random);
        }

        return x;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
