using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>The bars of one kind and size, cut once for all the sources of an engine that look at them.</summary>
internal sealed class SharedBars(BarOptions options, Instrument instrument)
{
    private readonly BarBuilder _builder = new(options, instrument.Id);
    private readonly List<IBarListener> _listeners = [];

    public BarOptions Options => options;

    public void Add(IBarListener listener) => _listeners.Add(listener);

    public void OnTrade(in TradeTick trade)
    {
        if (_builder.Update(trade, out Bar bar))
        {
            Tell(bar);
        }
    }

    /// <summary>Closes the bar that is over by a time.</summary>
    public void Advance(long time)
    {
        if (_builder.Advance(time, out Bar bar))
        {
            Tell(bar);
        }
    }

    public void Reset() => _builder.Reset();

    private void Tell(in Bar bar)
    {
        PriceBar prices = PriceBar.Of(bar, instrument);
        foreach (IBarListener listener in _listeners)
        {
            listener.OnBar(prices);
        }
    }
}
