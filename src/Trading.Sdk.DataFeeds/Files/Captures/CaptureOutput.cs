using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Where the decoders of captures put events: gathers a message and hands it on. Without a sink (first pass) only the decimal grids are found.</summary>
internal sealed class CaptureOutput(Dictionary<string, CaptureInstrument> instruments, ImportCounters counters, IMarketEventSink? sink)
{
    private readonly List<MarketEvent> pending = [];

    public ImportCounters Counters => counters;

    public bool IsMeasuring => sink is null;

    /// <summary>Where whole messages go; null on the first pass.</summary>
    public IMarketEventSink? Sink => sink;

    public CaptureInstrument Symbol(string name)
    {
        if (name.Length == 0)
        {
            throw new MarketDataFormatException("a symbol is empty");
        }

        if (!instruments.TryGetValue(name, out CaptureInstrument? instrument))
        {
            instruments.Add(name, instrument = new CaptureInstrument(name, instruments.Count + 1));
        }

        return instrument;
    }

    public void Clear(CaptureInstrument symbol, long exchangeTime, long receiveTime, long sequence = 0, MarketEventFlags flags = MarketEventFlags.Snapshot) =>
        pending.Add(MarketEvent.Clear(symbol.Id, exchangeTime, flags, sequence) with { ReceiveTime = receiveTime });

    public void Level(CaptureInstrument symbol, Side side, long price, long quantity, long exchangeTime, long receiveTime, long sequence = 0, bool snapshot = false)
    {
        counters.LevelUpdates += snapshot ? 0 : 1;
        pending.Add(MarketEvent.Level(symbol.Id, side, price, quantity, exchangeTime, sequence, snapshot ? MarketEventFlags.Snapshot : MarketEventFlags.None) with { ReceiveTime = receiveTime });
    }

    public void Add(in MarketEvent marketEvent)
    {
        counters.Trades += marketEvent.Kind == MarketEventKind.Trade ? 1 : 0;
        counters.OrderEvents += marketEvent.Kind is >= MarketEventKind.OrderAdd and <= MarketEventKind.OrderExecute && !marketEvent.IsSnapshot ? 1 : 0;
        pending.Add(marketEvent);
    }

    /// <summary>Ends the message and hands it on; nothing happens when it is empty.</summary>
    public void End()
    {
        if (pending.Count > 0 && sink is not null)
        {
            pending[^1] = pending[^1] with { Flags = pending[^1].Flags | MarketEventFlags.EndOfMessage };
            sink.OnEvents(CollectionsMarshal.AsSpan(pending));
        }

        pending.Clear();
    }
}
