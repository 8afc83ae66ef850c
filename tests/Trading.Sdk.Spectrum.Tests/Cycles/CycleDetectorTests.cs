using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.Spectrum.Tests;

public class CycleDetectorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.98)]
    public void Detect_PureRedNoise_AlarmsAtTheNominalRate(double rho)
    {
        int trials = TestEffort.Count(2000, 20000);
        var detector = new CycleDetector(1024);
        var noise = new Noise(8);
        var cycles = new Cycle[5];
        int alarms = 0;
        for (int i = 0; i < trials; i++)
        {
            alarms += detector.Detect(noise.Red(1024, rho), cycles, out _) > 0 ? 1 : 0;
        }

        double rate = (double)alarms / trials;
        output.WriteLine($"rho {rho}: {rate:P2} false alarms at 5 %, {trials} series");
        Assert.InRange(rate, 0.03, 0.07);
    }

    [Fact]
    public void Detect_CycleInRedNoise_PowerCurveRises()
    {
        var detector = new CycleDetector(1024);
        var cycles = new Cycle[5];
        double before = 0;
        foreach (double decibel in new[] { -20.0, -15, -10, -5, 0 })
        {
            var noise = new Noise(3);
            int hits = 0, trials = TestEffort.Count(200, 2000);
            for (int i = 0; i < trials; i++)
            {
                double[] x = noise.Red(1024, 0.5);
                double period = noise.Uniform(8, 100), phase = noise.Uniform(0, 2 * Math.PI), amplitude = Math.Sqrt(2 / (1 - 0.25) * Math.Pow(10, decibel / 10));
                for (int t = 0; t < x.Length; t++)
                {
                    x[t] += amplitude * Math.Cos((2 * Math.PI * t / period) + phase);
                }

                int found = detector.Detect(x, cycles, out _);
                hits += found > 0 && Math.Abs((1 / cycles[0].Period) - (1 / period)) < 1.0 / 1024 ? 1 : 0;
            }

            double rate = (double)hits / trials;
            output.WriteLine($"SNR {decibel} dB: found in {rate:P1}");
            Assert.True(rate >= before);
            before = rate;
        }

        Assert.True(before > 0.99);
    }

    [Theory]
    [InlineData(10.0)]
    [InlineData(20.0)]
    public void Detect_CycleInWhiteNoise_FrequencyErrorNearTheCramerRaoBound(double decibel)
    {
        const int N = 512;
        var detector = new CycleDetector(N, new CycleOptions { Detrending = Detrending.Constant });
        var noise = new Noise(9);
        var cycles = new Cycle[5];
        double variance = 0.5 * Math.Pow(10, -decibel / 10), bound = Math.Sqrt(24 * variance / (N * ((double)N * N - 1))) / (2 * Math.PI), squares = 0;
        int inside = 0, trials = TestEffort.Count(500, 5000);
        for (int i = 0; i < trials; i++)
        {
            double f = noise.Uniform(0.05, 0.45), phase = noise.Uniform(0, 2 * Math.PI);
            double[] x = noise.White(N);
            for (int t = 0; t < N; t++)
            {
                x[t] = (x[t] * Math.Sqrt(variance)) + Math.Cos((2 * Math.PI * f * t) + phase);
            }

            Assert.True(detector.Detect(x, cycles, out _) >= 1);
            squares += Math.Pow(cycles[0].Frequency - f, 2);
            inside += cycles[0].PeriodLow <= 1 / f && 1 / f <= cycles[0].PeriodHigh ? 1 : 0;
        }

        double ratio = Math.Sqrt(squares / trials) / bound;
        output.WriteLine($"{decibel} dB: rms/CRLB {ratio:0.000}, 95 % intervals cover {(double)inside / trials:P1}");
        Assert.True(ratio <= 1.15);
        Assert.InRange((double)inside / trials, 0.92, 0.98);
    }

    [Fact]
    public void Detect_PlantedCycle_ReportsPeriodPowerPhaseAndTurningPoints()
    {
        var noise = new Noise(1);
        double[] x = [.. noise.White(600).Select((e, t) => (0.2 * e) + 100 + (0.01 * t) + (3 * Math.Cos(2 * Math.PI * (t - 590) / 42.0)))];
        CycleReport report = new CycleDetector(600, new CycleOptions { SamplingRate = 2 }).Detect(x);

        Cycle cycle = report.Cycles[0];
        Assert.Equal(21, cycle.Period, 0.02);
        Assert.InRange(21, cycle.PeriodLow, cycle.PeriodHigh);
        Assert.Equal(4.5, cycle.Power, 0.1);
        Assert.Equal(3, cycle.Amplitude, 0.05);
        Assert.True(cycle.PValue < 1e-12);
        Assert.Equal((42 - 9) / 2.0, cycle.NextPeak, 0.1);
        Assert.Equal(12 / 2.0, cycle.NextTrough, 0.1);
        Assert.Equal(3, cycle.Project(cycle.NextPeak), 0.05);
        Assert.Single(report.Cycles);
    }

    [Fact]
    public void Detect_ThreeCycles_FindsAll()
    {
        var noise = new Noise(2);
        double[] x = [.. noise.Red(2000, 0.5).Select((e, t) => e + (2 * Math.Sin(2 * Math.PI * t / 250)) + (1.5 * Math.Sin(2 * Math.PI * t / 60.5)) + Math.Sin(2 * Math.PI * t / 17.3))];
        double[] periods = [.. new CycleDetector(2000).Detect(x).Cycles.Select(c => c.Period).Order()];
        Assert.Equal(3, periods.Length);
        Assert.Equal(17.3, periods[0], 0.05);
        Assert.Equal(60.5, periods[1], 0.5);
        Assert.Equal(250, periods[2], 6.0);
    }

    [Fact]
    public void DetectBands_WeeklyCycleInHourlyBars_IsFoundInItsBand()
    {
        var noise = new Noise(4);
        double[] x = [.. noise.Red(24 * 365, 0.3).Select((e, t) => e + (0.5 * Math.Sin(2 * Math.PI * t / (24 * 7))))];
        IReadOnlyList<BandCycle> bands = new CycleDetector(x.Length, new CycleOptions { SamplingRate = 24 }).DetectBands(x, CycleBand.Calendar(1));
        Assert.Equal(["daily", "weekly", "monthly"], bands.Select(b => b.Band.Name));
        Assert.Equal(7, bands[1].Cycle!.Value.Period, 0.05);
        Assert.True(bands[1].Cycle!.Value.PValue < 1e-6);
        Assert.True(bands[0].Cycle!.Value.PValue > 0.01);
    }

    [Fact]
    public void Detect_PerfectSinusoid_EndsWithoutInventingCycles()
    {
        double[] x = [.. Enumerable.Range(0, 300).Select(t => Math.Sin(2 * Math.PI * t / 30))];
        CycleReport report = new CycleDetector(300).Detect(x);
        Assert.Equal(30, report.Cycles[0].Period, 1e-2);
        Assert.True(report.Cycles.Count <= 5);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Detect_ValueNotFinite_NamesItsPlace(double bad)
    {
        double[] x = new Noise(1).White(64);
        x[17] = bad;
        ArgumentException e = Assert.Throws<ArgumentException>(() => new CycleDetector(64).Detect(x));
        Assert.Contains("17", e.Message);
    }

    [Fact]
    public void Detect_ConstantOrWrongLength_Throws()
    {
        var detector = new CycleDetector(64);
        Assert.Throws<ArgumentException>(() => detector.Detect(new double[64]));
        Assert.Throws<ArgumentException>(() => detector.Detect(new double[63]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CycleDetector(15));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CycleDetector(64, new CycleOptions { Alpha = 0 }));
    }

    /// <summary>White noise of known size on red noise: the plain AR(1) null alarms far too often, the one that knows of it does not.</summary>
    [Fact]
    public void Detect_RedPlusWhiteNoise_AlarmsAtTheNominalRate()
    {
        var detector = new CycleDetector(1024);
        var noise = new Noise(12);
        int known = 0, plain = 0, trials = TestEffort.Count(400, 4000);
        for (int i = 0; i < trials; i++)
        {
            double[] x = noise.Red(1024, 0.95), white = noise.White(1024);
            for (int t = 0; t < x.Length; t++)
            {
                x[t] += 3 * white[t];
            }

            known += detector.Detect(x, 9).Cycles.Count > 0 ? 1 : 0;
            plain += detector.Detect(x).Cycles.Count > 0 ? 1 : 0;
        }

        output.WriteLine($"white variance known {(double)known / trials:P1}, ignored {(double)plain / trials:P1}");
        Assert.InRange((double)known / trials, 0.02, 0.08);
        Assert.True(plain > 4 * known);
        Assert.Throws<ArgumentOutOfRangeException>("whiteVariance", () => detector.Detect(new double[1024], -1));
    }

    [Fact]
    public void Detect_LongRedPlusWhiteNoise_FitsTheMemoryThatAPlainFitMisses()
    {
        var noise = new Noise(13);
        double[] x = noise.Red(20_000, 0.95), white = noise.White(20_000);
        double[] sum = [.. x.Zip(white, (a, b) => a + (3 * b))];
        var detector = new CycleDetector(20_000, new CycleOptions { Alpha = 1e-9 });
        RedNoise fit = detector.Detect(sum, 9).Noise;
        Assert.Equal(0.95, fit.Rho, 0.02);
        Assert.Equal(1 / (1 - (0.95 * 0.95)), fit.Variance - fit.WhiteVariance, 2.0);
        Assert.True(detector.Detect(sum).Noise.Rho < 0.6);
    }

    [Fact]
    public void Detect_IntoSpan_AllocatesNothing()
    {
        double[] x = new Noise(5).Red(1024, 0.9);
        var detector = new CycleDetector(1024);
        var cycles = new Cycle[5];
        AllocationGuard.ShouldNotAllocate(() => detector.Detect(x, cycles, out _));
    }
}
