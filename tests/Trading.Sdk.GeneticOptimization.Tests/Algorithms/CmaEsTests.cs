namespace Trading.Sdk.GeneticOptimization.Tests;

public class CmaEsTests(ITestOutputHelper output)
{
    [Fact]
    public void CmaEs_Rosenbrock20_ReachesTheOptimumInEverySeed()
    {
        TestProblem problem = TestProblem.Create("rosenbrock", 20);
        for (ulong seed = 1; seed <= 7; seed++)
        {
            var optimizer = new CmaEs(problem, new CmaEsOptions { Seed = seed });
            OptimizationResult result = new OptimizationRun(problem, optimizer, new RunOptions { MaxEvaluations = 18_100, TargetObjective = 1e-9 }).Run();
            output.WriteLine($"seed {seed}: {result.EndReason} after {result.Evaluations} evaluations at {result.Best!.Objectives[0]:0.##e+0}");
            Assert.Equal(EndReason.TargetReached, result.EndReason);
        }
    }

    [Theory]
    [InlineData("sphere", 2_800)]
    [InlineData("ellipsoid", 13_300)]
    public void CmaEs_ConvexFunctions20_NeedNoMoreEvaluationsThanThePeer(string name, int limit)
    {
        TestProblem problem = TestProblem.Create(name, 20);
        long[] needed = new long[7];
        for (int seed = 0; seed < needed.Length; seed++)
        {
            var optimizer = new CmaEs(problem, new CmaEsOptions { Seed = (ulong)seed + 1, InitialMean = OffCentre(problem, (ulong)seed) });
            OptimizationResult result = new OptimizationRun(problem, optimizer, new RunOptions { MaxEvaluations = 2 * limit, TargetObjective = 1e-9 }).Run();
            Assert.Equal(EndReason.TargetReached, result.EndReason);
            needed[seed] = result.Evaluations;
        }

        Array.Sort(needed);
        output.WriteLine($"{name}: {string.Join(", ", needed)}");
        Assert.True(needed[3] <= limit);
    }

    [Theory]
    [InlineData(CmaEsRestarts.Ipop)]
    [InlineData(CmaEsRestarts.Bipop)]
    public void CmaEs_Rastrigin_IsSolvedByRestarts(CmaEsRestarts restarts)
    {
        TestProblem problem = TestProblem.Create("rastrigin", 10);
        var optimizer = new CmaEs(problem, new CmaEsOptions { Seed = 3, Restarts = restarts, InitialMean = OffCentre(problem, 3) });
        OptimizationResult result = new OptimizationRun(problem, optimizer, new RunOptions { MaxEvaluations = 600_000, TargetObjective = 1e-8 }).Run();
        output.WriteLine($"{restarts}: {result.EndReason} after {result.Evaluations} evaluations and {optimizer.RestartCount} restarts at {result.Best!.Objectives[0]}");
        Assert.Equal(EndReason.TargetReached, result.EndReason);
    }

    /// <summary>The middle of the bounds is the optimum of these functions: a start there would prove nothing.</summary>
    private static double[] OffCentre(TestProblem problem, ulong seed)
    {
        var random = new CounterRandom(seed, 0, 0, RandomPurpose.Design);
        double[] x = new double[problem.Space.Count];
        for (int i = 0; i < x.Length; i++)
        {
            Variable v = problem.Space.Variables[i];
            x[i] = v.Lower + (random.NextDouble() * (v.Upper - v.Lower));
        }

        return x;
    }

    [Fact]
    public void CmaEs_Converged_EndsTheRunWithItsReason()
    {
        TestProblem problem = TestProblem.Create("sphere", 5);
        OptimizationResult result = new OptimizationRun(problem, new CmaEs(problem), new RunOptions { MaxEvaluations = 100_000 }).Run();
        Assert.Equal(EndReason.Converged, result.EndReason);
        Assert.NotEmpty(result.Detail);
    }

    [Fact]
    public void SymmetricEigen_RandomMatrices_ReproduceThem()
    {
        for (int n = 1; n <= 30; n++)
        {
            var random = new CounterRandom(5, n, 0, RandomPurpose.Design);
            double[] a = new double[n * n];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    a[(i * n) + j] = a[(j * n) + i] = random.NextGaussian();
                }
            }

            var eigen = new SymmetricEigen(n);
            Assert.True(eigen.Decompose(a));
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double sum = 0, dot = 0;
                    for (int k = 0; k < n; k++)
                    {
                        sum += eigen.Values[k] * eigen.Vectors[(k * n) + i] * eigen.Vectors[(k * n) + j];
                        dot += eigen.Vectors[(i * n) + k] * eigen.Vectors[(j * n) + k];
                    }

                    Assert.Equal(a[(i * n) + j], sum, 1e-12 * n);
                    Assert.Equal(i == j ? 1 : 0, dot, 1e-12);
                }
            }
        }
    }
}
