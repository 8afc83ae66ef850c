using System.Globalization;
using System.Text.Json.Nodes;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;
using Trading.Sdk.Workbench.Golden;

namespace Trading.Sdk.Spectrum.Tests;

[Trait("Category", "InstructionSets")]
public class GoldenFilesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("fft")]
    [InlineData("windows")]
    [InlineData("psd")]
    [InlineData("significance")]
    [InlineData("filters")]
    [InlineData("peaks")]
    [InlineData("lombscargle")]
    [InlineData("wavelets")]
    [InlineData("dwt")]
    [InlineData("swt_modwt")]
    [InlineData("wavelet_packets")]
    [InlineData("cwt")]
    [InlineData("denoise")]
    [InlineData("sparse")]
    [InlineData("dictionary_anomaly")]
    public void GoldenFile_EveryCase_AgreesWithinTheTolerance(string name)
    {
        GoldenFile file = GoldenFile.Load(SharedFolder.Require($"golden/spectrum/{name}.json"));
        JsonNode?[] expected = [.. file.Cases.Select(c => c.Outputs?.DeepClone())];
        file.Compute(SpectrumGolden.Operations);

        var failures = new List<string>();
        foreach (IGrouping<string, GoldenCase> group in file.Cases.GroupBy(c => c.Op, StringComparer.Ordinal))
        {
            int passed = 0;
            double worst = 0;
            foreach (GoldenCase c in group)
            {
                string? difference = c.Node["error"] is { } error
                    ? error.GetValue<string>()
                    : GoldenComparer.FirstDifference(c.Outputs, expected[c.Index], c.Tolerance);
                double largest = GoldenComparer.LargestError(c.Outputs, expected[c.Index]);
                difference ??= largest > Own(c) ? $"largest error {largest:0.0e+0} beyond our own tolerance {Own(c):0.0e+0}" : null;
                worst = Math.Max(worst, largest);
                if (difference is null)
                {
                    passed++;
                }
                else
                {
                    failures.Add(string.Create(CultureInfo.InvariantCulture, $"{c.Op} case {c.Index} {c.Params.ToJsonString()}: {difference}"));
                }
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {group.Key}: {passed} of {group.Count()} passed, largest error {worst:0.0e+0}, tolerance {group.First().Tolerance:0.0e+0}"));
        }

        Assert.True(failures.Count == 0, $"{failures.Count} failures:\n" + string.Join("\n", failures.Take(12)));
    }

    // Tighter than the files' tolerances: 2e-12 of max(1, |value|), but where the reference's own rounding is larger:
    // PyWavelets samples its continuous wavelets through a table of integrals.
    private static double Own(GoldenCase c) => c.Op == "cwt_pywt" ? 2e-11 : 2e-12;
}
