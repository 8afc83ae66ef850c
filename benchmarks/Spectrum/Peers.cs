using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Runs the peers' programs: Python ones with the system's interpreter, FFTW's after compiling it.</summary>
internal static class Peers
{
    public static Dictionary<string, double> Run(string folder, string only)
    {
        var results = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string script in new[] { "bench_peers.py", "bench_extra.py" })
        {
            foreach (string line in Lines("/usr/bin/python3", [Path.Combine(folder, script), .. (script == "bench_peers.py" && only.Length > 0 ? new[] { only } : [])]))
            {
                if (line.StartsWith('{') && JsonNode.Parse(line) is JsonObject o && o["us"] is { } us)
                {
                    results[o["name"]!.GetValue<string>()] = us.GetValue<double>();
                }
            }
        }

        string program = Path.Combine(Path.GetTempPath(), "fftw_bench");
        _ = Lines("g++", ["-O3", "-march=native", Path.Combine(folder, "fftw_bench.cpp"), "-lfftw3", "-o", program]).ToArray();
        foreach (string line in Lines(program, []))
        {
            string[] parts = line.Split(' ');
            results[parts[0]] = double.Parse(parts[1]["us=".Length..], CultureInfo.InvariantCulture);
        }

        return results;
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
