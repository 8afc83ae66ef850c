using Trading.Sdk.MarketData;

namespace Trading.Sdk.Benchmarks.Microstructure;

/// <summary>Keeps the events of a session.</summary>
internal sealed class RecordedEvents : IMarketEventSink
{
    public List<MarketEvent> Events { get; } = [];

    public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events.AddRange(events);
}
