using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Trading.Sdk.Testing;

/// <summary>
/// A TWS or gateway in this process, on a loopback port, speaking the real text protocol: handshake, depth in scripted steps, ticks,
/// bars, history, errors, resets, halts, disconnects at any byte, slow start, chunked and gathered writing, versions 163…176. It checks
/// every request field by field; what it did not like is in <see cref="Violations"/>.
/// </summary>
/// <remarks>Written from the layouts alone, not from the client of the SDK, so that one can judge the other.</remarks>
public sealed class FakeTwsGateway : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<int, FakeTwsSession> sessions = new();
    private readonly ConcurrentQueue<FakeTwsRequest> requests = new();
    private readonly ConcurrentQueue<string> violations = new();
    private readonly ConcurrentDictionary<string, int> subscriptions = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Task> tasks = [];
    private readonly Task accepting;
    private int connections;
    private int refusals;

    /// <summary>Starts listening on a free port of 127.0.0.1.</summary>
    /// <param name="scenario">What it says.</param>
    /// <param name="port">0 = any free port.</param>
    public FakeTwsGateway(FakeTwsScenario scenario, int port = 0)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        Scenario = scenario;
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(64);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        accepting = Task.Run(AcceptAsync, CancellationToken.None);
    }

    /// <summary>What it says.</summary>
    public FakeTwsScenario Scenario { get; }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Connections accepted so far.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>While true, new connections are closed at once.</summary>
    public bool RefusesConnections { get; set; }

    /// <summary>Connections closed at once so far.</summary>
    public int RefusedConnections => Volatile.Read(ref refusals);

    /// <summary>While true, it reads and notes requests but says nothing, as a server that hangs with its socket open.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Every request received, in order.</summary>
    public IReadOnlyList<FakeTwsRequest> Requests => [.. requests];

    /// <summary>Requests that did not follow their layout, reused an id, came before the first valid id, or came faster than 50 a second.</summary>
    public IReadOnlyList<string> Violations => [.. violations];

    /// <summary>Sends an error or notice to every client.</summary>
    public async Task NotifyAsync(int code, string text, int requestId = -1)
    {
        foreach (FakeTwsSession session in sessions.Values)
        {
            await session.SendErrorAsync(requestId, code, text).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets all depth and tick subscriptions, as a server does whose link was lost with the data (before 1101).</summary>
    public void ForgetSubscriptions()
    {
        foreach (FakeTwsSession session in sessions.Values)
        {
            session.ForgetSubscriptions();
        }
    }

    /// <summary>Resets every connection.</summary>
    public void Disconnect()
    {
        foreach (FakeTwsSession session in sessions.Values)
        {
            session.Reset();
        }
    }

    /// <summary>Closes all connections and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        Disconnect();
        await accepting.ConfigureAwait(false);
        await Task.WhenAll(tasks).ConfigureAwait(false);
        stop.Dispose();
    }

    internal void Record(FakeTwsRequest request) => requests.Enqueue(request);

    internal void Violate(string problem) => violations.Enqueue(problem);

    internal int NextSubscription(string key) => subscriptions.AddOrUpdate(key, 0, static (_, n) => n + 1);

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            if (RefusesConnections)
            {
                Interlocked.Increment(ref refusals);
                socket.Dispose();
                continue;
            }

            socket.NoDelay = true;
            int number = Interlocked.Increment(ref connections) - 1;
            var session = new FakeTwsSession(this, socket, number, stop.Token);
            sessions[number] = session;
            tasks.Add(RunAsync(session, number));
        }
    }

    private async Task RunAsync(FakeTwsSession session, int number)
    {
        using (session)
        {
            await session.RunAsync().ConfigureAwait(false);
            sessions.TryRemove(number, out _);
        }
    }
}
