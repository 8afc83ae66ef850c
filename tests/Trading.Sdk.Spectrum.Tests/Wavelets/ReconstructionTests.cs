using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.Spectrum.Tests;

[Trait("Category", "InstructionSets")]
public class ReconstructionTests
{
    [Fact]
    public void Inverse_AllWaveletsAndModesRandomLengths_GivesTheSignalBack()
    {
        var noise = new Noise(1);
        foreach (string name in Wavelet.Names)
        {
            Wavelet wavelet = Wavelet.Named(name);

            // The discrete Meyer filter is cut off; several filters are tabulated to 12 digits, and straight extensions enlarge what that leaves.
            double tolerance = name == "dmey" ? 2 : name.Contains('.', StringComparison.Ordinal) ? 1e-9 : 2e-10;
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
                    Assert.True(error < tolerance, $"{name} {mode} n = {n} levels = {plan.Levels}: {error:e1}");
                }
            }
        }
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
            Assert.Equal(1, coefficients.Sum(v => v * v) / x.Sum(v => v * v), 1e-10);
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
