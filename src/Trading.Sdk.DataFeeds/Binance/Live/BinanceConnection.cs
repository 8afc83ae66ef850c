using System.Net.WebSockets;
using System.Threading.Channels;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// One WebSocket from its opening to its end: received messages go into the feed's inbox, control messages go out at the pace
/// that the venue allows. The fields below the line belong to the feed's thread.
/// </summary>
internal sealed class BinanceConnection(int id, BinanceConnectionGroup group, BinanceFeedOptions options, FeedInbox inbox, ReceiveBuffers buffers, IReadOnlyList<string> streams) : IDisposable
{
    private const int HeadBytes = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stop = new();
    private readonly Channel<byte[]> outgoing = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private ClientWebSocket? socket;
    private int stopping;

    public int Id => id;

    public BinanceConnectionGroup Group => group;

    /// <summary>The streams asked for, in the order of the names.</summary>
    public IReadOnlyList<string> Streams => streams;

    public string Name { get; } = $"{options.Name}-{id}";

    // ---- The feed's thread only.
    public bool IsOpen { get; set; }

    public bool IsLost { get; set; }

    public long OpenedAt { get; set; }

    /// <summary>When everything it was asked for had been confirmed; 0 before.</summary>
    public long ReadyAt { get; set; }

    public long LastMessageAt { get; set; }

    public long ProbedAt { get; set; }

    /// <summary>It is too old, or the venue announced its end.</summary>
    public bool MustBeReplaced { get; set; }

    public long Messages { get; set; }

    public HashSet<long> Unanswered { get; } = [];

    public ushort Recorded { get; set; }

    /// <summary>Opens the socket once.</summary>
    /// <exception cref="WebSocketException">The venue cannot be reached or refuses.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        var next = new ClientWebSocket();
        try
        {
            next.Options.KeepAliveInterval = options.KeepAliveInterval;
            next.Options.KeepAliveTimeout = options.KeepAliveTimeout;
            options.ConfigureWebSocket?.Invoke(next.Options);
            using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken, stop.Token);
            Uri address = BinanceEndpoints.Combined(options.WebSocketAddress ?? BinanceEndpoints.WebSocket(options.Venue), streams.Take(options.StreamsPerMessage));
            await next.ConnectAsync(address, both.Token).ConfigureAwait(false);
            socket = next;
        }
        catch (Exception e)
        {
            next.Dispose();
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                throw new WebSocketException($"no connection within {options.ConnectTimeout.TotalSeconds} s", e);
            }

            throw;
        }
    }

    /// <summary>Receives until the connection ends; the return value says why.</summary>
    public async Task<string> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Token);
        Task sending = SendAllAsync(both.Token);
        string reason;
        try
        {
            reason = await ReceiveAllAsync(both.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            reason = e is OperationCanceledException ? "closed by us" : e.Message;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        outgoing.Writer.TryComplete();
        await sending.ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        return reason;
    }

    /// <summary>Queues a control message.</summary>
    public void Send(byte[] utf8) => outgoing.Writer.TryWrite(utf8);

    /// <summary>Ends the connection, politely if the venue answers within a second.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref stopping, 1) == 0)
        {
            _ = StopAsync();
        }
    }

    /// <summary>Ends the connection at once: the venue is not expected to answer.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref stopping, 1) == 0)
        {
            _ = stop.CancelAsync();
        }
    }

    public void Dispose()
    {
        socket?.Dispose();
        stop.Dispose();
    }

    private async Task<string> ReceiveAllAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = buffers.Rent();
        int length = 0;
        bool isTooLong = false;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    if (buffer.Length < options.MessageBytesMax)
                    {
                        Array.Resize(ref buffer, Math.Min(buffer.Length * 2, options.MessageBytesMax));
                    }
                    else
                    {
                        // Its rest is read and forgotten; the beginning is kept for the report.
                        isTooLong = true;
                        length = HeadBytes;
                    }
                }

                ValueWebSocketReceiveResult part = await socket!.ReceiveAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return $"closed by the venue ({(int?)socket.CloseStatus} {socket.CloseStatusDescription})";
                }

                length += part.Count;
                if (part.EndOfMessage)
                {
                    Deliver(buffer.AsSpan(0, length), isTooLong);
                    length = 0;
                    isTooLong = false;
                }
            }
        }
        finally
        {
            // No receive is under way any more: the socket does not write into it again.
            buffers.Return(buffer);
        }
    }

    private void Deliver(ReadOnlySpan<byte> message, bool isTooLong)
    {
        if (isTooLong)
        {
            ReportTooLong(message[..HeadBytes].ToArray());
        }
        else
        {
            inbox.TryWrite(id, Timestamp.Now(options.TimeProvider), message);
        }
    }

    /// <summary>By itself, so that the messages that are not too long need no closure.</summary>
    private void ReportTooLong(byte[] head) => inbox.Post(() => group.Feed.OnMessageTooLong(this, head));

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (byte[] message in outgoing.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await socket!.SendAsync(message, WebSocketMessageType.Text, true, cancellationToken).ConfigureAwait(false);
                await Task.Delay(BinanceEndpoints.MessagePause(options.Venue), options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The receiving side sees the same end and reports it.
        }
    }

    /// <summary>Says goodbye; the receiving side ends when the venue does the same, or after a second.</summary>
    private async Task StopAsync()
    {
        try
        {
            if (socket is { State: WebSocketState.Open })
            {
                stop.CancelAfter(Patience);
                await SayGoodbyeAsync().ConfigureAwait(false);
            }
            else
            {
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private async Task SayGoodbyeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await socket!.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        try
        {
            if (socket!.State is WebSocketState.CloseReceived)
            {
                await SayGoodbyeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It is gone.
        }
        finally
        {
            socket!.Dispose();
        }
    }
}
