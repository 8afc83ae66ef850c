namespace Trading.Sdk.MarketData;

/// <summary>
/// Hands each event to several sinks, in order, on the caller's thread. A sink that must not slow the others is wrapped in a
/// <see cref="MarketEventQueue"/> with its own overflow policy.
/// </summary>
public sealed class MarketEventFanOut : IMarketEventSink
{
    private readonly IMarketEventSink[] sinks;

    /// <summary>Creates the fan-out.</summary>
    /// <param name="sinks">At least one sink.</param>
    public MarketEventFanOut(params ReadOnlySpan<IMarketEventSink> sinks)
    {
        if (sinks.Length == 0)
        {
            throw new ArgumentException("A fan-out needs at least one sink.", nameof(sinks));
        }

        this.sinks = sinks.ToArray();
    }

    /// <inheritdoc/>
    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        foreach (IMarketEventSink sink in sinks)
        {
            sink.OnEvents(events);
        }
    }

    /// <inheritdoc/>
    public void OnBars(ReadOnlySpan<Bar> bars)
    {
        foreach (IMarketEventSink sink in sinks)
        {
            sink.OnBars(bars);
        }
    }
}
