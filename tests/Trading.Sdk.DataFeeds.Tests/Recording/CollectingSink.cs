using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds.Tests;

internal sealed class CollectingSink : IMarketEventSink
{
    public List<MarketEvent> Events { get; } = [];

    public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events.AddRange(events);
}
