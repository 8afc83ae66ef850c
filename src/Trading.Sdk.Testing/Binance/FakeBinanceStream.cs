using System.Text;
using System.Threading.Channels;

namespace Trading.Sdk.Testing;

/// <summary>One client connection of a <see cref="FakeBinance"/>: its subscriptions and its bounded queue of messages.</summary>
internal sealed class FakeBinanceStream(FakeWebSocket socket, bool isCombined, int queueMessages)
{
    private readonly Channel<byte[]> queue = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(queueMessages) { SingleReader = true });
    private readonly HashSet<string> subscriptions = new(StringComparer.Ordinal);

    public FakeWebSocket Socket => socket;

    public bool IsCombined { get; set; } = isCombined;

    /// <summary>Nothing is sent any more, and nothing is said about it.</summary>
    public bool IsStalled { get; set; }

    public bool Has(string stream)
    {
        lock (subscriptions)
        {
            return subscriptions.Contains(stream);
        }
    }

    public void Add(IEnumerable<string> streams)
    {
        lock (subscriptions)
        {
            subscriptions.UnionWith(streams);
        }
    }

    public void Remove(IEnumerable<string> streams)
    {
        lock (subscriptions)
        {
            subscriptions.ExceptWith(streams);
        }
    }

    public string[] All()
    {
        lock (subscriptions)
        {
            return [.. subscriptions];
        }
    }

    /// <summary>Queues an event; a client that does not read is cut off.</summary>
    public void Send(string stream, string data) => SendText(IsCombined ? $"{{\"stream\":\"{stream}\",\"data\":{data}}}" : data);

    public void SendText(string text)
    {
        if (!IsStalled && !queue.Writer.TryWrite(Encoding.UTF8.GetBytes(text)))
        {
            socket.Abort();
        }
    }

    public void End() => queue.Writer.TryComplete();

    public async Task SendAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (byte[] message in queue.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await socket.SendTextAsync(message, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client left, or the test cut it off.
        }
    }
}
