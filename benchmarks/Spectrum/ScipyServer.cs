using System.Diagnostics;
using System.Globalization;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>A Python process that measures scipy's batched rfft on request.</summary>
internal sealed class ScipyServer : IDisposable
{
    private readonly Process process;

    public ScipyServer()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "peers", "rfft_batched.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        process = Process.Start(start)!;
    }

    /// <summary>Microseconds per row.</summary>
    public double Measure(int length, int rows)
    {
        process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{length} {rows}"));
        process.StandardInput.Flush();
        return double.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
