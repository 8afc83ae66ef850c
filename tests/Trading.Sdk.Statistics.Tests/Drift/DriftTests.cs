using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Statistics;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Tests;

public class DriftTests
{
    [Fact]
    public void AdaptiveWindow_AnyStream_EqualsThePlainDefinition() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        int minSide = random.NextInt32(1, 6);
        double delta = random.NextBoolean() ? 0.002 : 0.3;
        var window = new AdaptiveWindow(delta, minSide, 64);
        var plain = new List<double>();
        for (int t = 0; t < 200; t++)
        {
            double value = random.NextNormal() * 0.3 + (t / 50 % 2) * 2;
            plain.Add(value);
            if (plain.Count > 64)
            {
                plain.RemoveAt(0);
            }

            bool expected = false;
            while (Differs(plain, minSide, delta))
            {
                plain.RemoveAt(0);
                expected = true;
            }

            if (window.Update(value) != expected || !window.Window.SequenceEqual(plain.ToArray()))
            {
                return false;
            }
        }

        return true;
    }));

    [Fact]
    public void AdaptiveWindow_StationaryStream_KeepsItsValues()
    {
        var window = new AdaptiveWindow(capacity: 500);
        foreach (double value in Simulate.Normal(2000, 3))
        {
            window.Update(value);
        }

        Assert.Equal(500, window.Width);
        Assert.Equal(0, window.Dropped);
    }

    [Fact]
    public void PageHinkley_StepOfTheMean_AlarmsSoonAfter()
    {
        var detector = new PageHinkley(0.1, 10);
        double[] x = Simulate.Normal(400, 5);
        int alarm = -1;
        for (int t = 0; t < 400 && alarm < 0; t++)
        {
            alarm = detector.Update(x[t] + (t >= 200 ? 2 : 0)) ? t : -1;
        }

        Assert.InRange(alarm, 200, 215);
        detector.Reset();
        Assert.Equal((0L, 0.0, false), (detector.Count, detector.Statistic, detector.IsAlarm));
    }

    [Fact]
    public void ErrorRateDetector_RisingErrors_WarnsThenSignalsDrift()
    {
        var detector = new ErrorRateDetector();
        var levels = new List<DriftLevel>();
        for (int t = 0; t < 1000; t++)
        {
            levels.Add(detector.Update(t % (t < 500 ? 10 : 2) == 0));
        }

        Assert.DoesNotContain(DriftLevel.Drift, levels.Take(500));
        Assert.InRange(levels.IndexOf(DriftLevel.Drift), 505, 600);
        Assert.Equal(DriftLevel.Drift, levels[^1]);
    }

    [Fact]
    public void Detectors_Updating_AllocateNothing()
    {
        var window = new AdaptiveWindow(capacity: 50);
        var pageHinkley = new PageHinkley(0.1, 5);
        var errors = new ErrorRateDetector();
        double x = 0;
        AllocationGuard.ShouldNotAllocate(() =>
        {
            x = (x * 1.7 + 0.3) % 1;
            window.Update(x);
            pageHinkley.Update(x);
            errors.Update(x > 0.5);
        });
    }

    [Fact]
    public void Detectors_Prefix_GivesTheSameAnswersAsTheWholeStream()
    {
        double[] x = Simulate.Normal(300, 8);
        var whole = new List<(bool, double)>();
        var prefix = new List<(bool, double)>();
        foreach ((List<(bool, double)> answers, int length) in new[] { (whole, 300), (prefix, 120) })
        {
            var window = new AdaptiveWindow();
            var detector = new PageHinkley(0.01, 4);
            foreach (double value in x.AsSpan(0, length))
            {
                detector.Update(value);
                answers.Add((window.Update(value), detector.Statistic));
            }
        }

        Assert.Equal(prefix, whole.Take(120));
    }

    [Fact]
    public void PopulationStability_SameSample_IsZeroAndGrowsWithTheShift()
    {
        double[] x = Simulate.Normal(1000, 9);
        Assert.Equal(0, PopulationStability.Index(x, x), 1e-15);
        double small = PopulationStability.Index(x, [.. x.Select(v => v + 0.2)]), large = PopulationStability.Index(x, [.. x.Select(v => v + 1)]);
        Assert.True(small > 0 && small < large);
    }

    [Fact]
    public void Drift_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentOutOfRangeException>("threshold", () => new PageHinkley(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new AdaptiveWindow(0.1, 5, 9));
        Assert.Throws<ArgumentOutOfRangeException>("delta", () => new AdaptiveWindow(0));
        Assert.Throws<ArgumentOutOfRangeException>("driftDeviations", () => new ErrorRateDetector(30, 3, 2));
        Assert.Throws<ArgumentException>("value", () => new AdaptiveWindow().Update(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("bins", () => PopulationStability.Index([1], [1], 1));
    }

    private static bool Differs(List<double> window, int minSide, double delta)
    {
        int n = window.Count;
        if (n < 2 * minSide)
        {
            return false;
        }

        double mean = window.Average(), variance = window.Average(v => (v - mean) * (v - mean)), log = Math.Log(2 * Math.Log(n) / delta);
        for (int i = minSide; i <= n - minSide; i++)
        {
            double m = 1 / (1.0 / i + 1.0 / (n - i));
            if (Math.Abs(window.Take(i).Average() - window.Skip(i).Average()) > Math.Sqrt(2 / m * variance * log) + 2 / (3 * m) * log)
            {
                return true;
            }
        }

        return false;
    }
}
