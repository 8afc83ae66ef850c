using Trading.Sdk.Testing;
using Trading.Sdk.Tests;
using Trading.Sdk.Workbench.Golden;

namespace Trading.Sdk.Backtesting.Tests;

public class GoldenTests(ITestOutputHelper output)
{
    // What the Statistics package answers of these files is tested there.
    [Theory]
    [InlineData("queue_models.json", 42)]
    [InlineData("bar_backtest.json", 35)]
    [InlineData("afml.json", 1)]
    public void File_EveryBacktestCase_IsWithinItsTolerance(string name, int expected)
    {
        GoldenFile file = GoldenFile.Load(SharedFolder.Require("golden/decision/backtest/" + name));
        int passed = 0;
        foreach (GoldenCase c in file.Cases.Where(c => BacktestGolden.Operations.ContainsKey(c.Op)))
        {
            Assert.Null(GoldenComparer.FirstDifference(BacktestGolden.Operations[c.Op](c), c.Outputs, c.Tolerance));
            passed++;
        }

        output.WriteLine($"{name}: {passed} cases passed");
        Assert.Equal(expected, passed);
    }
}
