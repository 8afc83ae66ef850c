using System.Numerics;
using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Workbench;

/// <summary>The calls that <c>workbench spectrum bench</c> measures.</summary>
internal static class SpectrumBenchmark
{
    /// <summary>What exists for signals of any length.</summary>
    public static IEnumerable<(string Name, Action Run)> OfLength(int n)
    {
        var random = new Random(n);
        double[] x = [.. Enumerable.Range(0, n).Select(i => random.NextDouble() - 0.5)], y = new double[n];
        var fft = new RealFft(n);
        var spectrum = new Complex[fft.SpectrumLength];
        var complex = new ComplexFft(n);
        Complex[] z = [.. x.Select(v => new Complex(v, 0))], w = new Complex[n];
        yield return ("rfft", () => fft.Forward(x, spectrum));
        yield return ("irfft", () => fft.Inverse(spectrum, y));
        yield return ("fft", () => complex.Forward(z, w));
        var transform = new WaveletTransform(Wavelet.Named("db4"), n, 5);
        var coefficients = new double[transform.CoefficientLength];
        yield return ("wavedec", () => transform.Forward(x, coefficients));
        yield return ("waverec", () => transform.Inverse(coefficients, y));
        var denoiser = new WaveletDenoiser(n);
        yield return ("denoise", () => denoiser.Denoise(x, y));
        if (n >= 256)
        {
            var welch = new WelchEstimator();
            var power = new double[welch.SpectrumLength];
            double[] reversed = [.. x.Reverse()];
            yield return ("welch", () => welch.Power(x, power));
            yield return ("coherence", () => welch.Coherence(x, reversed, power));
        }

        var detector = new CycleDetector(n);
        var cycles = new Cycle[5];
        yield return ("cycles", () => detector.Detect(x, cycles, out _));
    }

    /// <summary>What does not depend on one length alone: each at the size its name tells.</summary>
    public static IEnumerable<(string Name, Action Run)> Operations()
    {
        var random = new Random(1);
        double[] Values(int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)];
        double[] x = Values(1024), y = new double[1024];
        var cwt = new ContinuousWaveletTransform(ContinuousWavelet.ComplexMorlet(1.5, 1), 1024, [.. Enumerable.Range(0, 32).Select(i => 2 * Math.Pow(64, i / 31.0))]);
        var rows = new Complex[32 * 1024];
        yield return ("cwt cmor1.5-1.0, 32 scales, 1024", () => cwt.Transform(x, rows));
        var stationary = new StationaryTransform(Wavelet.Named("db4"), 1024, 5);
        double[] a = new double[5 * 1024], d = new double[5 * 1024];
        yield return ("swt db4 level 5, 1024", () => stationary.Forward(x, a, d));
        var overlap = new MaximalOverlapTransform(Wavelet.Named("db4"), 5);
        double[] w = new double[6 * 1024];
        yield return ("modwt db4 level 5, 1024", () => overlap.Forward(x, w));
        yield return ("wavelet packets db4 level 5, 1024", () => _ = new WaveletPacketTree(x, Wavelet.Named("db4"), 5, SignalExtension.Periodization));
        SecondOrderSections sections = FilterDesign.Butterworth(4, FilterBand.LowPass, 0.1).ToSections();
        var state = new double[sections.StateLength];
        yield return ("sosfilt butter4, 1024", () => sections.Filter(x, y, state));
        var prominent = new PeakOptions { MinimumProminence = 0.5 };
        yield return ("find_peaks, 1024", () => _ = PeakFinder.Find(x, prominent));
        var dictionary = new SparseDictionary(Values(256 * 64), 64);
        double[] signal = Values(64), code = new double[8];
        int[] support = new int[8];
        var pursuit = new OrthogonalMatchingPursuit(dictionary, 8);
        yield return ("omp 256 atoms of 64, 8 chosen", () => pursuit.Encode(signal, support, code));
        var lasso = new LassoSolver(dictionary, new LassoOptions { Lambda = 0.5 });
        yield return ("lasso 256 atoms of 64, lambda 0.5", () => _ = lasso.Solve(signal));
        double[] walk = Values(2000);
        yield return ("matrix profile 2000, window 50", () => _ = MatrixProfile.Compute(walk, 50));
        var sliding = new SlidingDft(126);
        yield return ("sliding DFT 64 bins, one sample", () => sliding.Push(0.5));
        var fourier = new FourierAnalyzer();
        var levels = new WaveletAnalyzer();
        var sensing = new CompressedSensingAnalyzer(new ReconstructionAnomalyDetector(SparseDictionary.Cosine(64, 256), 8, Values(64 * 100)), 0.05);
        int at = 0;
        yield return ("stream of the three analyzers, window 1024, one sample", () =>
        {
            double value = x[at++ & 1023];
            fourier.Push(value);
            levels.Push(value);
            sensing.Push(value);
        });
    }
}
