using System.Diagnostics;
using System.Globalization;

namespace Trading.Sdk.Benchmarks.OrderBook;

/// <summary>
/// The C++ books of other designs, as programs over the same files: run before and after our own measurement, so that a host
/// that grows slower meanwhile shows in both.
/// </summary>
internal sealed class Peers(string? folder)
{
    private readonly Dictionary<string, List<double>> times = new(StringComparer.Ordinal);

    /// <summary>Runs a peer program, when there is one, and takes the least time of each of its books.</summary>
    public void Measure(string program, string file, int repetitions)
    {
        if (folder is null)
        {
            return;
        }

        var start = new ProcessStartInfo(Path.Combine(folder, program), [file, repetitions.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        while (process.StandardOutput.ReadLine() is { } line)
        {
            int median = line.IndexOf(" median ", StringComparison.Ordinal), least = line.IndexOf("(min ", StringComparison.Ordinal);
            if (median > 0 && least > median)
            {
                string name = line[..median].Trim(), number = line[(least + 5)..].Split(' ', ')')[0];
                (times.TryGetValue(name, out List<double>? all) ? all : times[name] = []).Add(double.Parse(number, CultureInfo.InvariantCulture));
            }
        }

        process.WaitForExit();
    }

    /// <summary>Prints the mean of the least times of a peer's runs, and its ratios to ours (least times).</summary>
    public void Report(string name, string limit, params ReadOnlySpan<(string Name, double Least)> ours)
    {
        if (!times.TryGetValue(name, out List<double>? all))
        {
            return;
        }

        double peer = all.Average();
        var text = new System.Text.StringBuilder(string.Create(CultureInfo.InvariantCulture, $"  C++ {name,-44} {string.Join(" / ", all.Select(t => t.ToString("F1", CultureInfo.InvariantCulture)))} ns"));
        foreach ((string form, double least) in ours)
        {
            text.Append(CultureInfo.InvariantCulture, $"; {form}: {peer / least:F2} of ours, ours {least / peer:F2} of it");
        }

        Console.WriteLine($"{text}  ({limit})");
    }
}
