namespace Trading.Sdk.Spectrum.Tests;

public class CycleStabilityTests(ITestOutputHelper output)
{
    [Fact]
    public void Measure_SteadyCycle_KeepsItsPhaseEverywhere()
    {
        var noise = new Noise(1);
        double[] x = [.. noise.Red(4000, 0.5).Select((e, t) => e + (3 * Math.Cos((2 * Math.PI * t / 40) + 1)))];
        CycleStability result = CycleStability.Measure(x, 2.5, 400, 200, samplingRate: 100);
        Assert.True(result.PhaseLocking > 0.99);
        Assert.Equal(1, result.PresentShare);
        Assert.All(result.Windows, w => Assert.Equal(1, w.Phase, 0.3));
        Assert.Equal(3, result.Windows.Average(w => w.Amplitude), 0.1);
        Assert.Equal(0, result.Drift, 1e-3);
        Assert.Equal(39.99, result.Windows[^1].End, 1e-9);
    }

    [Fact]
    public void Measure_FrequencyOff_TellsTheDrift()
    {
        double[] x = [.. Enumerable.Range(0, 3000).Select(t => Math.Sin(2 * Math.PI * t * 0.0505))];
        Assert.Equal(0.0005, CycleStability.Measure(x, 0.05, 300, 100).Drift, 2e-5);
    }

    [Fact]
    public void Measure_NoCycle_IsPresentAtTheNominalRateAndUnlocked()
    {
        var noise = new Noise(2);
        double[] x = noise.Red(200_000, 0.8);
        CycleStability result = CycleStability.Measure(x, 0.031, 200, 200);
        output.WriteLine($"present in {result.PresentShare:P1} of windows at 5 %");
        Assert.InRange(result.PresentShare, 0.03, 0.1);
        Assert.True(result.PhaseLocking < 0.1);
    }

    [Fact]
    public void Measure_CycleThatComesHalfWay_IsPresentInHalf()
    {
        var noise = new Noise(3);
        double[] x = [.. noise.White(4000).Select((e, t) => e + (t >= 2000 ? 2 * Math.Sin(2 * Math.PI * t / 25) : 0))];
        CycleStability result = CycleStability.Measure(x, 0.04, 200, 200, alpha: 0.001);
        Assert.InRange(result.PresentShare, 0.45, 0.55);
        Assert.True(result.AmplitudeVariation > 0.5);
    }

    [Fact]
    public void Measure_UnfitArguments_Throw()
    {
        double[] x = new Noise(4).White(100);
        Assert.Throws<ArgumentOutOfRangeException>("frequency", () => CycleStability.Measure(x, 0.5, 50, 10));
        Assert.Throws<ArgumentOutOfRangeException>("windowLength", () => CycleStability.Measure(x, 0.01, 50, 10));
        Assert.Throws<ArgumentException>("series", () => CycleStability.Measure(x, 0.1, 80, 30));
        x[3] = double.NaN;
        Assert.Throws<ArgumentException>("series", () => CycleStability.Measure(x, 0.1, 50, 10));
    }
}
