using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.Spectrum.Tests;

[Trait("Category", "InstructionSets")]
public class ReconstructionTests(ITestOutputHelper output)
{
    [Fact]
    public void Inverse_AllWaveletsAndModesRandomLengths_GivesTheSignalBack()
    {
        var noise = new Noise(1);
        double worst = 0;
        foreach (string name in Wavelet.Names.Where(n => n != "dmey"))
        {
            Wavelet wavelet = Wavelet.Named(name);
            foreach (SignalExtension mode in Enum.GetValues<SignalExtension>())
            {
                for (int trial = 0; trial < TestEffort.Count(2, 30); trial++)
                {
                    int n = noise.Integer(1, trial == 0 ? 80 : 5000);
                    double[] x = noise.White(n), y = new double[n];
                    var plan = new WaveletTransform(wavelet, n, noise.Integer(1, 6), mode);
                    var coefficients = new double[plan.CoefficientLength];
                    plan.Forward(x, coefficients);
                    plan.Inverse(coefficients, y);
                    double error = x.Zip(y, (a, b) => Math.Abs(a - b)).Max();
                    worst = Math.Max(worst, error);
                    Assert.True(error < 1e-12, $"{name} {mode} n = {n} levels = {plan.Levels}: {error:e1}");
                }
            }
        }

        output.WriteLine($"largest error {worst:e1}");
    }

    /// <summary>
    /// The cut Meyer filter: one level gives x·t with t = 1 + what its products with itself shifted by two leave; the bound follows level by level
    /// from those defects, with no constant of ours. The linear extensions are bounded by the extended signal, so they are left to relative size.
    /// </summary>
    [Fact]
    public void Inverse_DiscreteMeyer_MissesByNoMoreThanItsFilterDefect()
    {
        Wavelet wavelet = Wavelet.Named("dmey");
        double[] h = wavelet.DecompositionLowPass.ToArray();
        double defect = 0;
        for (int shift = 0; shift < h.Length; shift += 2)
        {
            double product = h.Take(h.Length - shift).Select((v, k) => v * h[k + shift]).Sum() - (shift == 0 ? 1 : 0);
            defect += (shift == 0 ? 1 : 2) * Math.Abs(product);
        }

        double even = h.Where((_, k) => k % 2 == 0).Sum(Math.Abs), odd = h.Where((_, k) => k % 2 == 1).Sum(Math.Abs), gain = Math.Max(even, odd);
        Assert.InRange(defect, 1e-3, 1e-2);
        var noise = new Noise(7);
        double worst = 0;
        foreach (SignalExtension mode in Enum.GetValues<SignalExtension>().Where(m => m is not (SignalExtension.Smooth or SignalExtension.Antireflect)))
        {
            for (int trial = 0; trial < TestEffort.Count(20, 200); trial++)
            {
                int n = noise.Integer(1, 2000), levels = noise.Integer(1, 6);
                double[] x = noise.White(n), y = new double[n];

                // Sizes of the signals that enter each level, of which the level loses its share.
                var sizes = new double[levels];
                for (int level = 0; level < levels; level++)
                {
                    double[] entering = x;
                    if (level > 0)
                    {
                        var shallow = new WaveletTransform(wavelet, n, level, mode);
                        var some = new double[shallow.CoefficientLength];
                        shallow.Forward(x, some);
                        entering = some[shallow.Approximation];
                    }

                    sizes[level] = entering.Max(Math.Abs);
                }

                var plan = new WaveletTransform(wavelet, n, levels, mode);
                var coefficients = new double[plan.CoefficientLength];
                plan.Forward(x, coefficients);
                plan.Inverse(coefficients, y);
                double bound = 0;
                for (int level = levels - 1; level >= 0; level--)
                {
                    bound = (gain * bound) + (defect * sizes[level]);
                }

                double error = x.Zip(y, (a, b) => Math.Abs(a - b)).Max();
                worst = Math.Max(worst, error / x.Max(Math.Abs));
                Assert.True(error <= bound + 1e-12, $"{mode} n = {n} levels = {levels}: {error:e2} > {bound:e2}");
            }
        }

        // PyWavelets 1.1 has 0.021 to 0.028 on 200 random signals a mode.
        output.WriteLine($"largest error {worst:0.0000} of the largest sample");
        Assert.True(worst < 0.03);
    }

    [Fact]
    public void Forward_OrthogonalPeriodization_KeepsEnergy()
    {
        var noise = new Noise(2);
        foreach (string name in Wavelet.Names.Where(w => Wavelet.Named(w).IsOrthogonal && w != "dmey"))
        {
            double[] x = noise.White(256);
            var plan = new WaveletTransform(Wavelet.Named(name), 256, 3, SignalExtension.Periodization);
            var coefficients = new double[plan.CoefficientLength];
            plan.Forward(x, coefficients);
            Assert.Equal(1, coefficients.Sum(v => v * v) / x.Sum(v => v * v), 1e-13);
        }
    }

    [Fact]
    public void MaximalOverlap_InverseAndCausality_Hold()
    {
        double[] x = new Noise(3).White(100), y = new double[100];
        var plan = new MaximalOverlapTransform(Wavelet.Named("db4"), 4);
        var w = new double[5 * 100];
        plan.Forward(x, w);
        plan.Inverse(w, y);
        Assert.True(x.Zip(y, (a, b) => Math.Abs(a - b)).Max() < 1e-11);
        double[] full = new double[500], prefix = new double[5 * 60];
        plan.Forward(x, full, causal: true);
        plan.Forward(x.AsSpan(0, 60), prefix, causal: true);
        for (int row = 0; row < 5; row++)
        {
            Assert.Equal(full[(row * 100)..((row * 100) + 60)], prefix[(row * 60)..((row + 1) * 60)]);
        }
    }

    [Fact]
    public void Denoise_Always_AllocatesNothingAndRejectsNaN()
    {
        double[] x = new Noise(4).White(512), y = new double[512];
        foreach (ThresholdRule rule in Enum.GetValues<ThresholdRule>())
        {
            var plan = new WaveletDenoiser(512, new DenoisingOptions { Rule = rule });
            AllocationGuard.ShouldNotAllocate(() => plan.Denoise(x, y));
        }

        x[5] = double.NaN;
        Assert.Throws<ArgumentException>("signal", () => new WaveletDenoiser(512).Denoise(x, y));
    }

    [Fact]
    public void MorletRidge_Chirp_FollowsThePeriod()
    {
        const int N = 1024;
        double[] x = [.. Enumerable.Range(0, N).Select(t => Math.Cos(2 * Math.PI * ((t / 60.0) + (t * (double)t / (2 * 60 * N)))))];
        double[] scales = [.. Enumerable.Range(0, 40).Select(i => 10 * Math.Pow(8, i / 39.0))], periods = new double[N];
        var plan = new MorletTransform(N, scales);
        var w = new System.Numerics.Complex[40 * N];
        plan.Transform(x, w);
        plan.Ridge(w, periods);
        Assert.Equal(60 / 1.5, periods[N / 2], 1.0);
    }
}
