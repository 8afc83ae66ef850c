using Trading.Sdk.MarketData;

namespace Trading.Sdk.Benchmarks;

/// <summary>Keeps what a feed says.</summary>
internal sealed class Collector : IMarketEventSink
{
    public List<MarketEvent> Events { get; } = [];

    public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events.AddRange(events);
}
