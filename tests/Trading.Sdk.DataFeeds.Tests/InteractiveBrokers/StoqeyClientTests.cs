using System.Diagnostics;
using System.Text.Json;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>A client that is not ours, @stoqey/ib 1.6.10 on Node, reads from the fake gateway what the scenario holds.</summary>
[Trait("Category", "Interop")]
public class StoqeyClientTests
{
    private const string Version = "1.6.10";

    [Fact]
    public async Task Gateway_ThirdPartyClient_ReadsDepthAndTicks()
    {
        string package = await InstallAsync();
        FakeTwsScenario scenario = GoldenTws.Scenario();
        await using var gateway = new FakeTwsGateway(scenario);
        FakeTwsStep[] depth = Rows("MSFT@ARCA"), smart = Rows("AAPL@SMART");
        string script = Path.Combine(SharedFolder.Repository, "tests", "Trading.Sdk.DataFeeds.Tests", "InteractiveBrokers", "stoqey-client.js");
        string output = await RunAsync("node", [script, $"{gateway.Port}", package, $"{depth.Length}", $"{smart.Length}"], package);
        JsonElement seen = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]).RootElement;
        Assert.Equal(176, seen.GetProperty("serverVersion").GetInt32());
        Assert.Equal(depth.Select(r => $"{r.Position} {r.Operation} {r.Side} {Number(r.Price)} {Number(r.Size)}"), Lines("depth"));
        Assert.Equal(smart.Select(r => $"{r.Position} {r.Operation} {r.Side} {Number(r.Price)} {Number(r.Size)} {r.MarketMaker}"), Lines("depthL2"));
        Assert.Equal(scenario.TickByTick["AllLast"].Select(t => $"{t[0]} {Number(t[1])} {Number(t[2])}"), Lines("allLast"));
        Assert.Equal(scenario.TickByTick["BidAsk"].Select(t => $"{t[0]} {Number(t[1])} {Number(t[2])} {Number(t[3])} {Number(t[4])}"), Lines("bidAsk"));
        Assert.Equal(scenario.TickByTick["MidPoint"].Select(t => $"{t[0]} {Number(t[1])}"), Lines("midPoint"));
        Assert.Equal(scenario.RealTimeBars.Select(b => $"{b[0]} {Number(b[1])}"), Lines("bars"));
        Assert.Equal(5, Lines("prices").Length);
        Assert.Equal("APPLE INC", seen.GetProperty("contract").GetString());
        Assert.Contains("200 502", Lines("errors"));
        Assert.Contains("317 102", Lines("errors"));
        Assert.Empty(gateway.Violations);

        FakeTwsStep[] Rows(string key) => [.. scenario.Depth[key].Steps(0).Where(s => s.Kind == FakeTwsStepKind.Row)];

        string[] Lines(string name) => [.. seen.GetProperty(name).EnumerateArray().Select(r => string.Join(' ', r.EnumerateArray().Select(v => decimal.TryParse(v.ToString(), System.Globalization.NumberStyles.Float, null, out decimal n) ? Number(n) : v.ToString())))];
    }

    private static string Number(string text) => Number(GoldenTws.Number(text));

    private static string Number(decimal value) => value.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture);

    // Once a machine: npm puts the pinned package into the user's cache.
    private static async Task<string> InstallAsync()
    {
        string folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "trading-sdk-tests", "stoqey-ib-" + Version);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@stoqey", "ib")))
        {
            Directory.CreateDirectory(folder);
            await RunAsync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, "@stoqey/ib@" + Version], folder);
        }

        return folder;
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Assert.True(process.ExitCode == 0, $"{program}: {await errors}{await output}");
        return await output;
    }
}
