using Trading.Sdk.GeneticOptimization;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.GeneticOptimization.Tests;

public class SharpeDrawdownProblemTests
{
    [Fact]
    public void Nsga2_SeededWithTheExactEnds_SpansTheFrontBetweenThem()
    {
        double[][] returns = Returns(250, 6);
        double[] sharpe = new PortfolioOptimizer(PortfolioEstimates.FromReturns(returns)).MaximumSharpe().Weights;
        double[] calm = new ScenarioOptimizer(returns).MinimumDrawdown().Weights;
        var problem = new SharpeDrawdownProblem(returns, minHeldWeight: 0);
        var optimizer = new Nsga2(problem, new Nsga2Options { PopulationSize = 40, Seed = 3, InitialPoints = [sharpe, calm] });
        OptimizationResult result = new OptimizationRun(problem, optimizer, new RunOptions { MaxGenerations = 60 }).Run(TestContext.Current.CancellationToken);

        (double bestSharpe, double itsDrawdown) = Of(problem, sharpe);
        (double calmSharpe, double leastDrawdown) = Of(problem, calm);
        Assert.True(bestSharpe > calmSharpe && leastDrawdown < itsDrawdown);
        // Nothing beats the exact ends, and the front reaches both.
        Assert.All(result.Front, s => Assert.True(-s.Objectives[0] <= bestSharpe + 1e-9 && s.Objectives[1] >= leastDrawdown - 1e-7));
        Assert.True(result.Front.Max(s => -s.Objectives[0]) > bestSharpe - 1e-6);
        Assert.True(result.Front.Min(s => s.Objectives[1]) < leastDrawdown + 1e-6);
        Assert.True(result.Front.Count > 10);
        Assert.All(result.Front, s => Assert.Equal(1, s.Values.Sum(), 9));
    }

    [Fact]
    public void Evaluate_HandWorkedPath_GivesSharpeAndUncompoundedDrawdown()
    {
        var problem = new SharpeDrawdownProblem([[0.1], [-0.2], [0.1], [0.2]], riskFree: 0.01);
        // Wealth 0.1, −0.1, 0, 0.2: the fall from 0.1 to −0.1. Mean 0.05 − 0.01, deviation √(0.09/3).
        (double sharpe, double drawdown) = Of(problem, [1]);
        Assert.Equal(0.2, drawdown, 12);
        Assert.Equal(0.04 / Math.Sqrt(0.03), sharpe, 12);
    }

    [Fact]
    public void Constructor_BadReturns_NamesThePlace()
    {
        Assert.Contains("period 1", Assert.Throws<ArgumentException>(() => new SharpeDrawdownProblem([[0.1, 0.2], [0.1, double.NaN]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SharpeDrawdownProblem([[0.1, 0.2], [0.1]]));
        Assert.Throws<ArgumentException>(() => new SharpeDrawdownProblem([[0.1]]));
        Assert.Throws<PortfolioInfeasibleException>(() => new SharpeDrawdownProblem([[0.1, 0.2], [0.1, 0.1]], maxWeight: 0.4));
    }

    private static (double Sharpe, double Drawdown) Of(SharpeDrawdownProblem problem, double[] weights)
    {
        double[] objectives = new double[2];
        problem.Evaluate(weights, objectives, [], default);
        return (-objectives[0], objectives[1]);
    }

    private static double[][] Returns(int periods, int assets)
    {
        var random = new RandomStream(11);
        return [.. Enumerable.Range(0, periods).Select(_ =>
        {
            double market = random.NextNormal(0, 0.01);
            return Enumerable.Range(0, assets).Select(i => (0.0002 * (i + 1)) + market + random.NextNormal(0, 0.004 * (i + 1))).ToArray();
        })];
    }
}
