using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>
/// The real server, as the npm packages pinned here bundle it. It is looked for in the folder that TRADING_SDK_CHROMA names,
/// else in artifacts/peers/chroma of the repository, where npm installs it once when it is not there.
/// </summary>
internal sealed class ChromaServer : IAsyncDisposable
{
    /// <summary>Later bindings need a newer C library than Debian 12 has.</summary>
    private static readonly string[] Packages = ["chromadb@3.0.14", "chromadb-js-bindings-linux-x64-gnu@1.0.5"];

    private readonly string _program;
    private readonly string _data;
    private readonly int _port;
    private Process? _process;

    private ChromaServer(string program, string data, int port)
    {
        _program = program;
        _data = data;
        _port = port;
    }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));

    /// <summary>Installs the server where it is missing and starts it over a folder of data.</summary>
    public static async Task<ChromaServer> StartAsync(string data)
    {
        string folder = Environment.GetEnvironmentVariable("TRADING_SDK_CHROMA") is { Length: > 0 } named ? named : Path.Combine(SharedFolder.Repository, "artifacts", "peers", "chroma");
        string program = Path.Combine(folder, "node_modules", "chromadb", "dist", "cli.mjs");
        if (!File.Exists(program))
        {
            Assert.SkipUnless(OnPath("npm"), "npm is not installed");
            Directory.CreateDirectory(folder);
            (int code, string output) = await RunAsync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder, .. Packages]);
            Assert.True(code == 0 && File.Exists(program), $"npm install {string.Join(' ', Packages)}: {output}");
        }

        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var server = new ChromaServer(program, data, port);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        // node itself, not npx: npx would leave the server running when it is killed.
        var start = new ProcessStartInfo("node", [_program, "run", "--path", _data, "--host", "127.0.0.1", "--port", _port.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient();
        var client = new ChromaClient(http, new ChromaOptions { BaseAddress = Address, Retries = 0 });
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!await client.IsReadyAsync(limit.Token))
        {
            Assert.False(_process.HasExited, $"the server ended with {(_process.HasExited ? _process.ExitCode : 0)}");
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Asks the server to end.</summary>
    public async Task StopAsync()
    {
        await RunAsync("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Ends the server at once, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static bool OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
