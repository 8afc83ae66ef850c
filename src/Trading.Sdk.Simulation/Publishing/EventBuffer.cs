using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>One public stream: gathers the events of a message, stamps them when it ends, hands whole messages to the sink in batches.</summary>
internal sealed class EventBuffer
{
    private readonly IMarketEventSink? _sink;
    private readonly int _flushAt;
    private MarketEvent[] _events;
    private int _used;
    private int _messageStart;
    private long _sequence;

    public EventBuffer(IMarketEventSink? sink, int flushAt)
    {
        _sink = sink;
        _flushAt = flushAt;
        _events = new MarketEvent[sink is null ? 0 : flushAt * 2];
    }

    public bool IsWanted => _sink is not null;

    public long Count { get; private set; }

    public bool HasOpenMessage => _used > _messageStart;

    public void Add(in MarketEvent marketEvent)
    {
        if (_sink is null)
        {
            return;
        }

        if (_used == _events.Length)
        {
            Array.Resize(ref _events, _used * 2);
        }

        _events[_used++] = marketEvent;
    }

    public void EndMessage(long exchangeTime, long receiveTime, MarketEventFlags flags = MarketEventFlags.None)
    {
        if (HasOpenMessage)
        {
            _sequence++;
            for (int i = _messageStart; i < _used; i++)
            {
                Stamp(ref _events[i], exchangeTime, receiveTime, i == _used - 1 ? flags | MarketEventFlags.EndOfMessage : flags);
            }

            Close();
        }
    }

    /// <summary>Ends the open events as one message each.</summary>
    public void EndEachAsMessage(long exchangeTime, long receiveTime)
    {
        if (HasOpenMessage)
        {
            for (int i = _messageStart; i < _used; i++)
            {
                _sequence++;
                Stamp(ref _events[i], exchangeTime, receiveTime, MarketEventFlags.EndOfMessage);
            }

            Close();
        }
    }

    public void Flush()
    {
        if (_used > 0)
        {
            int count = _used;
            _used = _messageStart = 0;
            _sink!.OnEvents(_events.AsSpan(0, count));
        }
    }

    private void Stamp(ref MarketEvent e, long exchangeTime, long receiveTime, MarketEventFlags flags) =>
        e = e with { ExchangeTime = exchangeTime, ReceiveTime = receiveTime, Sequence = _sequence, Flags = flags };

    private void Close()
    {
        Count += _used - _messageStart;
        _messageStart = _used;
        if (_used >= _flushAt)
        {
            Flush();
        }
    }
}
