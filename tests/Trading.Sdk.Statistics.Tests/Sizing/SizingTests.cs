using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class SizingTests
{
    [Fact]
    public void EmpiricalKelly_BinaryOutcomes_EqualsTheFormula()
    {
        double[] returns = [.. Enumerable.Repeat(1.5, 60), .. Enumerable.Repeat(-1.0, 40)];
        Assert.Equal(Kelly.Binary(0.6, 1.5), Kelly.Empirical(returns).Fraction, 1e-12);
    }

    [Fact]
    public void EmpiricalKelly_AnyReturns_CannotBeImproved() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        double[] returns = Simulate.Normal(20, seed, 0, 0.01, 0.05);
        KellyFraction best = Kelly.Empirical(returns);
        double Growth(double f) => returns.Average(r => Math.Log(1 + f * r));
        return double.IsInfinity(best.Fraction)
            || (best.Growth >= Growth(best.Fraction * 1.01) - 1e-15 && best.Growth >= Growth(best.Fraction * 0.99) - 1e-15 && Math.Abs(best.GrowthAtHalf - Growth(best.Fraction / 2)) < 1e-14);
    }));

    [Fact]
    public void EmpiricalKelly_NoLosses_IsUnbounded()
    {
        Assert.Equal(double.PositiveInfinity, Kelly.Empirical([0.1, 0]).Fraction);
        Assert.Equal(double.NegativeInfinity, Kelly.Empirical([-0.1, 0]).Fraction);
        Assert.Equal(new KellyFraction(0, 0, 0), Kelly.Empirical([0, 0]));
    }

    [Fact]
    public void MultivariateKelly_Solution_SolvesTheSystem()
    {
        double[] covariance = [0.04, 0.01, 0, 0.01, 0.09, 0.02, 0, 0.02, 0.16], mean = [0.05, 0.04, 0.1];
        double[] f = Kelly.Multivariate(mean, covariance);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(mean[i], covariance[i * 3] * f[0] + covariance[i * 3 + 1] * f[1] + covariance[i * 3 + 2] * f[2], 1e-14);
        }

        Assert.Throws<ArgumentException>("covariance", () => Kelly.Multivariate([1, 2], [1, 1, 1, 1]));
    }

    [Fact]
    public void NormalTail_Shortfall_IsTheMeanBeyondTheQuantile()
    {
        TailRisk risk = TailRisk.Normal(0.001, 0.02, 0.975);
        double[] x = Simulate.Normal(400_000, 1, 0, 0.001, 0.02);
        double[] beyond = [.. x.Where(v => v < -risk.ValueAtRisk)];
        Assert.Equal(0.025, beyond.Length / (double)x.Length, 0.001);
        Assert.Equal(risk.ExpectedShortfall, -beyond.Average(), 0.0002);
    }

    [Fact]
    public void Kupiec_ExactlyExpectedExceptions_HasRatioZero()
    {
        HypothesisTestResult result = TailRisk.Kupiec(1000, 50, 0.05);
        Assert.Equal(0, result.Statistic, 1e-12);
        Assert.Equal(1, result.PValue, 1e-5);
        Assert.True(double.IsFinite(TailRisk.Kupiec(10, 10, 0.05).Statistic));
    }

    [Fact]
    public void Sizing_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentOutOfRangeException>("odds", () => Kelly.Binary(0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>("winProbability", () => Kelly.Binary(1.5, 1));
        Assert.Throws<ArgumentOutOfRangeException>("dailyVolume", () => MarketImpact.SquareRoot(1, 0.02, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => TailRisk.Normal(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("exceptions", () => TailRisk.Kupiec(5, 6, 0.1));
    }
}
