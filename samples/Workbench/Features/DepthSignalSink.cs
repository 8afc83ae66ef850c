using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;

namespace Trading.Sdk.Workbench.Features;

/// <summary>
/// Takes a depth snapshot with the first depth message of each interval, at that message's time, and keeps the mid prices.
/// </summary>
internal sealed class DepthSignalSink(SessionBook book, DepthAnalyzer analyzer) : IMarketEventSink
{
    private long _time;

    public List<DepthSignal> Signals { get; } = [];

    public List<long> PriceTimes { get; } = [];

    public List<double> Prices { get; } = [];

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        int start = 0;
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i].IsEndOfMessage)
            {
                OnMessage(events[start..(i + 1)]);
                start = i + 1;
            }
        }
    }

    private void OnMessage(ReadOnlySpan<MarketEvent> message)
    {
        long time = Math.Max(_time, message[^1].ExchangeTime);
        _time = time;
        book.Apply(message);
        if (message[^1].Kind == MarketEventKind.Trade || !book.TryGetTouch(out DepthLevel bid, out DepthLevel ask))
        {
            return;
        }

        PriceTimes.Add(time);
        Prices.Add((bid.Price + ask.Price) * 0.5);
        if (analyzer.TryUpdate(book, time, out DepthSignal signal))
        {
            Signals.Add(signal);
        }
    }
}
