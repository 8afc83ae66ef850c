using System.Diagnostics;
using Trading.Sdk.Tests;

namespace Samples.Tests;

/// <summary>Runs a built sample and waits for its end.</summary>
internal static class SampleProcess
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string sample, params string[] arguments)
    {
        string folder = Path.Combine(SharedFolder.Repository, "artifacts", "bin", sample);
        string configuration = AppContext.BaseDirectory.Contains("release", StringComparison.Ordinal) ? "release" : "debug";
        string program = Path.Combine(folder, configuration, (sample == "Workbench" ? "workbench" : sample) + ".dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
