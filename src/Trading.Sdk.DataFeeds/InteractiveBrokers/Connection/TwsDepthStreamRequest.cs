using System.Threading.Channels;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>A pulled depth subscription; a reset (317) becomes an item with position −1.</summary>
internal sealed class TwsDepthStreamRequest(TwsDepthDecoder decoder, int capacity) : TwsRequest
{
    private readonly Channel<TwsDepthUpdate> items = Channel.CreateBounded<TwsDepthUpdate>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    public ChannelReader<TwsDepthUpdate> Items => items.Reader;

    /// <inheritdoc/>
    public override bool OnMessage(int message, ref TwsFieldReader reader) => message is not (TwsIncoming.MarketDepth or TwsIncoming.MarketDepthL2) || Write(decoder.Read(message, Id, ref reader));

    /// <inheritdoc/>
    public override bool OnError(TwsError error) =>
        error.Code == TwsErrorCode.DepthReset ? Write(new TwsDepthUpdate(Id, -1, TwsDepthOperation.Delete, Side.None, 0, 0, "", false)) : base.OnError(error);

    /// <inheritdoc/>
    public override void OnEnded(Exception cause) => items.Writer.TryComplete(cause);

    private bool Write(in TwsDepthUpdate update)
    {
        if (items.Writer.TryWrite(update))
        {
            return true;
        }

        items.Writer.TryComplete(new MarketDataOverflowException(capacity));
        return false;
    }
}
