using Trading.Sdk.MarketData;

namespace Trading.Sdk.Samples;

/// <summary>Counts events and trades on their way to the recording, if there is one.</summary>
internal sealed class CountingSink(IMarketEventSink? next) : IMarketEventSink
{
    private long events;
    private long trades;

    public long Events => Interlocked.Read(ref events);

    public long Trades => Interlocked.Read(ref trades);

    public void OnEvents(ReadOnlySpan<MarketEvent> batch)
    {
        Interlocked.Add(ref events, batch.Length);
        foreach (ref readonly MarketEvent e in batch)
        {
            if (e.Kind == MarketEventKind.Trade)
            {
                Interlocked.Increment(ref trades);
            }
        }

        next?.OnEvents(batch);
    }
}
