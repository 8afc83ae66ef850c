using System.Text.Json.Nodes;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;
using Trading.Sdk.Workbench.Golden;

namespace Trading.Sdk.Microstructure.Tests;

public class IndicatorGoldenTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("indicators_daily.json")]
    [InlineData("intraday.json")]
    [InlineData("garch.json")]
    public void GoldenFile_EveryCase_IsWithinItsTolerance(string name)
    {
        GoldenFile file = GoldenFile.Load(SharedFolder.Require("golden/decision/indicators/" + name));
        foreach (IGrouping<string, GoldenCase> op in file.Cases.GroupBy(c => c.Op))
        {
            double worst = 0;
            foreach (GoldenCase c in op)
            {
                JsonNode? actual = IndicatorGolden.Operations[c.Op](c);
                Assert.Null(GoldenComparer.FirstDifference(actual, c.Outputs, c.Tolerance) is { } d ? $"{c.Op} case {c.Index}: {d}" : null);
                worst = Math.Max(worst, GoldenComparer.LargestError(actual, c.Outputs));
            }

            output.WriteLine($"{op.Key}: {op.Count()} cases, largest error {worst:0.##e+0}");
        }
    }
}
