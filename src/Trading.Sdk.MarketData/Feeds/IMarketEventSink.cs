namespace Trading.Sdk.MarketData;

/// <summary>
/// Takes what a feed pushes. Called on the feed's own thread, one call at a time: a slow sink slows the feed, and the
/// back-pressure is the socket's. An exception ends the feed.
/// </summary>
public interface IMarketEventSink
{
    /// <summary>Events in sequence; messages are whole: the last event carries <see cref="MarketEventFlags.EndOfMessage"/>.</summary>
    /// <param name="events">Valid only during the call.</param>
    void OnEvents(ReadOnlySpan<MarketEvent> events);

    /// <summary>Closed bars, oldest first. Default: ignored.</summary>
    /// <param name="bars">Valid only during the call.</param>
    void OnBars(ReadOnlySpan<Bar> bars)
    {
    }
}
