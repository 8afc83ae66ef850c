namespace Trading.Sdk.GeneticOptimization.Tests;

public class ManyObjectiveQualityTests(ITestOutputHelper output)
{
    /// <summary>Limits: 1.05 times the peer's median over the same budget, directions and target points.</summary>
    [Theory]
    [InlineData("nsga3", "dtlz2", 10, 250, 0.00102 * 1.05)]
    [InlineData("nsga3", "dtlz1", 7, 400, 0.00211 * 1.05)]
    [InlineData("moead", "dtlz2", 10, 250, 0.00102 * 1.05)]
    public void ManyObjectives_ElevenSeeds_AreAsNearTheFrontAsThePeer(string algorithm, string name, int dimension, int generations, double median)
    {
        TestProblem problem = TestProblem.Create(name, dimension);
        double[] distances = new double[11];
        for (int seed = 0; seed < distances.Length; seed++)
        {
            Optimizer optimizer = algorithm == "nsga3" ? new Nsga3(problem, new Nsga3Options { Seed = (ulong)seed + 1 }) : new Moead(problem, new MoeadOptions { Seed = (ulong)seed + 1 });
            OptimizationResult result = new OptimizationRun(problem, optimizer, new RunOptions { MaxGenerations = generations }).Run();
            Assert.Equal(91 * generations, result.Evaluations);
            distances[seed] = QualityIndicators.InvertedGenerationalDistance([.. result.Front.SelectMany(s => s.Objectives)], problem.TrueFront()!, 3);
        }

        Array.Sort(distances);
        output.WriteLine($"{algorithm} {name}: IGD median {distances[5]:0.00000} (limit {median:0.00000}), worst {distances[^1]:0.00000}, best {distances[0]:0.00000}");
        Assert.True(distances[5] <= median, $"median {distances[5]}");
    }
}
