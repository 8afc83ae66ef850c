namespace Trading.Sdk.PatternIndex.Tests;

public class MatchStatisticsTests
{
    [Fact]
    public void Compute_EqualWeights_GivesTheSampleFigures()
    {
        double[] returns = [0.03, -0.01, 0.02, 0.05, -0.02];
        MatchStatistics statistics = MatchStatistics.Compute(returns, [], options: new MatchStatisticsOptions { PriorStrength = 5 });
        Assert.Equal(5, statistics.Count);
        Assert.Equal(5, statistics.EffectiveCount, 12);
        Assert.Equal(returns.Average(), statistics.Mean, 12);
        Assert.Equal(0.02, statistics.Median);
        Assert.Equal(-0.02, statistics.Quantile05);
        Assert.Equal(0.05, statistics.Quantile95);
        Assert.Equal(0.6, statistics.HitRate, 12);
        Assert.Equal(0.55, statistics.RiseProbability, 12);
        Assert.True(statistics.MeanLower < statistics.Mean && statistics.Mean < statistics.MeanUpper);
    }

    [Fact]
    public void Compute_Interval_CoversTheTrueMeanAboutAsOftenAsItSays()
    {
        var random = new Random(1);
        int covered = 0;
        const int Trials = 400;
        for (int trial = 0; trial < Trials; trial++)
        {
            double[] returns = Enumerable.Range(0, 60).Select(_ => 0.001 + Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()) * 0.02).ToArray();
            MatchStatistics statistics = MatchStatistics.Compute(returns, [], options: new MatchStatisticsOptions { Resamples = 500, Confidence = 0.9 });
            covered += statistics.MeanLower <= 0.001 && 0.001 <= statistics.MeanUpper ? 1 : 0;
        }

        // Binomial(400, 0.9) stays within 0.9 ± 0.05 with more than 99.9 %, the bootstrap's own bias at n = 60 is about 0.01.
        Assert.InRange(covered / (double)Trials, 0.84, 0.95);
    }

    [Fact]
    public void Compute_NoiseAroundZero_GivesNoSignalAndAClearRiseDoes()
    {
        double[] noise = Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? 0.01 : -0.01).ToArray(), rise = Enumerable.Range(0, 50).Select(i => i % 10 == 0 ? -0.01 : 0.02).ToArray();
        Assert.Equal(0, MatchStatistics.Compute(noise, []).Signal);
        Assert.InRange(MatchStatistics.Compute(rise, []).Signal, 0.4, 0.8);
        Assert.InRange(MatchStatistics.Compute(rise.Select(r => -r).ToArray(), []).Signal, -0.8, -0.4);
    }

    [Fact]
    public void Compute_NoMatches_ReturnsTheBaseRate()
    {
        MatchStatistics statistics = MatchStatistics.Compute([], [], 0.53);
        Assert.Equal(0.53, statistics.RiseProbability);
        Assert.True(double.IsNaN(statistics.Mean));
        Assert.Equal(0, statistics.Signal);
    }

    [Fact]
    public void Compute_NearerMatches_WeighMore()
    {
        MatchStatistics statistics = MatchStatistics.Compute([0.1, -0.1, -0.1], [1, 5, 9]);
        Assert.True(statistics.HitRate > 0.5);
        Assert.True(statistics.EffectiveCount < 3);
    }
}
