using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Runs the peers' Python programs with the system's interpreter.</summary>
internal static class Peers
{
    /// <summary>The other peers: scipy, PyWavelets and scikit-learn, those whose names contain a text.</summary>
    public static void Others(string folder, string only, Dictionary<string, double> results) =>
        Read(Lines("/usr/bin/python3", [Path.Combine(folder, "bench_peers.py"), .. only.Length > 0 ? new[] { only } : []]), results);

    /// <summary>The whole window in Python, and the matrix profile.</summary>
    public static void Extra(string folder, Dictionary<string, double> results) =>
        Read(Lines("/usr/bin/python3", [Path.Combine(folder, "bench_extra.py")]), results);

    private static void Read(IEnumerable<string> lines, Dictionary<string, double> results)
    {
        foreach (string line in lines)
        {
            if (line.StartsWith('{') && JsonNode.Parse(line) is JsonObject o && o["us"] is { } us)
            {
                // The batch codes 1,000 signals a call.
                string name = o["name"]!.GetValue<string>();
                results[name] = us.GetValue<double>() / (name.Contains("batch1000", StringComparison.Ordinal) ? 1000 : 1);
            }
        }
    }

    private static IEnumerable<string> Lines(string file, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            yield return line;
        }

        process.WaitForExit();
    }
}
