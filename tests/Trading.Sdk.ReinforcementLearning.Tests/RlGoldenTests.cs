using Trading.Sdk.Testing;
using Trading.Sdk.Tests;
using Trading.Sdk.Workbench.Golden;

namespace Trading.Sdk.ReinforcementLearning.Tests;

[Trait("Category", "InstructionSets")]
public class RlGoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void GoldenFiles_EveryCase_IsWithinTheFilesTolerance()
    {
        string folder = SharedFolder.Require("golden/rl");
        var failures = new List<string>();
        var passed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string path in Directory.GetFiles(folder, "*.json").Where(p => !p.EndsWith("_expected.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            GoldenFile file = GoldenFile.Load(path);
            foreach (GoldenCase c in file.Cases)
            {
                if (!RlGolden.Operations.TryGetValue(c.Op, out GoldenOperation? operation))
                {
                    failures.Add($"{c.Op}: unknown operation");
                    continue;
                }

                string? difference = GoldenComparer.FirstDifference(operation(c), c.Outputs, c.Tolerance);
                if (difference is not null)
                {
                    failures.Add($"{c.Op} case {c.Index}: {difference}");
                }
                else
                {
                    passed[c.Op] = passed.GetValueOrDefault(c.Op) + 1;
                }
            }
        }

        foreach ((string op, int count) in passed)
        {
            output.WriteLine($"{op}: {count} passed");
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        Assert.True(passed.Values.Sum() >= 40);
    }
}
