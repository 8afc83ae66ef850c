using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

/// <summary>Reference values: SciPy 1.10.1 (stats.norm, t, f, chi2, beta, binom).</summary>
public class DistributionTests
{
    [Theory]
    [InlineData(1e-300, -37.0470962993612)]
    [InlineData(1e-20, -9.262340089798409)]
    [InlineData(1e-05, -4.264890793922825)]
    [InlineData(0.01, -2.3263478740408408)]
    [InlineData(0.3, -0.5244005127080409)]
    [InlineData(0.9, 1.2815515655446004)]
    [InlineData(0.999999, 4.753424308817087)]
    public void NormalQuantile_KnownProbabilities_EqualsSciPy(double p, double expected)
    {
        Close(expected, NormalDistribution.Quantile(p), 1e-14);
        Close(p, NormalDistribution.Cumulative(expected), p < 1e-100 ? 1e-11 : 1e-13);
    }

    [Theory]
    [InlineData(2.5, 3, 0.08770664700806555)]
    [InlineData(0.001, 7.5, 0.9992281986746556)]
    [InlineData(40, 2, 0.0006244146721847406)]
    [InlineData(3, 1e5, 0.0027004608840647194)]
    [InlineData(12, 49959, 3.9463170080147506e-33)]
    [InlineData(1e-9, 5, 0.9999999992407866)]
    public void StudentT_TwoSided_EqualsSciPy(double t, double dof, double expected)
    {
        Close(expected, StudentTDistribution.TwoSided(t, dof), 2e-12);
        if (t > 0.01)
        {
            Close(-t, StudentTDistribution.Quantile(0.5 * expected, dof), 1e-12);
        }
    }

    [Theory]
    [InlineData(3.3, 4, 30, 0.023521021301404776, 0.9764789786985952)]
    [InlineData(0.01, 40, 49959, 1, 3.589278336971189e-33)] // 60-digit decimal sum; SciPy 1.10 is off by 2e-11 here
    [InlineData(1.2, 400, 1000, 0.013287502818312959, 0.9867124971816871)]
    [InlineData(900, 3, 5, 2.9905429202532853e-07, 0.999999700945708)]
    public void Fisher_BothTails_EqualSciPy(double f, double a, double b, double survival, double cumulative)
    {
        Close(survival, FisherDistribution.Survival(f, a, b), 1e-12);
        Close(cumulative, FisherDistribution.Cumulative(f, a, b), 1e-12);
    }

    [Theory]
    [InlineData(3.84, 1, 0.05004352124870519, 0.9499564787512949)]
    [InlineData(1e-8, 1, 0.9999202115440526, 7.978845594730572e-05)]
    [InlineData(100, 50, 3.454931382984871e-05, 0.9999654506861702)]
    [InlineData(1200, 1000, 1.2255942330622893e-05, 0.9999877440576694)]
    [InlineData(1e5, 99500, 0.13125858380856473, 0.8687414161914353)]
    [InlineData(0.5, 0.3, 0.15604916709686203, 0.8439508329031378)]
    public void ChiSquared_BothTails_EqualSciPy(double x, double dof, double survival, double cumulative)
    {
        Close(survival, ChiSquaredDistribution.Survival(x, dof), 1e-12);
        Close(cumulative, ChiSquaredDistribution.Cumulative(x, dof), 1e-12);
        Close(x, ChiSquaredDistribution.Quantile(cumulative, dof), 1e-9);
    }

    [Theory]
    [InlineData(0.2, 0.5, 0.5, 0.2951672353008665)]
    [InlineData(0.999, 30, 2, 0.9995438962809783)]
    [InlineData(1e-10, 0.1, 3, 0.11549999999789998)]
    [InlineData(0.5, 5000, 5000, 0.5)]
    public void Beta_CumulativeAndQuantile_EqualSciPy(double x, double a, double b, double expected)
    {
        Close(expected, BetaDistribution.Cumulative(x, a, b), 1e-13);
        Close(x, BetaDistribution.Quantile(expected, a, b), 1e-10);
    }

    [Theory]
    [InlineData(3, 10, 0.3, 0.26682793199999977, 0.6496107184000002, 0.3503892815999998)]
    [InlineData(0, 50, 0.01, 0.6050060671375364, 0.6050060671375366, 0.3949939328624634)]
    [InlineData(500, 1000, 0.5, 0.025225018178360804, 0.5126125090891801, 0.4873874909108199)]
    [InlineData(7, 8, 0.99, 0.07456522783255928, 0.07725530557207996, 0.9227446944279201)]
    public void Binomial_MassAndTails_EqualSciPy(int k, int n, double p, double mass, double cumulative, double survival)
    {
        Close(mass, BinomialDistribution.Mass(k, n, p), 1e-13);
        Close(cumulative, BinomialDistribution.Cumulative(k, n, p), 1e-13);
        Close(survival, BinomialDistribution.Survival(k, n, p), 1e-13);
    }

    [Fact]
    public void Distributions_DegenerateArguments_FollowTheirDefinitions()
    {
        Assert.Equal(double.NegativeInfinity, NormalDistribution.Quantile(0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Quantile(1));
        Assert.Throws<ArgumentOutOfRangeException>("probability", () => NormalDistribution.Quantile(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("probability", () => NormalDistribution.Quantile(1.1));
        Assert.Equal(NormalDistribution.TwoSided(1.5), StudentTDistribution.TwoSided(1.5, double.PositiveInfinity));
        Assert.Equal(0, StudentTDistribution.TwoSided(double.PositiveInfinity, 4));
        Assert.Equal(1, StudentTDistribution.TwoSided(0, 4));
        Assert.Equal(1, FisherDistribution.Survival(0, 2, 3));
        Assert.Equal(1, BinomialDistribution.Mass(0, 0, 0.5));
        Assert.Equal(1, BinomialDistribution.Mass(0, 5, 0));
        Assert.Equal(1, BinomialDistribution.Mass(5, 5, 1));
        Assert.Throws<ArgumentOutOfRangeException>("degreesOfFreedom", () => ChiSquaredDistribution.Survival(1, 0));
    }

    private static void Close(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"expected {expected:R}, got {actual:R}");
}
