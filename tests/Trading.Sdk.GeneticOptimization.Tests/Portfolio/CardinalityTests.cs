using System.Text.Json.Nodes;
using Trading.Sdk.Tests;

namespace Trading.Sdk.GeneticOptimization.Tests;

public class CardinalityTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(1, 10)]
    [InlineData(2, 10)]
    public void SearchFront_ProvenFrontiers_IsWithinHalfAPercent(int set, int k)
    {
        (PortfolioEstimates estimates, JsonArray points) = Load(set, k);
        var optimizer = new CardinalityOptimizer(estimates, k);
        double[] targets = [.. points.Select(p => p!["return"]!.GetValue<double>())];
        IReadOnlyList<CardinalityPortfolio> found = optimizer.SearchFront(targets, generations: 60);
        double worst = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            if (points[i]!["variance"] is not { } expected)
            {
                Assert.Null(found[i].Portfolio);
                continue;
            }

            OptimalPortfolio p = Assert.IsType<OptimalPortfolio>(found[i].Portfolio);
            Check(p, k, targets[i]);
            worst = Math.Max(worst, (p.Variance / expected.GetValue<double>()) - 1);
        }

        output.WriteLine($"port{set} K={k}: largest excess over the proven variance {worst:0.0000%}");
        Assert.True(worst <= 0.005);
    }

    [Theory]
    [InlineData(1, 5, 1)]
    [InlineData(1, 10, 1)]
    [InlineData(2, 10, 4)]
    [InlineData(5, 10, 10)]
    public void MinimumVarianceAt_ProvenFrontiers_AreEqual(int set, int k, int stride)
    {
        (PortfolioEstimates estimates, JsonArray points) = Load(set, k);
        var optimizer = new CardinalityOptimizer(estimates, k);
        long nodes = 0;
        for (int i = 0; i < points.Count; i += TestEffort.Count(stride, 1))
        {
            double target = points[i]!["return"]!.GetValue<double>();
            CardinalityPortfolio found = optimizer.MinimumVarianceAt(target);
            nodes += found.Nodes;
            Assert.True(found.IsProven);
            if (points[i]!["variance"] is not { } expected)
            {
                Assert.Null(found.Portfolio);
                continue;
            }

            Check(found.Portfolio!, k, target);
            Assert.Equal(1, found.Portfolio!.Variance / expected.GetValue<double>(), 1e-8);
        }

        output.WriteLine($"port{set} K={k}: {nodes} nodes");
    }

    private static void Check(OptimalPortfolio p, int k, double target)
    {
        Assert.Equal(1, p.Weights.Sum(), 1e-9);
        Assert.Equal(target, p.Return, 1e-10);
        Assert.True(p.Weights.Count(w => w > 0) <= k);
        Assert.All(p.Weights, w => Assert.True(w == 0 || w >= 0.01 - 1e-9));
    }

    private static (PortfolioEstimates Estimates, JsonArray Points) Load(int set, int k)
    {
        JsonNode file = JsonNode.Parse(File.ReadAllText(SharedFolder.Require($"golden/genetic/cardinality_port{set}_k{k}.json")))!;
        using var reader = new StreamReader(SharedFolder.Require($"data/orlib-portfolio/port{set}.txt"));
        return (OrLibrary.Read(reader), file["points"]!.AsArray());
    }
}
