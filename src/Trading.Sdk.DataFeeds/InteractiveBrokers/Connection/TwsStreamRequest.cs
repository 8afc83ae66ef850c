using System.Threading.Channels;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>A subscription whose items are pulled; bounded: a consumer that stays behind fails instead of growing the heap.</summary>
internal sealed class TwsStreamRequest<T>(TwsItemReader<T> read, int capacity, int lastMessage = 0) : TwsRequest
{
    private readonly Channel<T> items = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    public ChannelReader<T> Items => items.Reader;

    /// <inheritdoc/>
    public override bool OnMessage(int message, ref TwsFieldReader reader)
    {
        if (message == lastMessage)
        {
            items.Writer.TryComplete();
            return false;
        }

        if (read(message, Id, ref reader, out T item) && !items.Writer.TryWrite(item))
        {
            items.Writer.TryComplete(new MarketDataOverflowException(capacity));
            return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void OnEnded(Exception cause) => items.Writer.TryComplete(cause);
}
