using System.Numerics;
using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Spectra, wavelets, filters, peaks and sparse codes with the names of their peers.</summary>
internal static class OperationCases
{
    public static IEnumerable<(string Name, string[] Peers, Action Run)> All()
    {
        foreach (int n in new[] { 1024, 4096, 65536 })
        {
            double[] x = Signals.White(n), reversed = [.. x.Reverse()], y = new double[n];
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

            var stationary = new StationaryTransform(Wavelet.Named("db4"), n, 5);
            double[] smooth = new double[5 * n], detail = new double[5 * n];
            yield return ($"swt db4 L5/{n}", [$"pywt.swt_db4_L5/{n}"], () => stationary.Forward(x, smooth, detail));
            yield return ($"wavelet packets db4 L5/{n}", [$"pywt.wpt_db4_L5/{n}"], () => _ = new WaveletPacketTree(x, Wavelet.Named("db4"), 5, SignalExtension.Periodization));
            SecondOrderSections sections = FilterDesign.Butterworth(4, FilterBand.LowPass, 0.1).ToSections();
            var state = new double[sections.StateLength];
            yield return ($"sosfilt butter4/{n}", [$"scipy.sosfilt_butter4/{n}"], () => sections.Filter(x, y, state));
            var peaks = new PeakOptions { MinimumProminence = 1 };
            yield return ($"find_peaks/{n}", [$"scipy.find_peaks_prom/{n}"], () => PeakFinder.Find(x, peaks));
        }

        foreach (int m in new[] { 64, 128, 256 })
        {
            double[] atoms = Signals.White(256 * m), signal = new double[m], code = new double[256];
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
            double[] noise = Signals.White(m), noisy = [.. signal.Zip(noise, (a, b) => a + (0.01 * b))];
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
    }
}
