using System.Text.Json.Nodes;
using Trading.Sdk.GeneticOptimization;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

/// <summary>The operations of the golden file decision/portfolio.</summary>
internal static class PortfolioGolden
{
    public static IReadOnlyDictionary<string, GoldenOperation> Operations { get; } = new Dictionary<string, GoldenOperation>(StringComparer.Ordinal)
    {
        ["portfolio.estimate"] = Estimate,
        ["portfolio.min_volatility"] = c => Describe(Optimizer(c).MinimumVariance()),
        ["portfolio.max_sharpe"] = MaxSharpe,
        ["portfolio.frontier_point"] = FrontierPoint,
        ["portfolio.risk_parity"] = RiskParity,
        ["portfolio.min_cvar"] = c => new JsonObject { ["cvar"] = MinimumCvar(c).Risk },
        ["portfolio.min_cvar_weights"] = c => new JsonObject { ["weights"] = GoldenCase.FromVector(MinimumCvar(c).Weights) },
        ["portfolio.ledoit_wolf"] = LedoitWolf,
    };

    /// <summary>Bounds of a case: <c>lower</c> and <c>upper</c>, null = unbounded.</summary>
    public static PortfolioConstraints Constraints(GoldenCase c) => new()
    {
        MinWeight = c.Number("lower", double.NegativeInfinity),
        MaxWeight = c.Number("upper", double.PositiveInfinity),
    };

    private static JsonObject Estimate(GoldenCase c)
    {
        PortfolioEstimates estimates = PortfolioEstimates.FromPrices(c.Matrix("prices"), c.Number("periods_per_year"));
        return new JsonObject { ["mean_return"] = GoldenCase.FromVector(estimates.Mean), ["covariance"] = Matrix(estimates) };
    }

    private static PortfolioEstimates Estimates(GoldenCase c) => new(c.Vector("mean_return"), [.. c.Matrix("covariance").SelectMany(r => r)]);

    private static PortfolioOptimizer Optimizer(GoldenCase c) => new(Estimates(c), Constraints(c));

    private static JsonObject Describe(OptimalPortfolio p) => new() { ["weights"] = GoldenCase.FromVector(p.Weights), ["return"] = p.Return, ["volatility"] = p.Volatility };

    private static JsonObject MaxSharpe(GoldenCase c)
    {
        double riskFree = c.Number("risk_free");
        OptimalPortfolio p = Optimizer(c).MaximumSharpe(riskFree);
        JsonObject result = Describe(p);
        result["sharpe"] = p.Sharpe(riskFree);
        return result;
    }

    private static JsonObject FrontierPoint(GoldenCase c)
    {
        OptimalPortfolio p = Optimizer(c).MinimumVarianceAt(c.Number("target_return"));
        return new JsonObject { ["weights"] = GoldenCase.FromVector(p.Weights), ["volatility"] = p.Volatility };
    }

    private static JsonObject RiskParity(GoldenCase c)
    {
        double[][] covariance = c.Matrix("covariance");
        var optimizer = new PortfolioOptimizer(new PortfolioEstimates(new double[covariance.Length], [.. covariance.SelectMany(r => r)]));
        OptimalPortfolio p = optimizer.RiskParity();
        return new JsonObject { ["weights"] = GoldenCase.FromVector(p.Weights), ["risk_share"] = GoldenCase.FromVector(optimizer.RiskShares(p.Weights)), ["volatility"] = p.Volatility };
    }

    private static ScenarioPortfolio MinimumCvar(GoldenCase c) => new ScenarioOptimizer(PortfolioEstimates.ReturnsOf(c.Matrix("prices")), Constraints(c)).MinimumCvar(c.Number("confidence"));

    private static JsonObject LedoitWolf(GoldenCase c)
    {
        PortfolioEstimates estimates = PortfolioEstimates.ShrunkFromReturns(PortfolioEstimates.ReturnsOf(c.Matrix("prices")), out double shrinkage);
        return new JsonObject { ["shrinkage"] = shrinkage, ["covariance"] = Matrix(estimates) };
    }

    private static JsonArray Matrix(PortfolioEstimates estimates) =>
        GoldenCase.FromMatrix(Enumerable.Range(0, estimates.Count).Select(i => estimates.Covariance.Slice(i * estimates.Count, estimates.Count).ToArray()));
}
