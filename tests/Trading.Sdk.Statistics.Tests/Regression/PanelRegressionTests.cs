using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class PanelRegressionTests
{
    private const int T = 1100, A = 20; // more periods than one batch of cross-sections

    [Fact]
    public void FamaMacBeth_PricedFactor_FindsItsPremium()
    {
        double[] factor = Simulate.Normal(T * 2, 1, 1, 0, 0.04), returns = Simulate.Normal(T * A, 1, 2, 0, 0.02);
        for (int t = 0; t < T; t++)
        {
            factor[t * 2] += 0.01;
            for (int a = 0; a < A; a++)
            {
                returns[t * A + a] += (0.4 + 0.06 * a) * factor[t * 2] + (a % 5 - 2) * 0.5 * factor[t * 2 + 1];
            }
        }

        FamaMacBethResult result = FamaMacBeth.Estimate(returns, A, factor, 2);
        Assert.Equal(0.01, result.Premia[1], 0.006);
        Assert.Equal(0.4 + 0.06 * 7, result.Betas[7 * 2], 0.1);
        Assert.Equal(3 * T, result.PremiaByPeriod.Length);

        // The plain way: a regression per month.
        for (int t = 0; t < T; t += 37)
        {
            RegressionResult month = LeastSquares.Fit(returns.AsSpan(t * A, A), result.Betas, 2);
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(month.Coefficients[i], result.PremiaByPeriod[t * 3 + i], 1e-12);
            }
        }
    }

    [Fact]
    public void GibbonsRossShanken_OneAsset_IsTheSquaredTOfItsIntercept()
    {
        double[] factor = Simulate.Normal(80, 3, 1, 0.3), returns = Simulate.Normal(80, 3, 2, 0.2);
        GibbonsRossShanken test = GibbonsRossShanken.Test(returns, 1, factor, 1);
        double t = LeastSquares.Fit(returns, factor, 1).Errors.Statistics[0];
        Assert.Equal(t * t, test.Statistic, 1e-10);
        Assert.Equal((1, 78), (test.NumeratorDegreesOfFreedom, test.DenominatorDegreesOfFreedom));
    }

    [Fact]
    public void PanelRegressions_BadShapes_AreNamed()
    {
        double[] factor = Simulate.Normal(30, 1), returns = Simulate.Normal(60, 2);
        Assert.Throws<ArgumentException>("assets", () => FamaMacBeth.Estimate(returns, 2, factor, 1));
        Assert.Throws<ArgumentException>("factors", () => GibbonsRossShanken.Test(returns, 2, factor, 2));
        Assert.Throws<ArgumentException>("factors", () => GibbonsRossShanken.Test(returns, 2, new double[30], 1));
        Assert.Throws<ArgumentException>("excessReturns", () => GibbonsRossShanken.Test(new double[61], 2, factor, 1));
        Assert.Throws<ArgumentException>("excessReturns", () => GibbonsRossShanken.Test(new double[6], 2, new double[3], 1));
        Assert.Throws<ArgumentOutOfRangeException>("assets", () => GibbonsRossShanken.Test(returns, 0, factor, 1));
    }
}
