using System.Text.Json.Nodes;
using Trading.Sdk.GeneticOptimization;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

/// <summary>The operations of the golden package "genetic".</summary>
internal static class GeneticGolden
{
    public static IReadOnlyDictionary<string, GoldenOperation> Operations { get; } = Create();

    private static Dictionary<string, GoldenOperation> Create()
    {
        var operations = new Dictionary<string, GoldenOperation>(StringComparer.Ordinal)
        {
            ["sorting.rank"] = Rank,
            ["sorting.crowding"] = Crowding,
            ["indicators"] = Indicators,
            ["das_dennis"] = DasDennis,
            ["operators.sbx"] = Sbx,
            ["operators.pm"] = c => new JsonObject { ["y"] = PolynomialMutation.MutateValue(c.Number("x"), c.Number("lower"), c.Number("upper"), c.Number("eta"), c.Number("u")) },
            ["operators.blx_alpha"] = c => new JsonObject { ["y"] = BlendCrossover.CrossValue(c.Number("parent1"), c.Number("parent2"), c.Number("alpha"), c.Number("u")) },
            ["operators.de_rand_1"] = c => new JsonObject { ["y"] = DifferentialEvolution.Combine(c.Number("base"), c.Number("plus"), c.Number("minus"), c.Number("F")) },
        };
        operations.Add("drawdown_sharpe.min_mdd", MinimumDrawdown);
        operations.Add("drawdown_sharpe.max_sharpe", MaximumSharpe);
        foreach (string name in TestProblem.Names)
        {
            operations.Add("problems." + name, c => Evaluate(name, c));
        }

        return operations;
    }

    private static JsonObject Evaluate(string name, GoldenCase c)
    {
        double[] x = c.Vector("x");
        TestProblem problem = TestProblem.Create(name, x.Length);
        double[] f = new double[problem.ObjectiveCount], g = new double[problem.ConstraintCount];
        problem.Evaluate(x, f, g);
        return problem.ObjectiveCount == 1
            ? new JsonObject { ["f"] = GoldenCase.FromDouble(f[0]) }
            : new JsonObject { ["F"] = GoldenCase.FromVector(f), ["G"] = GoldenCase.FromVector(g) };
    }

    private static JsonObject Rank(GoldenCase c)
    {
        (double[] f, int m) = Flatten(c.Matrix("F"));
        return new JsonObject { ["rank"] = new JsonArray([.. NonDominatedSorter.Rank(f, m).Select(r => (JsonNode?)JsonValue.Create(r))]) };
    }

    private static JsonObject Crowding(GoldenCase c)
    {
        (double[] f, int m) = Flatten(c.Matrix("F"));
        int[] ranks = c.Has("rank") ? Array.ConvertAll(c.Vector("rank"), r => (int)r) : NonDominatedSorter.Rank(f, m);
        double[] distances = new double[ranks.Length];
        new CrowdingDistance().Compute(f, m, ranks, distances);
        return new JsonObject { ["crowding"] = GoldenCase.FromVector(distances) };
    }

    private static JsonObject Indicators(GoldenCase c)
    {
        (double[] f, int m) = Flatten(c.Matrix("F"));
        (double[] reference, _) = Flatten(c.Matrix("reference_front"));
        return new JsonObject
        {
            ["hv"] = Hypervolume.Compute(f, c.Vector("reference_point")),
            ["igd"] = QualityIndicators.InvertedGenerationalDistance(f, reference, m),
            ["igd_plus"] = QualityIndicators.InvertedGenerationalDistancePlus(f, reference, m),
            ["gd"] = QualityIndicators.GenerationalDistance(f, reference, m),
            ["eps_additive"] = QualityIndicators.AdditiveEpsilon(f, reference, m),
        };
    }

    private static JsonObject DasDennis(GoldenCase c)
    {
        double[][] points = ReferenceDirections.DasDennis(c.Integer("objectives"), c.Integer("partitions"));
        return new JsonObject { ["count"] = points.Length, ["points"] = GoldenCase.FromMatrix(points) };
    }

    private static JsonObject Sbx(GoldenCase c)
    {
        (double low, double high) = SimulatedBinaryCrossover.CrossValue(c.Number("parent1"), c.Number("parent2"), c.Number("lower"), c.Number("upper"), c.Number("eta"), c.Number("u"));
        return new JsonObject { ["child1"] = low, ["child2"] = high };
    }

    private static JsonObject MinimumDrawdown(GoldenCase c)
    {
        ScenarioPortfolio p = new ScenarioOptimizer(c.Matrix("returns"), new PortfolioConstraints { MaxWeight = c.Number("cap") }).MinimumDrawdown(c.Number("target_return"));
        return new JsonObject { ["max_drawdown"] = p.Risk, ["weights"] = GoldenCase.FromVector(p.Weights) };
    }

    private static JsonObject MaximumSharpe(GoldenCase c)
    {
        double riskFree = c.Number("risk_free");
        OptimalPortfolio p = new PortfolioOptimizer(PortfolioEstimates.FromReturns(c.Matrix("returns")), new PortfolioConstraints { MaxWeight = c.Number("cap") }).MaximumSharpe(riskFree);
        return new JsonObject { ["sharpe_per_period"] = p.Sharpe(riskFree), ["weights"] = GoldenCase.FromVector(p.Weights) };
    }

    private static (double[] Values, int Columns) Flatten(double[][] rows) =>
        rows.Length == 0 ? throw new FormatException("A matrix without rows has no number of columns.") : ([.. rows.SelectMany(r => r)], rows[0].Length);
}
