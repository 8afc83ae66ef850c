using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Trading.Sdk.Testing;

/// <summary>
/// An HTTP/1.1 and WebSocket server on 127.0.0.1, in this process, over plain sockets: what a fake venue is built on when its
/// faults must reach down to the byte. The test decides every answer.
/// </summary>
public sealed class FakeWebServer : IAsyncDisposable
{
    private readonly Func<FakeHttpRequest, CancellationToken, Task<FakeHttpResponse>> onRequest;
    private readonly Func<FakeWebSocket, CancellationToken, Task>? onWebSocket;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Task, Socket> connections = new();
    private readonly ConcurrentQueue<Exception> failures = new();
    private readonly Task accepting;
    private long accepted;
    private int refusing;

    /// <summary>Starts the server on a free port.</summary>
    /// <param name="onRequest">Answers each request, opening handshakes included (<see cref="FakeHttpResponse.AcceptWebSocket"/> accepts one).</param>
    /// <param name="onWebSocket">Speaks with each accepted WebSocket; when it returns, the connection is closed.</param>
    public FakeWebServer(Func<FakeHttpRequest, CancellationToken, Task<FakeHttpResponse>> onRequest, Func<FakeWebSocket, CancellationToken, Task>? onWebSocket = null)
    {
        ArgumentNullException.ThrowIfNull(onRequest);
        this.onRequest = onRequest;
        this.onWebSocket = onWebSocket;
        listener.Start(512);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = Task.Run(AcceptAsync, CancellationToken.None);
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary><c>http://127.0.0.1:port/</c>.</summary>
    public Uri HttpAddress => new($"http://127.0.0.1:{Port}/");

    /// <summary><c>ws://127.0.0.1:port/</c>.</summary>
    public Uri WebSocketAddress => new($"ws://127.0.0.1:{Port}/");

    /// <summary>Connections accepted since the start.</summary>
    public long AcceptedConnections => Interlocked.Read(ref accepted);

    /// <summary>Connections open now.</summary>
    public int OpenConnections => connections.Count;

    /// <summary>Connections are reset as soon as they are accepted: a venue that is down. Default false.</summary>
    public bool RefusesConnections
    {
        get => Volatile.Read(ref refusing) != 0;
        set => Volatile.Write(ref refusing, value ? 1 : 0);
    }

    /// <summary>What handlers threw, other than the client's leaving: errors of the test or breaches of protocol by the client.</summary>
    public IReadOnlyCollection<Exception> Failures => failures;

    /// <summary>Ends all connections and waits for the handlers.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        listener.Stop();
        await accepting.ConfigureAwait(false);
        foreach (Socket socket in connections.Values)
        {
            socket.Dispose();
        }

        await Task.WhenAll(connections.Keys).ConfigureAwait(false);
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref accepted);
            socket.NoDelay = true;
            if (RefusesConnections)
            {
                new WireWriter(socket).Reset();
                continue;
            }

            var registered = new TaskCompletionSource();
            Task serving = ServeAsync(socket, registered.Task);
            connections[serving] = socket;
            _ = serving.ContinueWith((task, table) => ((ConcurrentDictionary<Task, Socket>)table!).TryRemove(task, out _), connections, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            registered.SetResult();
        }
    }

    private async Task ServeAsync(Socket socket, Task registered)
    {
        await registered.ConfigureAwait(false);
        await Task.Yield();
        try
        {
            using (socket)
            {
                using var stream = new NetworkStream(socket, ownsSocket: false);
                var reader = new WireReader(stream);
                var writer = new WireWriter(socket);
                while (await ReadRequestAsync(reader).ConfigureAwait(false) is { } request)
                {
                    FakeHttpResponse response = await onRequest(request, stop.Token).ConfigureAwait(false);
                    if (request.IsWebSocket && response.Status == 101)
                    {
                        await ShakeHandsAsync(request, writer).ConfigureAwait(false);
                        using var webSocket = new FakeWebSocket(request, socket, reader, writer);
                        await (onWebSocket ?? throw new InvalidOperationException("A WebSocket was accepted, but nobody speaks with it."))(webSocket, stop.Token).ConfigureAwait(false);
                        return;
                    }

                    writer.CutAfterBytes = response.CutAfterBytes;
                    await writer.WriteAsync(Compose(response), stop.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client left, the test cut the connection, or the server stops.
        }
#pragma warning disable CA1031 // Kept for the test to look at: a handler's error must not vanish with its connection.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failures.Enqueue(e);
        }
    }

    private async Task<FakeHttpRequest?> ReadRequestAsync(WireReader reader)
    {
        if (await reader.ReadLineAsync(stop.Token).ConfigureAwait(false) is not { Length: > 0 } line)
        {
            return null;
        }

        string[] parts = line.Split(' ');
        if (parts.Length != 3)
        {
            throw new InvalidDataException($"'{line}' is no request line of HTTP/1.1");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(stop.Token).ConfigureAwait(false) is { } header)
        {
            if (header.Length == 0)
            {
                byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
                return await reader.ReadExactAsync(body, stop.Token).ConfigureAwait(false) ? new FakeHttpRequest(parts[0], parts[1], headers, body) : null;
            }

            int colon = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..Math.Max(colon, 0)]] = header[(colon + 1)..].Trim();
        }

        return null;
    }

    private async Task ShakeHandsAsync(FakeHttpRequest request, WireWriter writer)
    {
        if (!request.Headers.TryGetValue("Sec-WebSocket-Key", out string? key))
        {
            throw new InvalidDataException("the opening handshake has no Sec-WebSocket-Key");
        }

        // The fixed text and the hash are RFC 6455's proof that the server understood the handshake (section 4.2.2).
#pragma warning disable CA5350 // Prescribed by the protocol; it protects nothing.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        string answer = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n";
        await writer.WriteAsync(Encoding.ASCII.GetBytes(answer), stop.Token).ConfigureAwait(false);
    }

    private static byte[] Compose(FakeHttpResponse response)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.Status} {(HttpStatusCode)response.Status}\r\nContent-Type: {response.ContentType}\r\nContent-Length: {response.Body.Length}\r\n");
        foreach ((string name, string value) in response.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append("\r\n");
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. response.Body.Span];
    }
}
