using System.Text.Json.Nodes;
using Trading.Sdk.Testing;
using Trading.Sdk.Workbench.Golden;

namespace Trading.Sdk.Tests;

public class GoldenTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("stats/performance.json")]
    [InlineData("stats/calibration_fusion.json")]
    [InlineData("stats/factor_regressions.json")]
    [InlineData("stats/series_tests.json")]
    [InlineData("stats/hypothesis_tests.json")]
    [InlineData("stats/pbo_cscv.json")]
    [InlineData("stats/bootstrap_rc_spa.json")]
    [InlineData("stats/drift.json")]
    [InlineData("stats/factor_ic.json")]
    [InlineData("stats/risk.json")]
    public void GoldenFile_EveryCase_IsWithinItsTolerance(string name) => Verify(name, _ => true);

    [Fact]
    public void GoldenLabels_EveryOperationOfThisPackage_IsWithinItsTolerance() => Verify("backtest/afml.json", op => op != "label.triple_barrier");

    private void Verify(string name, Func<string, bool> selected)
    {
        GoldenFile file = GoldenFile.Load(SharedFolder.Require("golden/decision/" + name));
        var failures = new List<string>();
        foreach (IGrouping<string, GoldenCase> group in file.Cases.Where(c => selected(c.Op)).GroupBy(c => c.Op))
        {
            int passed = 0;
            double worst = 0;
            foreach (GoldenCase c in group)
            {
                string? difference;
                if (!StatisticsGolden.Operations.TryGetValue(c.Op, out GoldenOperation? operation))
                {
                    difference = "unknown operation";
                }
                else
                {
                    JsonNode? actual = operation(c);
                    difference = GoldenComparer.FirstDifference(actual, c.Outputs, c.Tolerance);
                    worst = Math.Max(worst, GoldenComparer.LargestError(actual, c.Outputs));
                }

                passed += difference is null ? 1 : 0;
                if (difference is not null)
                {
                    failures.Add($"{c.Op} [{c.Index}] {difference}");
                }
            }

            output.WriteLine($"{group.Key}: {passed} of {group.Count()} cases, largest error {worst:0.#e+0}, tolerance {group.First().Tolerance:0.#e+0}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
