namespace Trading.Sdk.DataFeeds;

/// <summary>A change of state of one instrument, or of the whole feed.</summary>
/// <param name="instrumentId">The instrument, or <see cref="WholeFeed"/>.</param>
/// <param name="previous">The status before.</param>
/// <param name="current">The status now.</param>
public sealed class FeedStatusChangedEventArgs(int instrumentId, FeedStatus previous, FeedStatus current) : EventArgs
{
    /// <summary>The <see cref="InstrumentId"/> of a change that concerns the whole feed: −1.</summary>
    public const int WholeFeed = -1;

    /// <summary>The instrument, or <see cref="WholeFeed"/>.</summary>
    public int InstrumentId { get; } = instrumentId;

    /// <summary>The status before.</summary>
    public FeedStatus Previous { get; } = previous;

    /// <summary>The status now.</summary>
    public FeedStatus Current { get; } = current;
}
