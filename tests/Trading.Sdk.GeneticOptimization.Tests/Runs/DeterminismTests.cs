namespace Trading.Sdk.GeneticOptimization.Tests;

public class DeterminismTests
{
    public static TheoryData<string, string> Algorithms => new()
    {
        { "nsga2", "zdt1" }, { "nsga2", "osy" }, { "ga", "rastrigin" }, { "de", "rosenbrock" },
        { "cmaes", "rastrigin" }, { "nsga3", "dtlz2" }, { "nsga3", "c1dtlz1" }, { "moead", "dtlz1" }, { "steady", "zdt1" }, { "steady", "bnh" },
        { "self-adaptive", "zdt4" }, { "diversity", "ackley" }, { "jde", "schwefel" },
    };

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Run_AnyNumberOfThreads_GivesTheSameBits(string algorithm, string problemName)
    {
        TestProblem problem = TestProblem.Create(problemName);
        ulong? expected = null;
        foreach (int threads in new[] { 1, 2, 8 })
        {
            var run = new OptimizationRun(problem, TestOptimizers.Create(algorithm, problem, 20, 7), new RunOptions { Threads = threads, MaxGenerations = 25 });
            OptimizationResult result = run.Run();
            Assert.Equal(EndReason.MaxGenerations, result.EndReason);
            Assert.Equal(25, result.Generations);
            expected ??= result.StateHash;
            Assert.Equal(expected, result.StateHash);
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Tell_InAnyOrder_GivesTheSameBits(string algorithm, string problemName)
    {
        TestProblem problem = TestProblem.Create(problemName);
        ulong? expected = null;
        for (int order = 0; order < 4; order++)
        {
            Optimizer optimizer = TestOptimizers.Create(algorithm, problem, 12, 3);
            var random = new CounterRandom(99, order, 0, RandomPurpose.Design);
            AskTellLoop.Run(problem, optimizer, evaluations: 12 * 12, random, shuffled: order > 0);
            expected ??= optimizer.StateHash();
            Assert.Equal(expected, optimizer.StateHash());
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Resume_AtRandomPoints_IsBitIdentical(string algorithm, string problemName)
    {
        TestProblem problem = TestProblem.Create(problemName);
        Optimizer whole = TestOptimizers.Create(algorithm, problem, 12, 5);
        new OptimizationRun(problem, whole, new RunOptions { MaxEvaluations = 400 }).Run();
        var random = new CounterRandom(1, 0, 0, RandomPurpose.Design);
        for (int point = 0; point < 20; point++)
        {
            Optimizer first = TestOptimizers.Create(algorithm, problem, 12, 5);
            new OptimizationRun(problem, first, new RunOptions { MaxEvaluations = 1 + random.NextInt(399), Threads = 2 }).Run();
            // Some candidates are outstanding when the checkpoint is written.
            double[] x = new double[problem.Space.Count];
            for (int k = random.NextInt(5); k > 0; k--)
            {
                first.TryAsk(x, out _);
            }

            using var checkpoint = new MemoryStream();
            first.Save(checkpoint);
            checkpoint.Position = 0;
            Optimizer second = TestOptimizers.Create(algorithm, problem, 12, 5);
            second.Restore(checkpoint);
            Assert.Equal(first.StateHash(), second.StateHash());
            new OptimizationRun(problem, second, new RunOptions { MaxEvaluations = 400 }).Run();
            Assert.Equal(whole.StateHash(), second.StateHash());
        }
    }
}
