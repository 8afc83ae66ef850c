using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class SharpeRatioTests
{
    /// <summary>Bailey and López de Prado (2014): annual SR 2.5 over 1,250 days (250 a year), skewness −3, kurtosis 10, variance of annual SR across trials 0.5.</summary>
    [Theory]
    [InlineData(100, 0.1132, 0.9004)]
    [InlineData(46, 0.1004, 0.9505)]
    public void DeflatedSharpe_PublishedExample_GivesThePublishedFigures(int trials, double expectedMaximum, double probability)
    {
        DeflatedSharpe result = SharpeRatio.Deflated(2.5 / Math.Sqrt(250), 1250, -3, 10, trials, 0.5 / 250);
        Assert.Equal(expectedMaximum, Math.Round(result.ExpectedMaximumSharpe, 4));
        Assert.Equal(probability, Math.Round(result.Probability, 4));
    }

    [Fact]
    public void DeflatedSharpe_OneTrial_IsTheProbabilisticSharpe()
    {
        double[] returns = Simulate.Normal(200, 3, mean: 0.1);
        Assert.Equal(SharpeRatio.Probabilistic(returns), SharpeRatio.Deflated(returns, 1, 0.3).Probability);
    }

    [Fact]
    public void MinimumTrackRecord_Inserted_ReachesTheConfidence()
    {
        double[] returns = Simulate.Normal(300, 4, mean: 0.08);
        Moments m = Moments.Of(returns);
        double n = SharpeRatio.MinimumTrackRecord(returns, 0, 0.95);
        double sharpe = SharpeRatio.PerPeriod(returns);
        Assert.True(SharpeRatio.Probabilistic(sharpe, (int)Math.Ceiling(n), m.Skewness, m.Kurtosis) >= 0.95);
        Assert.True(SharpeRatio.Probabilistic(sharpe, (int)Math.Floor(n) - 1, m.Skewness, m.Kurtosis) < 0.95);
    }

    [Fact]
    public void AnnualisationFactor_WithoutAutocorrelation_IsTheSquareRoot()
    {
        double[] returns = Simulate.Normal(200_000, 5);
        Assert.Equal(Math.Sqrt(12), SharpeRatio.AnnualisationFactor(returns, 12), 0.05);
        Assert.True(double.IsNaN(SharpeRatio.AnnualisationFactor(returns.AsSpan(0, 5), 6)));
    }

    [Fact]
    public void StandardErrorMertens_NormalMoments_IsCloseToLo() =>
        Assert.Equal(SharpeRatio.StandardErrorIid(0.1, 1001), SharpeRatio.StandardErrorMertens(0.1, 1002, 0, 3), 1e-12);

    [Fact]
    public void SharpeRatio_EqualReturns_IsNaN()
    {
        Assert.True(double.IsNaN(SharpeRatio.PerPeriod([0.01, 0.01, 0.01])));
        Assert.True(double.IsNaN(SharpeRatio.Probabilistic([0.01, 0.01, 0.01])));
    }

    [Fact]
    public void SharpeRatio_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentException>("returns", () => SharpeRatio.PerPeriod([0.01]));
        Assert.Throws<ArgumentException>("returns", () => SharpeRatio.PerPeriod([0.01, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>("trials", () => SharpeRatio.ExpectedMaximum(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("varianceOfTrialSharpes", () => SharpeRatio.ExpectedMaximum(2, -1));
    }
}
