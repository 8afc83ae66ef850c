using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>One instrument of a recording: what each of its messages makes of the book, and what else they tell.</summary>
internal sealed class BinanceRecordedInstrument(Instrument instrument, BinanceVenue venue)
{
    private bool hasDepth;

    public BinanceDepthSynchronizer Synchronizer { get; } = new(instrument, venue);

    /// <summary>Takes a message of the instrument.</summary>
    /// <returns>False when it holds no market data, or none that may be passed on.</returns>
    public bool Take(BinanceMessage message, IMarketEventSink sink)
    {
        switch (message.Kind)
        {
            case BinanceMessageKind.DepthUpdate:
                hasDepth = true;
                Synchronizer.OnDepthUpdate(message, sink);
                return true;
            case BinanceMessageKind.DepthSnapshot:
                Synchronizer.OnSnapshot(message, sink);
                return true;
            case BinanceMessageKind.PartialDepth:
                // Beside the whole book the top of it would overwrite what lies deeper.
                if (hasDepth || Synchronizer.State is FeedState.Live or FeedState.Stale)
                {
                    return false;
                }

                sink.OnEvents(message.Events);
                return true;
            case BinanceMessageKind.Kline:
                if (message.Bar is { } bar)
                {
                    sink.OnBars(new ReadOnlySpan<Bar>(in bar));
                }

                return true;
            case BinanceMessageKind.Trade or BinanceMessageKind.AggregateTrade or BinanceMessageKind.BookTicker
                or BinanceMessageKind.MarkPrice or BinanceMessageKind.Liquidation or BinanceMessageKind.OpenInterest:
                sink.OnEvents(message.Events);
                return true;
            default:
                return false;
        }
    }
}
