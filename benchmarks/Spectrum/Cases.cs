using System.Numerics;
using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>The measured calls with the names of their peers.</summary>
internal static class Cases
{
    public static IEnumerable<(string Name, string[] Peers, Action Run)> All()
    {
        MathNet.Numerics.Control.UseSingleThread();
        foreach (int n in new[] { 64, 256, 1000, 1024, 4095, 4096, 4099, 65536, 1 << 20 })
        {
            double[] x = Random(n);
            var fft = new RealFft(n);
            var spectrum = new Complex[fft.SpectrumLength];
            yield return ($"rfft/{n}", n == 1 << 20 ? [$"fftw.r2c_measure/{n}"] : [$"fftw.r2c_measure/{n}", $"scipy.rfft_batched/{n}"], () => fft.Forward(x, spectrum));
            if (n <= 65536)
            {
                double[] packed = new double[n + 2];
                yield return ($"rfft/{n} by MathNet", [], () =>
                {
                    x.CopyTo(packed, 0);
                    MathNet.Numerics.IntegralTransforms.Fourier.ForwardReal(packed, n, MathNet.Numerics.IntegralTransforms.FourierOptions.NoScaling);
                });
            }
        }

        foreach (int n in new[] { 243, 625, 2187, 3125, 10000, 10007, 50000 })
        {
            double[] x = Random(n);
            var fft = new RealFft(n);
            var spectrum = new Complex[fft.SpectrumLength];
            yield return ($"rfft/{n}", [], () => fft.Forward(x, spectrum));
        }

        foreach (int n in new[] { 1024, 4096, 65536 })
        {
            double[] x = Random(n), reversed = [.. x.Reverse()], y = new double[n];
            var welch = new WelchEstimator();
            var power = new double[welch.SpectrumLength];
            yield return ($"welch256/{n}", [$"scipy.welch256/{n}"], () => welch.Power(x, power));
            yield return ($"coherence256/{n}", [$"scipy.coherence256/{n}"], () => welch.Coherence(x, reversed, power));
            var transform = new WaveletTransform(Wavelet.Named("db4"), n, 5);
            var coefficients = new double[transform.CoefficientLength];
            yield return ($"wavedec db4 L5/{n}", [$"pywt.wavedec_db4_L5_sym/{n}"], () => transform.Forward(x, coefficients));
            yield return ($"waverec db4 L5/{n}", [$"pywt.waverec_db4_L5_sym/{n}"], () => transform.Inverse(coefficients, y));
            var denoiser = new WaveletDenoiser(n, new DenoisingOptions { Levels = 5 });
            yield return ($"denoise db4 L5/{n}", [$"pywt.denoise_visu_soft_db4_L5/{n}"], () => denoiser.Denoise(x, y));
            if (n < 65536)
            {
                double[] scales = [.. Enumerable.Range(0, 32).Select(i => 2 * Math.Pow(64, i / 31.0))];
                var cwt = new ContinuousWaveletTransform(ContinuousWavelet.ComplexMorlet(1.5, 1), n, scales);
                var w = new Complex[32 * n];
                yield return ($"cwt cmor1.5-1.0 32 scales/{n}", [$"pywt.cwt_cmor1.5-1.0_32scales_fft/{n}", $"pywt.cwt_cmor1.5-1.0_32scales_conv/{n}"], () => cwt.Transform(x, w));
            }

            SecondOrderSections sections = FilterDesign.Butterworth(4, FilterBand.LowPass, 0.1).ToSections();
            var state = new double[sections.StateLength];
            yield return ($"sosfilt butter4/{n}", [$"scipy.sosfilt_butter4/{n}"], () => sections.Filter(x, y, state));
            var peaks = new PeakOptions { MinimumProminence = 1 };
            yield return ($"find_peaks/{n}", [$"scipy.find_peaks_prom/{n}"], () => PeakFinder.Find(x, peaks));
        }

        foreach (int m in new[] { 64, 128, 256 })
        {
            double[] atoms = Random(256 * m), signal = new double[m], code = new double[256];
            var dictionary = new SparseDictionary(atoms, m);
            for (int i = 0; i < 8; i++)
            {
                code[(i * 31) % 256] = 1 + (0.1 * i);
            }

            dictionary.Synthesize(code, signal);
            var coder = new OrthogonalMatchingPursuit(dictionary, 8);
            int[] support = new int[8];
            double[] values = new double[8];
            yield return ($"omp 256 atoms n{m} k8", [$"sklearn.omp_gram_batch1000_n{m}_k8", $"sklearn.omp_256atoms_n{m}_k8"], () => coder.Encode(signal, support, values));
            double[] noise = Random(m), noisy = [.. signal.Zip(noise, (a, b) => a + (0.01 * b))];
            double largest = 0;
            var atom = new double[m];
            for (int j = 0; j < 256; j++)
            {
                dictionary.CopyAtom(j, atom);
                largest = Math.Max(largest, Math.Abs(atom.Zip(noisy, (a, b) => a * b).Sum()));
            }

            var lasso = new LassoSolver(dictionary, new LassoOptions { Lambda = 0.1 * largest, RelativeGap = 1e-8, Polish = false });
            yield return ($"lasso n{m} p256", [$"sklearn.lasso_cd_n{m}_p256_a0.1max"], () => lasso.Solve(noisy));
        }

        double[] training = Training();
        yield return ("online dictionary 2000x64 K128 10 epochs", ["sklearn.MiniBatchDL_n2000_d64_K128_10it"], () =>
        {
            var learner = new OnlineDictionaryLearner(new SparseDictionary(training.AsSpan(0, 128 * 64), 64), 6);
            for (int epoch = 0; epoch < 10; epoch++)
            {
                for (int i = 0; i + 64 <= 2000; i += 64)
                {
                    learner.Learn(training.AsSpan(i * 64, 64 * 64));
                }
            }
        });
        double[] walk = Random(2000);
        for (int i = 1; i < walk.Length; i++)
        {
            walk[i] += walk[i - 1];
        }

        yield return ("matrix profile n2000 m50", ["numpy_mass_matrix_profile_n2000_m50"], () => MatrixProfile.Compute(walk, 50));
        double[] series = Random(1024);
        var detector = new CycleDetector(1024, new CycleOptions { MaximumCycles = 2 });
        var cycles = new Cycle[2];
        yield return ("cycles/1024", [], () => detector.Detect(series, cycles, out _));
        var sliding = new SlidingDft(126);
        yield return ("sliding DFT 64 bins per sample", [], () => sliding.Push(1));
    }

    public static double[] Random(int n)
    {
        var random = new Random(n);
        var x = new double[n];
        for (int i = 0; i < n; i++)
        {
            x[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return x;
    }

    private static double[] Training()
    {
        var random = new Random(3);
        double[] atoms = Random(128 * 64), signals = new double[2000 * 64];
        for (int s = 0; s < 2000; s++)
        {
            for (int k = 0; k < 4; k++)
            {
                int j = random.Next(128);
                double c = (2 * random.NextDouble()) - 1;
                for (int i = 0; i < 64; i++)
                {
                    signals[(s * 64) + i] += c * atoms[(j * 64) + i];
                }
            }
        }

        return signals;
    }
}
