using Trading.Sdk.Tests;

namespace Samples.Tests;

public sealed class EndToEndTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("end-to-end").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Simulated_SameSeedTwice_GivesTheSameReport()
    {
        string first = await RunAsync("first", "--minutes", "12", "--seed", "3"), second = await RunAsync("second", "--minutes", "12", "--seed", "3");
        Assert.Equal(first, second);
        Assert.Contains("<svg", first, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", first, StringComparison.Ordinal);
        Assert.NotEqual(first, await RunAsync("third", "--minutes", "12", "--seed", "4"));
    }

    [Fact]
    public async Task Recorded_SpotDay_EndsWithTheKnownBook()
    {
        string report = await RunAsync("spot", "--data", SharedFolder.Require("data/binance/spot_btcusdt_20240808.gz"), SharedFolder.Require("data/binance/spot_btcusdt_20240809.gz"));
        Assert.Contains("61602.01 × 1.67177 / 61602.02 × 2.66795, 1971 bid and 2962 ask levels", System.Net.WebUtility.HtmlDecode(report), StringComparison.Ordinal);
        Assert.Contains("0 gaps, 0 resyncs; 0 crossed", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recorded_MissingFile_ExitsWithOneAndWritesNoReport()
    {
        string report = Path.Combine(folder, "none.html");
        (int code, _, string error) = await SampleProcess.RunAsync("EndToEnd", "--data", Path.Combine(folder, "absent.gz"), "--report", report);
        Assert.Equal(1, code);
        Assert.Contains("absent.gz", error, StringComparison.Ordinal);
        Assert.False(File.Exists(report));
    }

    private async Task<string> RunAsync(string name, params string[] arguments)
    {
        string report = Path.Combine(folder, name + ".html");
        (int code, _, string error) = await SampleProcess.RunAsync("EndToEnd", [.. arguments, "--report", report, "--store", Path.Combine(folder, name)]);
        Assert.True(code == 0, error);
        return await File.ReadAllTextAsync(report);
    }
}
