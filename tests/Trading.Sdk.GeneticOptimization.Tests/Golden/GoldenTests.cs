using System.Text;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;
using Trading.Sdk.Workbench.Golden;

namespace Trading.Sdk.GeneticOptimization.Tests;

public class GoldenTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("golden/genetic/problems.json")]
    [InlineData("golden/genetic/sorting.json")]
    [InlineData("golden/genetic/indicators.json")]
    [InlineData("golden/genetic/das_dennis.json")]
    [InlineData("golden/genetic/operators.json")]
    [InlineData("golden/genetic/drawdown_sharpe.json")]
    public void GoldenFile_EveryCase_IsWithinItsTolerance(string path) => GoldenCheck.AllCases(path, GeneticGolden.Operations, output);

    [Fact]
    public void PortfolioFile_EveryCase_IsWithinItsTolerance() => GoldenCheck.AllCases("golden/decision/portfolio/portfolio.json", PortfolioGolden.Operations, output);
}
