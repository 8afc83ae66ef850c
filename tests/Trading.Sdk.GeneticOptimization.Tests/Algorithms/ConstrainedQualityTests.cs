namespace Trading.Sdk.GeneticOptimization.Tests;

/// <summary>NSGA-II on constrained problems against their known fronts and the peer's hypervolume, 100 × 250, 11 seeds.</summary>
public class ConstrainedQualityTests(ITestOutputHelper output)
{
    private const int Seeds = 11;

    [Theory]
    [InlineData("bnh", 6378.97, 6378.97 * 0.995)]
    [InlineData("osy", 16496.7, 16463.5 * 0.95)]
    [InlineData("tnk", 0.65071, 0.64969 * 0.995)]
    public void Nsga2_Constrained_IsFeasibleAndCoversThePeersHypervolume(string name, double peerMedian, double worstAllowed)
    {
        TestProblem problem = TestProblem.Create(name);
        double[] known = KnownFront(problem), reference = problem.ReferencePoint()!;
        double ceiling = Hypervolume.Compute(known, reference);
        double[] scale = Extent(known);
        double[] volumes = new double[Seeds], distances = new double[Seeds];
        double worstConstraint = double.NegativeInfinity;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var optimizer = new Nsga2(problem, new Nsga2Options { Seed = (ulong)seed + 1 });
            OptimizationResult result = new OptimizationRun(problem, optimizer, new RunOptions { MaxGenerations = 250 }).Run();
            Assert.Equal(25_000, result.Evaluations);
            Assert.NotEmpty(result.Front);
            foreach (Solution solution in result.Front)
            {
                // Judged by the problem itself, not by what the optimiser notes about the solution.
                double[] objectives = new double[2], constraints = new double[problem.ConstraintCount];
                problem.Evaluate([.. solution.Values], objectives, constraints);
                worstConstraint = Math.Max(worstConstraint, constraints.Max());
                Assert.Equal(objectives, solution.Objectives);
            }

            double[] front = [.. result.Front.SelectMany(s => s.Objectives)];
            volumes[seed] = Hypervolume.Compute(front, reference);
            distances[seed] = QualityIndicators.GenerationalDistance(Scaled(front, scale), Scaled(known, scale), 2);
        }

        Array.Sort(volumes);
        Array.Sort(distances);
        output.WriteLine($"{name}: hypervolume median {volumes[Seeds / 2]:0.#####}, worst {volumes[0]:0.#####} (peer's median {peerMedian:0.#####}, known front {ceiling:0.#####}); distance to the known front in shares of its extent: median {distances[Seeds / 2]:0.00000}, worst {distances[^1]:0.00000}; greatest constraint {worstConstraint:0.###E+0}");
        Assert.True(worstConstraint <= 0, $"constraint {worstConstraint}");
        Assert.True(volumes[Seeds / 2] >= 0.995 * peerMedian, $"median {volumes[Seeds / 2]}");
        Assert.True(volumes[0] >= worstAllowed, $"worst {volumes[0]}");
        Assert.True(volumes[^1] <= ceiling * (1 + 1e-4), $"best {volumes[^1]} is beyond the known front");
        Assert.True(distances[^1] <= 0.01, $"distance {distances[^1]}");
    }

    /// <summary>The published Pareto sets, densely sampled: feasible and not dominated points only, in order of the first objective.</summary>
    private static double[] KnownFront(TestProblem problem)
    {
        const int Steps = 20_000;
        var candidates = new List<(double First, double Second)>();
        double[] objectives = new double[2], constraints = new double[problem.ConstraintCount];
        foreach (double[] x in ParetoSet(problem.Name, Steps))
        {
            problem.Evaluate(x, objectives, constraints);
            if (constraints.Max() <= 1e-9)
            {
                candidates.Add((objectives[0], objectives[1]));
            }
        }

        candidates.Sort();
        var front = new List<double>();
        double least = double.PositiveInfinity;
        foreach ((double first, double second) in candidates)
        {
            if (second < least)
            {
                least = second;
                front.AddRange([first, second]);
            }
        }

        return [.. front];
    }

    /// <summary>Deb, Multi-Objective Optimization Using Evolutionary Algorithms (2001), section 8.3.</summary>
    private static IEnumerable<double[]> ParetoSet(string name, int steps)
    {
        for (int i = 0; i <= steps; i++)
        {
            double t = (double)i / steps;
            switch (name)
            {
                case "bnh":
                    yield return [5 * t, Math.Min(5 * t, 3)];
                    break;
                case "tnk":
                    double angle = t * Math.PI / 2, radius = Math.Sqrt(1 + (0.1 * Math.Cos(16 * angle)));
                    yield return [radius * Math.Sin(angle), radius * Math.Cos(angle)];
                    break;
                default:
                    yield return [5, 1, 1 + (4 * t), 0, 5, 0];
                    yield return [5, 1, 1 + (4 * t), 0, 1, 0];
                    double first = 4 + t;
                    yield return [first, (first - 2) / 3, 1, 0, 1, 0];
                    yield return [0, 2, 1 + (2.75 * t), 0, 1, 0];
                    yield return [t, 2 - t, 1, 0, 1, 0];
                    break;
            }
        }
    }

    private static double[] Extent(double[] front) =>
        [.. Enumerable.Range(0, 2).Select(k =>
        {
            double[] column = [.. front.Where((_, i) => i % 2 == k)];
            return column.Max() - column.Min();
        })];

    private static double[] Scaled(double[] front, double[] scale) => [.. front.Select((v, i) => v / scale[i % 2])];
}
