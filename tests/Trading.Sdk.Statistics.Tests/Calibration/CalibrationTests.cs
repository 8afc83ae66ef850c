using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class CalibrationTests
{
    [Fact]
    public void Platt_LogisticData_RecoversTheMap()
    {
        var random = new RandomStream(1);
        double[] s = new double[20_000];
        int[] labels = new int[s.Length];
        for (int i = 0; i < s.Length; i++)
        {
            s[i] = 1000 + 3 * random.NextNormal();
            labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-0.8 * (s[i] - 1000) + 0.4)) ? 1 : 0;
        }

        PlattScaling fit = PlattScaling.Fit(s, labels);
        Assert.Equal(-0.8, fit.Slope, 0.04);
        Assert.Equal(1 / (1 + Math.Exp(0.4)), fit.Probability(1000), 0.02);
    }

    [Fact]
    public void Platt_AnyData_HasAZeroGradient() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        int n = random.NextInt32(1, 80), positives = 0;
        double[] s = new double[n];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++)
        {
            s[i] = random.NextNormal() * 10;
            labels[i] = random.NextDouble() < 0.2 + (s[i] > 0 ? 0.6 : 0) ? 1 : 0;
            positives += labels[i];
        }

        PlattScaling fit = PlattScaling.Fit(s, labels);
        double ga = 0, gb = 0;
        for (int i = 0; i < n; i++)
        {
            double d = (labels[i] == 1 ? (positives + 1.0) / (positives + 2) : 1.0 / (n - positives + 2)) - fit.Probability(s[i]);
            ga += s[i] * d;
            gb += d;
        }

        return Math.Abs(gb) < 1e-8 * n && Math.Abs(ga) < 1e-7 * n;
    }));

    [Fact]
    public void Platt_EqualScores_GivesTheSmoothedRate()
    {
        PlattScaling fit = PlattScaling.Fit([5, 5, 5, 5], [1, 0, 1, 1]);
        Assert.Equal(0, fit.Slope);
        Assert.Equal((3 * (4.0 / 5) + 1.0 / 3) / 4, fit.Probability(5), 1e-12);
    }

    [Fact]
    public void Platt_SeparableLabels_StaysFinite()
    {
        PlattScaling fit = PlattScaling.Fit([-2, -1, 1, 2], [0, 0, 1, 1]);
        Assert.True(fit.Slope < 0 && double.IsFinite(fit.Slope));
        Assert.InRange(fit.Probability(2), 0.7, 0.999999);
    }

    [Fact]
    public void Isotonic_AnyData_IsTheBestMonotoneFit() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        int n = random.NextInt32(1, 40);
        double[] s = new double[n];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++)
        {
            s[i] = random.NextInt32(12);
            labels[i] = random.NextBoolean() ? 1 : 0;
        }

        IsotonicCalibration fit = IsotonicCalibration.Fit(s, labels);

        // Min-max formula of the isotonic regression: the value at x is max over a ≤ x of min over b ≥ x of the mean over [a, b].
        foreach (double x in s.Distinct())
        {
            double best = s.Distinct().Where(a => a <= x).Max(a => s.Distinct().Where(b => b >= x).Min(b =>
                Enumerable.Range(0, n).Where(i => s[i] >= a && s[i] <= b).Average(i => (double)labels[i])));
            if (Math.Abs(best - fit.Probability(x)) > 1e-12)
            {
                return false;
            }
        }

        return fit.Probability(-100) == fit.KnotProbabilities[0] && fit.Probability(100) == fit.KnotProbabilities[^1];
    }));

    [Fact]
    public void Assess_EqualProbabilitiesWithinBins_SplitsTheBrierScoreExactly()
    {
        double[] p = [0.05, 0.05, 0.35, 0.35, 0.35, 0.95, 0.95];
        CalibrationReport r = CalibrationMetrics.Assess(p, [0, 1, 0, 0, 1, 1, 1]);
        Assert.Equal(r.Brier, r.Reliability - r.Resolution + r.Uncertainty, 1e-15);
    }

    [Fact]
    public void AreaUnderCurve_AnyData_EqualsTheCountOfPairs() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        double[] s = new double[30];
        int[] labels = new int[30];
        for (int i = 0; i < 30; i++)
        {
            s[i] = random.NextInt32(8);
            labels[i] = i < 2 ? i : random.NextInt32(2);
        }

        double sum = 0, pairs = 0;
        for (int i = 0; i < 30; i++)
        {
            for (int j = 0; j < 30; j++)
            {
                if (labels[i] == 1 && labels[j] == 0)
                {
                    sum += s[i] > s[j] ? 1 : s[i] == s[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }

        return Math.Abs(sum / pairs - CalibrationMetrics.AreaUnderCurve(s, labels)) < 1e-14;
    }));

    [Fact]
    public void AreaUnderCurve_OneLabelOnly_IsNaN() => Assert.True(double.IsNaN(CalibrationMetrics.AreaUnderCurve([1, 2], [1, 1])));

    [Fact]
    public void Pools_AbsentSources_LeaveTheRestRenormalised()
    {
        Assert.Equal(ProbabilityPool.Linear([0.7, 0.2], [1, 3]), ProbabilityPool.Linear([0.7, double.NaN, 0.2], [1, 5, 3]), 1e-15);
        Assert.Equal(ProbabilityPool.LogOdds([0.7, 0.2], [1, 3], 2), ProbabilityPool.LogOdds([0.7, double.NaN, 0.2], [1, 5, 3], 2), 1e-15);
        Assert.True(double.IsNaN(ProbabilityPool.Linear([double.NaN], [1])));
        Assert.True(double.IsNaN(ProbabilityPool.LogOdds([], [])));
        Assert.Equal(0.3, ProbabilityPool.NaiveBayes([], 0.3), 1e-15);
        Assert.Equal(0.5, ProbabilityPool.ConfidenceWeighted([0.5, 0.5], [1, 1]));
        Assert.Equal(0, ProbabilityPool.LogOdds([0, 0.9], [0.5, 0.5]));
        Assert.True(double.IsNaN(ProbabilityPool.LogOdds([0, 1], [0.5, 0.5])));
    }

    [Fact]
    public void Calibration_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentException>("labels", () => PlattScaling.Fit([1.0], [2]));
        Assert.Throws<ArgumentException>("scores", () => PlattScaling.Fit([], []));
        Assert.Throws<ArgumentException>("scores", () => IsotonicCalibration.Fit([double.NaN], [1]));
        Assert.Throws<ArgumentException>("probabilities", () => CalibrationMetrics.Assess([1.2], [1]));
        Assert.Throws<ArgumentException>("weights", () => ProbabilityPool.Linear([0.5], [-1.0]));
        Assert.Throws<ArgumentException>("probabilities", () => ProbabilityPool.Linear([1.5], [1.0]));
        Assert.Throws<ArgumentOutOfRangeException>("prior", () => ProbabilityPool.NaiveBayes([0.5], 1));
    }
}
