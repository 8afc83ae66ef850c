using System.Collections.Concurrent;
using System.Text.Json;

namespace Trading.Sdk.Testing;

/// <summary>
/// Alpaca's stream in this process, over a real WebSocket on loopback: greeting, login, subscription, and whatever frames the test
/// sends. Every frame is a JSON array, as the venue sends them.
/// </summary>
public sealed class FakeAlpaca : IAsyncDisposable
{
    private readonly FakeWebServer server;
    private readonly ConcurrentDictionary<FakeWebSocket, bool> sockets = new();
    private readonly ConcurrentQueue<string> received = new();
    private readonly ConcurrentQueue<string> opening = new();

    /// <summary>Starts the fake.</summary>
    public FakeAlpaca() => server = new FakeWebServer(static (request, _) => Task.FromResult(request.IsWebSocket ? FakeHttpResponse.AcceptWebSocket : FakeHttpResponse.Text("[]", 404)), ServeAsync);

    /// <summary>Where a feed connects to.</summary>
    public Uri Address => new(server.WebSocketAddress, "v2/iex");

    /// <summary>Key that is let in. Default key.</summary>
    public string Key { get; set; } = "key";

    /// <summary>Secret that is let in. Default secret.</summary>
    public string Secret { get; set; } = "secret";

    /// <summary>Answered to the login instead of success: code and text. Default none.</summary>
    public (int Code, string Text)? LoginError { get; set; }

    /// <summary>While true, connections are reset.</summary>
    public bool RefusesConnections
    {
        get => server.RefusesConnections;
        set => server.RefusesConnections = value;
    }

    /// <summary>Connections accepted so far.</summary>
    public long Connections => server.AcceptedConnections;

    /// <summary>Messages of clients, as text.</summary>
    public IReadOnlyCollection<string> Received => received;

    /// <summary>Sent to each client right behind its subscription.</summary>
    public void SendAfterSubscription(string frame) => opening.Enqueue(frame);

    /// <summary>Sends a frame to every client that has subscribed.</summary>
    public async Task SendAsync(string frame)
    {
        foreach (FakeWebSocket socket in sockets.Keys)
        {
            try
            {
                await socket.SendTextAsync(frame).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // It has left.
            }
        }
    }

    /// <summary>Resets every connection.</summary>
    public void Disconnect()
    {
        foreach (FakeWebSocket socket in sockets.Keys)
        {
            socket.Abort();
        }
    }

    /// <summary>Stops the fake.</summary>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task ServeAsync(FakeWebSocket socket, CancellationToken cancellationToken)
    {
        await socket.SendTextAsync("""[{"T":"success","msg":"connected"}]""", cancellationToken).ConfigureAwait(false);
        bool authenticated = false;
        while (await socket.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { Kind: FakeWebSocketMessageKind.Text } message)
        {
            received.Enqueue(message.Text);
            using JsonDocument document = JsonDocument.Parse(message.Text);
            string? action = document.RootElement.GetProperty("action").GetString();
            if (action == "auth")
            {
                authenticated = LoginError is null && document.RootElement.GetProperty("key").GetString() == Key && document.RootElement.GetProperty("secret").GetString() == Secret;
                (int code, string text) = LoginError ?? (402, "auth failed");
                await socket.SendTextAsync(authenticated ? """[{"T":"success","msg":"authenticated"}]""" : $$"""[{"T":"error","code":{{code}},"msg":"{{text}}"}]""", cancellationToken).ConfigureAwait(false);
            }
            else if (!authenticated)
            {
                await socket.SendTextAsync("""[{"T":"error","code":401,"msg":"not authenticated"}]""", cancellationToken).ConfigureAwait(false);
            }
            else
            {
                sockets[socket] = true;
                await socket.SendTextAsync("""[{"T":"subscription","trades":[],"quotes":[],"bars":[]}]""", cancellationToken).ConfigureAwait(false);
                foreach (string frame in opening)
                {
                    await socket.SendTextAsync(frame, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        sockets.TryRemove(socket, out _);
    }
}
