using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Trading.Sdk.Testing;
using Trading.Sdk.Workbench.Golden;

namespace Trading.Sdk.Tests;

/// <summary>Random cases of every operation that SciPy 1.10, statsmodels 0.13 or pandas 1.5 also has, ties and odd sizes included.</summary>
[Trait("Category", "Interop")]
public class PeerTests(ITestOutputHelper output)
{
    [Fact]
    public void Operations_OnRandomCases_AgreeWithSciPyAndStatsmodels()
    {
        string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python) && Run(python, ["-c", "import statsmodels"]).Code == 0, "python3-statsmodels is not installed");
        string script = Path.Combine(SharedFolder.Repository, "tests", "Trading.Sdk.Statistics.Tests", "Interop", "reference.py");
        (int code, string text) = Run(python, [script, "20261121", TestEffort.Count(20, 300).ToString(CultureInfo.InvariantCulture)]);
        Assert.True(code == 0, "the reference script failed");
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        GoldenFile file = GoldenFile.Load(path);
        File.Delete(path);

        var failures = new List<string>();
        foreach (IGrouping<string, GoldenCase> group in file.Cases.GroupBy(c => c.Op))
        {
            double worst = 0;
            foreach (GoldenCase c in group)
            {
                JsonNode? actual = StatisticsGolden.Operations[c.Op](c);
                worst = Math.Max(worst, GoldenComparer.LargestError(actual, c.Outputs));
                if (GoldenComparer.FirstDifference(actual, c.Outputs, c.Tolerance) is { } difference)
                {
                    failures.Add($"{c.Op} [{c.Index}] {c.Params.ToJsonString()} {difference}");
                }
            }

            output.WriteLine($"{group.Key}: {group.Count()} cases, largest error {worst:0.#e+0}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(30)));
    }

    private static (int Code, string Output) Run(string file, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text.Length > 0 ? text : errors.Result);
    }
}
