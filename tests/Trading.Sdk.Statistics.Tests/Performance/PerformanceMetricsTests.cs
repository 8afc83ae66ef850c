using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class PerformanceMetricsTests
{
    [Fact]
    public void Drawdown_FirstPeriodLoss_CountsFromTheInitialCapital()
    {
        PerformanceReport report = PerformanceMetrics.Compute([-0.1, 0.05, 0.1]);
        Assert.Equal(-0.1, report.Drawdown.MaximumDrawdown, 1e-12);
        Assert.Equal((0, 1, 3), (report.Drawdown.PeakIndex, report.Drawdown.TroughIndex, report.Drawdown.RecoveryIndex));
        Assert.Equal(2, report.Drawdown.LongestUnderwaterPeriods);
    }

    [Fact]
    public void Drawdown_OnlyGains_IsZeroWithoutRecovery()
    {
        PerformanceReport report = PerformanceMetrics.Compute([0.01, 0, 0.02]);
        Assert.Equal(new DrawdownReport(0, 0, 0, null, 0), report.Drawdown);
        Assert.True(double.IsPositiveInfinity(report.OmegaAtZero));
    }

    [Fact]
    public void Drawdown_AnyCurve_EqualsTheBruteForceSearch() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        double[] returns = Simulate.Normal(40, seed, deviation: 0.02);
        double[] curve = new double[41];
        PerformanceMetrics.EquityCurve(returns, curve);
        double worst = 0;
        for (int i = 0; i < curve.Length; i++)
        {
            for (int j = i; j < curve.Length; j++)
            {
                worst = Math.Min(worst, curve[j] / curve[i] - 1);
            }
        }

        DrawdownReport d = PerformanceMetrics.DrawdownOf(curve);
        return d.MaximumDrawdown == worst && curve[d.TroughIndex] / curve[d.PeakIndex] - 1 == worst
            && (d.RecoveryIndex is not { } r || (curve[r] >= curve[d.PeakIndex] && curve.Skip(d.PeakIndex + 1).Take(r - d.PeakIndex - 1).All(v => v < curve[d.PeakIndex])));
    }));

    [Fact]
    public void MeanOfWorst_FractionalMass_WeighsTheLastObservation()
    {
        Assert.Equal((-3 - 2 * 0.5) / 1.5, PerformanceMetrics.MeanOfWorst([-3, -2, 1, 4, 5, 6], 0.25), 1e-15);
        Assert.Equal(2, PerformanceMetrics.MeanOfWorst([1, 2, 3], 1), 1e-15);
    }

    [Fact]
    public void Compute_RiskFreeRate_LowersSharpeByItsShare()
    {
        double[] returns = Simulate.Normal(100, 6, mean: 0.001, deviation: 0.01);
        PerformanceReport plain = PerformanceMetrics.Compute(returns), excess = PerformanceMetrics.Compute(returns, new PerformanceOptions { RiskFreePerPeriod = 0.0002 });
        Assert.Equal(plain.SharpePerPeriod - 0.0002 / plain.StandardDeviation, excess.SharpePerPeriod, 1e-12);
        Assert.Equal(plain.TotalReturn, excess.TotalReturn);
    }

    [Fact]
    public void Compute_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentException>("returns", () => PerformanceMetrics.Compute([0.1]));
        Assert.Throws<ArgumentException>("returns", () => PerformanceMetrics.Compute([0.1, -1.5]));
        Assert.Throws<ArgumentException>("returns", () => PerformanceMetrics.Compute([0.1, double.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>("PeriodsPerYear", () => PerformanceMetrics.Compute([0.1, 0.2], new PerformanceOptions { PeriodsPerYear = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>("LoPeriods", () => PerformanceMetrics.Compute([0.1, 0.2], new PerformanceOptions { LoPeriods = 0 }));
    }
}
