using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class FactorEvaluationTests
{
    [Fact]
    public void InformationCoefficients_FactorEqualToReturn_AreOne()
    {
        double[] r = Simulate.Normal(5 * 10, 1);
        InformationCoefficients result = FactorEvaluation.InformationCoefficients(r, r, 10);
        Assert.All(result.Spearman, v => Assert.Equal(1, v, 1e-12));
        Assert.Equal(5, result.Dates);
    }

    [Fact]
    public void FactorEvaluation_MissingValues_DropTheAssetThatDay()
    {
        double[] factor = [1, double.NaN, 3, 2, 4, 1], forward = [0.1, 9, 0.3, 0.2, double.NaN, 0.1];
        InformationCoefficients ic = FactorEvaluation.InformationCoefficients(factor, forward, 3);
        Assert.Equal([1.0, 1.0], ic.Pearson.Select(v => Math.Round(v, 12)));
        double[] quantiles = FactorEvaluation.QuantileReturns(factor, forward, 3, 2);
        Assert.Equal([0.1, 0.3, 0.1, 0.2], quantiles);
        double[] empty = FactorEvaluation.QuantileReturns([double.NaN, double.NaN], [1, 2], 2, 2);
        Assert.True(empty.All(double.IsNaN));
    }

    [Fact]
    public void QuantileReturns_EdgesOnObservations_CloseOnTheRight()
    {
        // Nine values in four quantiles: the edges are the observations 3, 5 and 7.
        double[] values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal([2, 4.5, 6.5, 8.5], FactorEvaluation.QuantileReturns(values, values, 9, 4));
    }

    [Fact]
    public void RankAutocorrelation_ReversedOrder_IsMinusOne()
    {
        double[] result = FactorEvaluation.RankAutocorrelation([1, 2, 3, 3, 2, 1, double.NaN, 2, 1], 3);
        Assert.Equal(-1, result[0], 1e-12);
        Assert.Equal(1, result[1], 1e-12);
    }

    [Fact]
    public void FactorEvaluation_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentException>("forwardReturn", () => FactorEvaluation.InformationCoefficients([1, 2], [1], 2));
        Assert.Throws<ArgumentException>("factor", () => FactorEvaluation.RankAutocorrelation([1, double.PositiveInfinity], 2));
        Assert.Throws<ArgumentException>("factor", () => FactorEvaluation.RankAutocorrelation([1, 2, 3], 2));
        Assert.Throws<ArgumentOutOfRangeException>("quantiles", () => FactorEvaluation.QuantileReturns([1, 2], [1, 2], 2, 1));
    }
}
