using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class OverfittingTests
{
    [Fact]
    public void Assess_PureNoise_IsOverfittedAboutHalfTheTime()
    {
        double sum = 0;
        for (ulong seed = 0; seed < 60; seed++)
        {
            sum += BacktestOverfitting.Assess(Simulate.Normal(240 * 20, seed), 20, 8).Probability;
        }

        Assert.Equal(0.5, sum / 60, 0.1);
    }

    [Fact]
    public void Assess_OneSkilledStrategy_IsNotOverfitted()
    {
        double[] returns = Simulate.Normal(500 * 10, 1);
        for (int t = 0; t < 500; t++)
        {
            returns[t * 10 + 3] += 0.5;
        }

        OverfittingResult result = BacktestOverfitting.Assess(returns, 10, 10);
        Assert.Equal(0, result.Probability);
        Assert.Equal(0, result.ProbabilityOfLoss);
        Assert.All(result.Logits, l => Assert.Equal(Math.Log(10), l, 1e-12));
    }

    [Fact]
    public void Assess_DefaultBlocks_EvaluatesEverySplit() =>
        Assert.Equal(12_870, BacktestOverfitting.Assess(Simulate.Normal(100 * 4, 1), 4).Logits.Length);

    [Fact]
    public void Assess_UnevenRows_EqualsMetricsOfTheRowsThemselves()
    {
        const int N = 29, K = 3;
        double[] returns = Simulate.Normal(N * K, 5);
        OverfittingResult result = BacktestOverfitting.Assess(returns, K, 2);

        // Two blocks: rows 0…14 and 15…28, and the two splits swap them.
        double[] Metrics(int from, int to) => [.. Enumerable.Range(0, K).Select(s => SharpeRatio.PerPeriod([.. Enumerable.Range(from, to - from).Select(t => returns[t * K + s])]))];
        double[] first = Metrics(0, 15), second = Metrics(15, 29);
        int best = Array.IndexOf(first, first.Max());
        Assert.Equal(first[best], result.InSample[0], 1e-12);
        Assert.Equal(second[best], result.OutOfSample[0], 1e-12);
    }

    [Fact]
    public void Assess_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentOutOfRangeException>("blocks", () => BacktestOverfitting.Assess(new double[100], 2, 7));
        Assert.Throws<ArgumentOutOfRangeException>("blocks", () => BacktestOverfitting.Assess(new double[100], 2, 22));
        Assert.Throws<ArgumentException>("returns", () => BacktestOverfitting.Assess(new double[10], 2, 4));
        Assert.Throws<ArgumentOutOfRangeException>("strategies", () => BacktestOverfitting.Assess(new double[10], 1, 2));
    }

    [Fact]
    public void DataSnooping_SkilledModel_IsFoundAmongBadOnes()
    {
        const int N = 250, K = 10;
        double[] excess = Simulate.Normal(N * K, 4);
        for (int t = 0; t < N; t++)
        {
            for (int k = 0; k < K; k++)
            {
                excess[t * K + k] += k == 6 ? 0.3 : -0.5;
            }
        }

        int[] indices = StationaryBootstrap.DrawMany(N, 500, 0.1, 1);
        Assert.Equal(6, DataSnooping.RealityCheck(excess, K, indices).BestModel);
        SuperiorAbilityResult spa = DataSnooping.SuperiorAbility(excess, K, indices, 0.1);
        Assert.True(spa.PValueConsistent < 0.01);
        Assert.True(spa.PValueLower <= spa.PValueConsistent && spa.PValueConsistent <= spa.PValueUpper);
    }

    [Fact]
    public void SuperiorAbility_ModelEqualToTheBenchmark_IsLeftOut()
    {
        double[] excess = Simulate.Normal(100 * 2, 4, 0, 0.5);
        for (int t = 0; t < 100; t++)
        {
            excess[t * 2 + 1] = 0;
        }

        int[] indices = StationaryBootstrap.DrawMany(100, 200, 0.1, 1);
        SuperiorAbilityResult result = DataSnooping.SuperiorAbility(excess, 2, indices, 0.1);
        Assert.Equal(0, result.Omega[1]);
        Assert.True(double.IsFinite(result.Statistic) && result.PValueConsistent < 0.05);
    }
}
