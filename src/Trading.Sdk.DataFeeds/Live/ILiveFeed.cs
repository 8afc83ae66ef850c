using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// A feed with a venue behind it, which can be late, silent or gone: it says where it stands. Reconnecting and resynchronising
/// are its own business; <see cref="IMarketDataFeed.RunAsync"/> ends only when it is cancelled, or failed for good.
/// </summary>
public interface ILiveFeed : IMarketDataFeed
{
    /// <summary>The feed as a whole: as good as its worst instrument. Safe to read from any thread.</summary>
    FeedStatus Status { get; }

    /// <summary>Where one instrument stands. Safe to read from any thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feed does not know the instrument.</exception>
    FeedStatus StatusOf(int instrumentId);

    /// <summary>
    /// Raised on the feed's own thread, after the state has changed and between two calls of the sink. A handler must return
    /// quickly and must not throw.
    /// </summary>
    event EventHandler<FeedStatusChangedEventArgs>? StatusChanged;
}
