using Trading.Sdk.Tests;

namespace Trading.Sdk.GeneticOptimization.Tests;

public class GeneticFrontierTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 0.999)]
    [InlineData(2, 0.995)]
    [InlineData(5, 0.98)]
    public void Nsga2_UnseededWeights_CoversTheExactFrontier(int set, double share)
    {
        using var reader = new StreamReader(SharedFolder.Require($"data/orlib-portfolio/port{set}.txt"));
        PortfolioEstimates estimates = OrLibrary.Read(reader);
        var problem = new PortfolioProblem(estimates);
        EfficientFrontier exact = new PortfolioOptimizer(estimates).Frontier();
        double[] archives = new double[TestEffort.Count(3, 11)], populations = new double[archives.Length];
        for (int seed = 0; seed < archives.Length; seed++)
        {
            var archive = new ParetoArchive();
            Nsga2 optimizer = problem.CreateOptimizer(100, seed: (ulong)seed + 1);
            new OptimizationRun(problem, optimizer, new RunOptions { MaxGenerations = 1000, Archive = archive }).Run();
            archives[seed] = FrontierShare.Compute(estimates, exact, [.. archive.Members.Select(s => new OptimalPortfolio(s.Values, -s.Objectives[1], s.Objectives[0]))]);
            populations[seed] = FrontierShare.Compute(estimates, exact, [.. optimizer.Front().Select(s => new OptimalPortfolio(s.Values, -s.Objectives[1], s.Objectives[0]))]);
        }

        Array.Sort(archives);
        Array.Sort(populations);
        double hundred = FrontierShare.Compute(estimates, exact, [.. exact.Sample(100)]);
        output.WriteLine($"port{set}, {archives.Length} seeds: archive covers median {archives[archives.Length / 2]:0.00000}, worst {archives[0]:0.00000} (limit {share}); the population of 100 median {populations[populations.Length / 2]:0.00000}, worst {populations[0]:0.00000}; 100 exact points {hundred:0.00000}");
        Assert.True(archives[archives.Length / 2] >= share, $"median {archives[archives.Length / 2]}");
    }
}
