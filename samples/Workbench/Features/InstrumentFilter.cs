using Trading.Sdk.MarketData;

namespace Trading.Sdk.Workbench.Features;

/// <summary>Passes on the messages of one instrument, one call per message.</summary>
internal sealed class InstrumentFilter(int instrumentId, IMarketEventSink next) : IMarketEventSink
{
    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        int start = 0;
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i].IsEndOfMessage || i == events.Length - 1 || events[i + 1].InstrumentId != events[i].InstrumentId)
            {
                if (events[i].InstrumentId == instrumentId)
                {
                    next.OnEvents(events[start..(i + 1)]);
                }

                start = i + 1;
            }
        }
    }
}
