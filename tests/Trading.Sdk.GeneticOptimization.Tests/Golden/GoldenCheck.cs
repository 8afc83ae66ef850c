using System.Text.Json.Nodes;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.GeneticOptimization.Tests;

internal static class GoldenCheck
{
    /// <summary>Every case of the file at the file's tolerance; prints the cases passed and the largest error per operation.</summary>
    public static void AllCases(string path, IReadOnlyDictionary<string, GoldenOperation> operations, ITestOutputHelper output)
    {
        GoldenFile file = GoldenFile.Load(SharedFolder.Require(path));
        var failures = new List<string>();
        foreach (IGrouping<string, GoldenCase> group in file.Cases.GroupBy(c => c.Op))
        {
            int passed = 0;
            double largest = 0;
            foreach (GoldenCase c in group)
            {
                if (!operations.TryGetValue(c.Op, out GoldenOperation? operation))
                {
                    failures.Add($"{c.Op}: no operation");
                    continue;
                }

                JsonNode? actual = operation(c);
                largest = Math.Max(largest, GoldenComparer.LargestError(actual, c.Outputs));
                if (GoldenComparer.FirstDifference(actual, c.Outputs, c.Tolerance) is { } difference)
                {
                    failures.Add($"case {c.Index} {c.Op} {c.Params.ToJsonString()}: {difference}");
                }
                else
                {
                    passed++;
                }
            }

            output.WriteLine($"{group.Key}: {passed} of {group.Count()} cases, largest error {largest:0.##e+0} (tolerance {file.ToleranceOf(group.Key)})");
        }

        Assert.True(file.Cases.Count > 0);
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(10)));
    }
}
