using System.Diagnostics;
using System.Globalization;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>A peer library in its own process, asked line by line.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    public Peer(string program, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        if (_process.StandardOutput.ReadLine() != "ready")
        {
            throw new InvalidOperationException($"{program} did not start");
        }
    }

    public double[] Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine()!.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
    }

    public void Dispose()
    {
        _process.StandardInput.WriteLine("quit");
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
