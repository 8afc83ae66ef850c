namespace Trading.Sdk.GeneticOptimization.Tests;

public class DecisionSpaceTests
{
    [Fact]
    public void Variable_ContradictoryBounds_Throw()
    {
        Assert.Throws<ArgumentException>(() => Variable.Real("x", 1, 0));
        Assert.Throws<ArgumentException>(() => Variable.Real("x", double.NaN, 0));
        Assert.Throws<ArgumentException>(() => Variable.Real("x", 0, 1, logarithmic: true));
        Assert.Throws<ArgumentException>(() => Variable.Integer("x", 5, 4));
        Assert.Throws<ArgumentException>(() => Variable.Categorical("x"));
        Assert.Throws<ArgumentException>(() => new DecisionSpace([]));
        Assert.Throws<ArgumentException>(() => new DecisionSpace([Variable.Boolean("a"), Variable.Boolean("a")]));
        Assert.Throws<ArgumentException>(() => new DecisionSpace([Variable.Boolean("a").ActiveWhen("b", 1)]));
        Assert.Throws<ArgumentException>(() => new DecisionSpace([Variable.Boolean("a")], [new LinearConstraint([1, 2], 0, 1)]));
    }

    [Theory]
    [InlineData("ga")]
    [InlineData("de")]
    [InlineData("cmaes")]
    [InlineData("steady")]
    public void Optimizers_MixedVariables_ProposeOnlyPointsOfTheSpace(string algorithm)
    {
        DecisionSpace space = Mixed();
        int seen = 0;
        var problem = new DelegateProblem(space, x =>
        {
            seen++;
            Assert.Equal(Math.Round(x[0]), x[0]);
            Assert.InRange(x[0], 3, 90);
            Assert.Equal(0, (x[1] - 0.5) / 0.25 % 1, 1e-9);
            Assert.InRange(x[1], 0.5, 3);
            Assert.Contains(x[2], new double[] { 0, 1, 2 });
            Assert.Contains(x[3], new double[] { 0, 1 });
            Assert.InRange(x[4], 1e-4, 1);
            Assert.True(x[2] == 1 || x[5] == 2, "an inactive variable rests at its lower bound");
            return Math.Abs(x[0] - 17) + Math.Abs(x[1] - 1.25) + (x[2] == 1 ? 0 : 5) + (x[3] == 1 ? 0 : 3) + Math.Abs(Math.Log(x[4] / 0.01)) + (x[2] == 1 ? Math.Abs(x[5] - 7) : 0);
        });
        OptimizationResult result = new OptimizationRun(problem, TestOptimizers.Create(algorithm, problem, 60, 4), new RunOptions { MaxGenerations = 150, TargetObjective = 0.05 }).Run();
        Assert.True(seen > 100);
        Assert.True(result.Best!.Objectives[0] < (algorithm == "cmaes" ? 4 : 0.5), $"{result.Best.Objectives[0]} at {new ParameterSet(space, result.Best.Values)}");
    }

    [Fact]
    public void GeneticAlgorithm_LinearConstraint_EndsFeasibleOnIt()
    {
        var space = new DecisionSpace([Variable.Real("x", 0, 1), Variable.Real("y", 0, 1)], [new LinearConstraint([1, 1], 1, double.PositiveInfinity)]);
        var problem = new DelegateProblem(space, x => (x[0] * x[0]) + (x[1] * x[1]));
        foreach (ConstraintHandling handling in new[] { ConstraintHandling.FeasibilityFirst, ConstraintHandling.Epsilon(0.5, 50), ConstraintHandling.Penalty(100) })
        {
            OptimizationResult result = new OptimizationRun(problem, new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { ConstraintHandling = handling, PopulationSize = 40 }), new RunOptions { MaxGenerations = 150 }).Run();
            Assert.True(result.Best!.Violation <= 1e-9);
            Assert.Equal(0.5, result.Best.Objectives[0], 0.01);
        }
    }

    [Fact]
    public void GeneticAlgorithm_PermutationWithOrderCrossover_SolvesARing()
    {
        const int Cities = 12;
        DecisionSpace space = PermutationRepair.CreateSpace(Cities);
        var problem = new DelegateProblem(space, x =>
        {
            Assert.Equal(Enumerable.Range(0, Cities).Select(i => (double)i), x.ToArray().Order());
            double length = 0;
            for (int i = 0; i < Cities; i++)
            {
                double a = 2 * Math.PI * x[i] / Cities, b = 2 * Math.PI * x[(i + 1) % Cities] / Cities;
                length += Math.Sqrt(Math.Pow(Math.Cos(a) - Math.Cos(b), 2) + Math.Pow(Math.Sin(a) - Math.Sin(b), 2));
            }

            return length;
        });
        var optimizer = new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { PopulationSize = 60, Crossover = new OrderCrossover(), Mutation = new InversionMutation(0.4) });
        OptimizationResult result = new OptimizationRun(problem, optimizer, new RunOptions { MaxGenerations = 200 }).Run();
        Assert.Equal(2 * Cities * Math.Sin(Math.PI / Cities), result.Best!.Objectives[0], 1e-9);
    }

    [Fact]
    public void OrderCrossover_Davis1985Example_GivesTheKnownChild()
    {
        double[] child = new double[9];
        OrderCrossover.CrossSlice([1, 2, 3, 4, 5, 6, 7, 8, 9], [4, 5, 2, 1, 8, 7, 6, 9, 3], 3, 7, child);
        Assert.Equal([2, 1, 8, 4, 5, 6, 7, 9, 3], child);
    }

    [Fact]
    public void WeightRepair_AnyPoint_MeetsAllDemands()
    {
        foreach ((int n, double cap, int k, double least) in new[] { (10, 1.0, 10, 1e-4), (10, 0.3, 5, 0.05), (31, 0.2, 5, 0.01), (31, 0.25, 10, 0.02), (5, 1.0, 1, 0.5), (225, 1.0, 10, 0.01) })
        {
            var repair = new WeightRepair(n, cap, k, least);
            for (int trial = 0; trial < 300; trial++)
            {
                var random = new CounterRandom((ulong)trial, n, k, RandomPurpose.Design);
                double[] x = new double[n];
                for (int i = 0; i < n; i++)
                {
                    x[i] = random.NextInt(3) == 0 ? 0 : Math.Pow(random.NextDouble(), trial % 5 * 2);
                }

                repair.Repair(x);
                Assert.Equal(1, x.Sum(), 1e-9);
                Assert.True(x.Count(w => w > 0) <= k);
                Assert.All(x, w => Assert.True(w == 0 || (w >= least - 1e-9 && w <= cap + 1e-9), $"n {n}, k {k}: {w}"));
            }
        }
    }

    private static DecisionSpace Mixed() => new(
    [
        Variable.Integer("period", 3, 90, logarithmic: true),
        Variable.Real("width", 0.5, 3, 0.25),
        Variable.Categorical("mode", "a", "b", "c"),
        Variable.Boolean("filter"),
        Variable.Real("rate", 1e-4, 1, logarithmic: true),
        Variable.Integer("depth", 2, 9).ActiveWhen("mode", 1),
    ]);
}
