using System.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.Spectrum.Tests;

public class AnalyzerTests(ITestOutputHelper output)
{
    [Fact]
    public void EveryAnalyzer_Prefixes_AreUnchangedByLaterSamples()
    {
        double[] x = new Noise(1).Red(700, 0.8);
        double[] other = [.. x.Take(500), .. new Noise(2).White(200).Select(v => 100 * v)];
        var detector = new ReconstructionAnomalyDetector(SparseDictionary.Cosine(32), 4, new Noise(3).Red(32 * 50, 0.8));
        (FourierReport, WaveletReport, CompressedSensingReport)[] Run(double[] series)
        {
            FourierAnalyzer fourier = new(new FourierAnalyzerOptions { WindowLength = 256 });
            WaveletAnalyzer wavelet = new();
            CompressedSensingAnalyzer sensing = new(detector, 0.05);
            return [.. series.Select(v => (fourier.Push(v), wavelet.Push(v), sensing.Push(v)))];
        }

        Assert.Equal(Run(x).Take(500), Run(other).Take(500));
    }

    [Fact]
    public void FourierAnalyzer_EveryHop_EqualsTheBatchOfItsWindow()
    {
        double[] x = new Noise(4).Red(600, 0.5);
        var analyzer = new FourierAnalyzer(new FourierAnalyzerOptions { WindowLength = 200, Hop = 7, Cycles = new CycleOptions { Alpha = 0.5, MaximumCycles = 3 } });
        var detector = new CycleDetector(200, new CycleOptions { Alpha = 0.5, MaximumCycles = 3 });
        for (int t = 0; t < x.Length; t++)
        {
            FourierReport report = analyzer.Push(x[t]);
            Assert.Equal(t >= 199, report.IsWarm);
            Assert.Equal(t >= 199 && (t - 199) % 7 == 0, report.IsFresh);
            if (report.IsFresh)
            {
                Assert.Equal(detector.Detect(x.AsSpan(t - 199, 200)).Cycles, analyzer.Cycles.ToArray());
            }
        }
    }

    [Fact]
    public void WaveletAnalyzer_EverySample_IsTheSumOfItsParts()
    {
        double[] x = new Noise(5).Red(500, 0.9);
        var analyzer = new WaveletAnalyzer(new WaveletAnalyzerOptions { Wavelet = Wavelet.Named("db2"), Levels = 4, Threshold = 0 });
        foreach (double value in x)
        {
            WaveletReport report = analyzer.Push(value);
            Assert.Equal(value, report.Denoised, 1e-12);
        }
    }

    [Fact]
    public void WaveletAnalyzer_SineInNoise_DenoisesAndFindsItsPeriodAndNoise()
    {
        WaveletReport last = default;
        double share = NoiseLeft(new WaveletAnalyzerOptions { Levels = 6 }, 3000, t => 5 * Math.Sin(2 * Math.PI * t / 48), out last);
        output.WriteLine($"{share:0.000} of the noise left");
        Assert.True(share < 0.35);
        Assert.InRange(last.LocalPeriod, 20, 100);
        Assert.InRange(last.NoiseDeviation, 0.9, 1.1);
    }

    /// <summary>For a random walk in noise Kalman's filter is the best there is; the share of noise it leaves has a closed form.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(1.0)]
    public void WaveletAnalyzer_RandomWalkInNoise_ComesNearTheKalmanFilter(double variance)
    {
        var steps = new Noise(21);
        double walk = 60_000;
        double share = NoiseLeft(new WaveletAnalyzerOptions { Levels = 6, NoiseDeviation = 1 }, 20_000, _ => walk += Math.Sqrt(variance) * steps.Normal(), out _);
        double predicted = 0.5 * (variance + Math.Sqrt((variance * variance) + (4 * variance))), best = predicted / (predicted + 1);
        output.WriteLine($"step variance {variance}: {share:0.000} of the noise left, Kalman {best:0.000}");
        Assert.InRange(share, 0.9 * best, 1.15 * best);
    }

    [Fact]
    public void WaveletAnalyzer_JumpInNoise_IsFollowedAtOnce()
    {
        var noise = new Noise(22);
        var analyzer = new WaveletAnalyzer();
        for (int t = 0; t < 2000; t++)
        {
            double level = t < 1500 ? 0 : 50;
            WaveletReport report = analyzer.Push(level + noise.Normal());
            if (t >= 1500 && t < 1540)
            {
                Assert.True(Math.Abs(report.Denoised - level) < 5, $"{t}: {report.Denoised}");
            }
        }
    }

    [Fact]
    public void WaveletAnalyzer_LevelShifted_GivesTheSameNoisePart()
    {
        double[] x = new Noise(23).Red(600, 0.9);
        WaveletAnalyzer low = new(), high = new();
        foreach (double value in x)
        {
            Assert.Equal(low.Push(value).Denoised - value, high.Push(value + 65_536).Denoised - value - 65_536, 1e-8);
        }
    }

    [Fact]
    public void Push_WhenWarm_AllocatesNothing()
    {
        double[] x = new Noise(7).Red(4096, 0.9);
        FourierAnalyzer fourier = new();
        WaveletAnalyzer wavelet = new();
        CompressedSensingAnalyzer sensing = new(new ReconstructionAnomalyDetector(SparseDictionary.Cosine(64), 8, x.AsSpan(0, 64 * 30)), 0.05);
        StreamingMatrixProfile profile = new(16, 256);
        SlidingDft sliding = new(64);
        int t = 0;
        for (; t < 2000; t++)
        {
            fourier.Push(x[t]);
        }

        AllocationGuard.ShouldNotAllocate(() =>
        {
            double value = x[t++ & 4095];
            fourier.Push(value);
            wavelet.Push(value);
            sensing.Push(value);
            profile.Push(value);
            sliding.Push(value);
        });
    }

    [Fact]
    public void MissingSamples_EachPolicy_DoesWhatItSays()
    {
        static FourierAnalyzer Of(MissingSamplePolicy policy) => new(new FourierAnalyzerOptions { WindowLength = 32, Missing = policy });
        Assert.Throws<ArgumentException>(() => Of(MissingSamplePolicy.Reject).Push(double.NaN));
        foreach ((MissingSamplePolicy policy, long expected) in new[] { (MissingSamplePolicy.Skip, 40L), (MissingSamplePolicy.Hold, 43L), (MissingSamplePolicy.Restart, 0L) })
        {
            FourierAnalyzer analyzer = Of(policy);
            foreach (double v in new Noise(1).White(40))
            {
                analyzer.Push(v);
            }

            Assert.Equal(expected, analyzer.PushGap(3).Samples);
            Assert.Equal(3, analyzer.MissingSamples);
        }
    }

    [Fact]
    public void FourierAnalyzer_ConstantPrices_ReportsNoCycle()
    {
        var analyzer = new FourierAnalyzer(new FourierAnalyzerOptions { WindowLength = 64 });
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(0, analyzer.Push(100.25).CycleCount);
        }
    }

    [Fact]
    public void SlidingDft_MillionSamples_DriftsBelow1EMinus10()
    {
        const int N = 128;
        var noise = new Noise(8);
        var sliding = new SlidingDft(N);
        var last = new double[N];
        for (int t = 0; t < 1_000_000; t++)
        {
            double x = noise.Uniform(-1, 1) + 100;
            sliding.Push(x);
            last[t % N] = x;
        }

        double[] window = [.. Enumerable.Range(0, N).Select(i => last[(1_000_000 + i) % N])];
        Complex[] exact = new Complex[65], spectrum = new Complex[65];
        new RealFft(N).Forward(window, exact);
        sliding.Spectrum(spectrum);
        Assert.True(exact.Zip(spectrum, (a, b) => (a - b).Magnitude).Max() < 1e-10);
    }

    [Fact]
    public void StreamingMatrixProfile_Always_EqualsTheDirectDistances()
    {
        double[] x = new Noise(9).Red(300, 0.7);
        var profile = new StreamingMatrixProfile(12, 1000);
        for (int t = 0; t < x.Length; t++)
        {
            double distance = profile.Push(x[t]), expected = double.PositiveInfinity;
            int newest = t - 11;
            for (int i = 0; i < newest - 3; i++)
            {
                expected = Math.Min(expected, ZDistance(x.AsSpan(i, 12), x.AsSpan(newest, 12)));
            }

            Assert.True(double.IsInfinity(expected) ? double.IsInfinity(distance) : Math.Abs(distance - expected) < 1e-6, $"t {t}: {distance} {expected}");
        }
    }

    [Fact]
    public void AddTradingSpectrum_BadSetting_ThrowsAtRegistration()
    {
        var services = new ServiceCollectionStub();
        services.AddTradingSpectrum(o => o.Fourier = new FourierAnalyzerOptions { WindowLength = 128 });
        Assert.Contains(services, d => d.ServiceType == typeof(FourierAnalyzer));
        Assert.ThrowsAny<ArgumentException>(() => new ServiceCollectionStub().AddTradingSpectrum(o => o.Fourier = new FourierAnalyzerOptions { Hop = 0 }));
    }

    // Mean squared error of the denoised value over that of the sample, noise of deviation 1, after 500 samples.
    private static double NoiseLeft(WaveletAnalyzerOptions options, int samples, Func<int, double> signal, out WaveletReport last)
    {
        var noise = new Noise(6);
        var analyzer = new WaveletAnalyzer(options);
        double before = 0, after = 0;
        last = default;
        for (int t = 0; t < samples; t++)
        {
            double clean = signal(t), noisy = clean + noise.Normal();
            last = analyzer.Push(noisy);
            if (t > 500)
            {
                before += Math.Pow(noisy - clean, 2);
                after += Math.Pow(last.Denoised - clean, 2);
            }
        }

        return after / before;
    }

    private static double ZDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double[] Z(double[] v)
        {
            double mean = v.Average(), deviation = Math.Sqrt(v.Average(x => (x - mean) * (x - mean)));
            return [.. v.Select(x => (x - mean) / deviation)];
        }

        return Math.Sqrt(Z(a.ToArray()).Zip(Z(b.ToArray()), (p, q) => (p - q) * (p - q)).Sum());
    }

    private sealed class ServiceCollectionStub : List<ServiceDescriptor>, IServiceCollection;
}
