using System.Threading.Channels;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>A history kept up to date: many bars in its first message, one in each later.</summary>
internal sealed class TwsHistoryStreamRequest(int capacity) : TwsRequest
{
    private readonly Channel<TwsBar> items = Channel.CreateBounded<TwsBar>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    public ChannelReader<TwsBar> Items => items.Reader;

    /// <inheritdoc/>
    public override bool OnMessage(int message, ref TwsFieldReader reader)
    {
        if (message == TwsIncoming.HistoricalDataUpdate)
        {
            return Write(TwsBar.ReadUpdate(ref reader));
        }

        foreach (TwsBar bar in TwsHistoricalBars.Read(ref reader).Bars)
        {
            if (!Write(bar))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override void OnEnded(Exception cause) => items.Writer.TryComplete(cause);

    private bool Write(TwsBar bar)
    {
        if (items.Writer.TryWrite(bar))
        {
            return true;
        }

        items.Writer.TryComplete(new MarketDataOverflowException(capacity));
        return false;
    }
}
