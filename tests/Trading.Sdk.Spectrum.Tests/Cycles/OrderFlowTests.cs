using System.Numerics;
using Trading.Sdk.Tests;

namespace Trading.Sdk.Spectrum.Tests;

public class OrderFlowTests(ITestOutputHelper output)
{
    [Fact]
    public void EventBins_RandomEvents_EqualTheDefinition()
    {
        var noise = new Noise(1);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] times = [.. noise.White(noise.Integer(0, 200)).Select(_ => noise.Uniform(5, 25)).Order()], values = noise.White(times.Length);
            double[] counts = new double[40], sums = new double[40];
            EventBins.Count(times, 5, 0.5, counts);
            EventBins.Sum(times, values, 5, 0.5, sums);
            for (int b = 0; b < 40; b++)
            {
                int[] inside = [.. Enumerable.Range(0, times.Length).Where(i => Math.Floor((times[i] - 5) / 0.5) == b)];
                Assert.Equal(inside.Length, counts[b]);
                Assert.Equal(inside.Sum(i => values[i]), sums[b], 1e-12);
            }
        }
    }

    [Fact]
    public void EventBins_UnfitTimes_AreNamed()
    {
        var bins = new double[4];
        Assert.Contains("Event 1", Assert.Throws<ArgumentException>("times", () => EventBins.Count([0, 4], 0, 1, bins)).Message);
        Assert.Contains("Event 0", Assert.Throws<ArgumentException>("times", () => EventBins.Count([-0.1], 0, 1, bins)).Message);
        Assert.Contains("Time 1", Assert.Throws<ArgumentException>("times", () => EventBins.Count([2, 1], 0, 1, bins)).Message);
        Assert.Contains("Time 0", Assert.Throws<ArgumentException>("times", () => EventBins.Count([double.NaN], 0, 1, bins)).Message);
        Assert.Throws<ArgumentException>("values", () => EventBins.Sum([1, 2], [1], 0, 1, bins));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => EventBins.Count([1], 0, 0, bins));
        Assert.Throws<ArgumentException>("times", () => EventBins.LastValue([1], [5], 0, 1, bins));
    }

    [Fact]
    public void LastValue_ChangesBetweenSteps_HoldsTheLatestKnown()
    {
        var held = new double[5];
        EventBins.LastValue([-1, 0.5, 0.7, 3], [10, 20, 30, 40], 0, 1, held);
        Assert.Equal([10, 30, 30, 40, 40], held);
    }

    [Fact]
    public void BartlettSpectrum_RandomTimes_EqualsTheDefinition()
    {
        var noise = new Noise(2);
        double[] times = [.. Enumerable.Range(0, 60).Select(_ => noise.Uniform(100, 130)).Order()];
        EventSpectrum spectrum = BartlettSpectrum.Estimate(times, 100, 130, 300);
        for (int k = 0; k < 300; k++)
        {
            Complex sum = times.Aggregate(Complex.Zero, (s, t) => s + Complex.FromPolarCoordinates(1, -2 * Math.PI * (k + 1) / 30 * (t - 100)));
            Assert.Equal(sum.Magnitude * sum.Magnitude / 60, spectrum.Power[k], 1e-9);
            Assert.Equal((k + 1) / 30.0, spectrum.Frequencies[k], 1e-12);
        }

        Assert.Equal(2, spectrum.Rate, 1e-12);
    }

    [Fact]
    public void BartlettSpectrum_PoissonArrivals_AlarmsAtTheNominalRate()
    {
        var noise = new Noise(3);
        int alarms = 0, trials = TestEffort.Count(400, 4000);
        double mean = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            double[] times = [.. Enumerable.Range(0, 300).Select(_ => noise.Uniform(0, 100)).Order()];
            EventSpectrum spectrum = BartlettSpectrum.Estimate(times, 0, 100, 100);
            alarms += spectrum.PoissonPValue <= 0.05 ? 1 : 0;
            mean += spectrum.Power.Average() / trials;
        }

        output.WriteLine($"{(double)alarms / trials:P1} alarms at 5 %, mean power {mean:0.000}");
        Assert.InRange(mean, 0.98, 1.02);
        Assert.InRange((double)alarms / trials, 0.02, 0.08);
    }

    [Fact]
    public void OrderFlowCycles_ClusteredArrivals_AlarmAtTheNominalRateOnlyAgainstRedNoise()
    {
        var noise = new Noise(4);
        var search = new OrderFlowCycles(512, 1);
        int red = 0, poisson = 0, trials = TestEffort.Count(300, 3000);
        for (int trial = 0; trial < trials; trial++)
        {
            double[] times = Arrivals(noise, 512, 0.9, 0);
            red += search.Detect(times, 0).Cycles.Count > 0 ? 1 : 0;
            poisson += trial < 40 && BartlettSpectrum.Estimate(times, 0, 512, 200).PoissonPValue <= 0.05 ? 1 : 0;
        }

        output.WriteLine($"red-noise null {(double)red / trials:P1}, Poisson null {poisson / 40.0:P1}");
        Assert.InRange((double)red / trials, 0.02, 0.08);
        Assert.True(poisson >= 36, "clusters alone defeat the Poisson null");
    }

    [Fact]
    public void OrderFlowCycles_ScheduledTraderInClusters_IsFound()
    {
        CycleReport report = new OrderFlowCycles(1024, 2).Detect(Arrivals(new Noise(5), 2048, 0.9, 1.2), 0);
        Assert.Equal(60, report.Cycles[0].Period, 1.0);
        Assert.True(report.Cycles[0].PValue < 1e-3);
    }

    [Fact]
    public void FlowCoherence_IndependentSeries_AlarmsAtTheNominalRate()
    {
        var noise = new Noise(6);
        var plan = new FlowCoherence(64);
        int alarms = 0, trials = TestEffort.Count(600, 6000);
        for (int trial = 0; trial < trials; trial++)
        {
            alarms += plan.Compare(noise.Red(2048, 0.5), noise.White(2048)).Any(c => c.FamilyPValue <= 0.05) ? 1 : 0;
        }

        output.WriteLine($"{(double)alarms / trials:P1} alarms at 5 %");
        Assert.InRange((double)alarms / trials, 0.02, 0.08);
    }

    [Fact]
    public void FlowCoherence_ReturnsFollowFlow_TellsTheDelay()
    {
        var noise = new Noise(7);
        double[] flow = noise.White(4096), returns = [.. noise.White(4096).Select((e, t) => e + (t >= 3 ? flow[t - 3] : 0))];
        IReadOnlyList<CoherenceAtFrequency> result = new FlowCoherence(128, samplingRate: 10).Compare(flow, returns);
        Assert.True(result.Count(c => c.FamilyPValue < 0.01) > 0.9 * result.Count);
        Assert.All(result.Where(c => c.Frequency is > 0.3 and < 1.5), c => Assert.Equal(0.3, c.Delay, 0.08));
        Assert.Equal(0.5, result.Average(c => c.Coherence), 0.1);
    }

    [Fact]
    public void FlowCoherence_OneSegment_IsRefused()
    {
        ArgumentException e = Assert.Throws<ArgumentException>("flow", () => new FlowCoherence(64).Compare(new Noise(1).White(70), new Noise(2).White(70)));
        Assert.Contains("segments", e.Message);
    }

    // A doubly stochastic process: the logarithm of the rate is an AR(1) process per unit of time plus a cycle of period 60.
    private static double[] Arrivals(Noise noise, int length, double rho, double cycle)
    {
        var times = new List<double>();
        double state = 0;
        for (int t = 0; t < length; t++)
        {
            state = (rho * state) + (Math.Sqrt(1 - (rho * rho)) * noise.Normal());
            double rate = 3 * Math.Exp((0.5 * state) + (cycle * Math.Cos(2 * Math.PI * t / 60)));
            for (double at = -Math.Log(1 - noise.Uniform()) / rate; at < 1; at -= Math.Log(1 - noise.Uniform()) / rate)
            {
                times.Add(t + at);
            }
        }

        return [.. times];
    }
}
