using System.Diagnostics;
using System.Globalization;
using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>A real Chroma server (npm's chromadb) on a port of its own, over a temporary folder.</summary>
internal sealed class ChromaProcess : IDisposable
{
    private const int Port = 18_766;
    private readonly string _data = Directory.CreateTempSubdirectory("chroma").FullName;
    private readonly Process _process;
    private readonly HttpClient _http = new();

    /// <summary>Starts the server found in <c>FOLDER/node_modules</c> and waits until it answers.</summary>
    public ChromaProcess(string folder)
    {
        string program = Path.Combine(folder, "node_modules", "chromadb", "dist", "cli.mjs");
        _process = Process.Start(new ProcessStartInfo("node", [program, "run", "--path", _data, "--host", "127.0.0.1", "--port", Port.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        Client = new ChromaClient(_http, new ChromaOptions { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Retries = 0 });
        while (!Client.IsReadyAsync().GetAwaiter().GetResult())
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"the server ended with {_process.ExitCode}");
            }
        }
    }

    public ChromaClient Client { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
