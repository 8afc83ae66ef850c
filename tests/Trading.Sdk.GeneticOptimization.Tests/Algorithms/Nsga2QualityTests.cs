namespace Trading.Sdk.GeneticOptimization.Tests;

public class Nsga2QualityTests(ITestOutputHelper output)
{
    /// <summary>Limits: 1.05 times the peer's median, and for the worst seed the peer's worst.</summary>
    [Theory]
    [InlineData("zdt1", 30, 0.00468 * 1.05, 0.006)]
    [InlineData("zdt2", 30, 0.00474 * 1.05, 0.006)]
    [InlineData("zdt3", 30, 0.00522 * 1.05, 0.1)]
    [InlineData("zdt4", 10, 0.00632 * 1.05, 0.00886)]
    [InlineData("zdt6", 10, 0.00821 * 1.05, 0.00904)]
    [InlineData("bnh", 2, 0.514 * 1.05, 0.6)]
    public void Nsga2_ElevenSeeds_IsAsNearTheFrontAsThePeer(string name, int dimension, double median, double worst)
    {
        TestProblem problem = TestProblem.Create(name, dimension);
        double[] distances = new double[11];
        for (int seed = 0; seed < distances.Length; seed++)
        {
            var optimizer = new Nsga2(problem, new Nsga2Options { Seed = (ulong)seed + 1 });
            OptimizationResult result = new OptimizationRun(problem, optimizer, new RunOptions { MaxGenerations = 250 }).Run();
            Assert.Equal(25_000, result.Evaluations);
            Assert.All(result.Front, s => Assert.True(s.IsFeasible));
            distances[seed] = QualityIndicators.InvertedGenerationalDistance([.. result.Front.SelectMany(s => s.Objectives)], problem.TrueFront()!, 2);
        }

        Array.Sort(distances);
        output.WriteLine($"{name}: IGD median {distances[5]:0.00000} (limit {median:0.00000}), worst {distances[^1]:0.00000} (limit {worst:0.00000}), best {distances[0]:0.00000}");
        Assert.True(distances[5] <= median, $"median {distances[5]}");
        Assert.True(distances[^1] <= worst, $"worst {distances[^1]}");
    }
}
