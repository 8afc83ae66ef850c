using Trading.Sdk.MarketData;

namespace Trading.Sdk.Benchmarks.Simulation;

internal sealed class CountingSink : IMarketEventSink
{
    public long Events { get; private set; }

    public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events += events.Length;
}
