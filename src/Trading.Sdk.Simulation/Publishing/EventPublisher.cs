using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>Turns what the engine does into the venue's two public streams: order by order, and price levels with trades.</summary>
internal sealed class EventPublisher
{
    private const int FlushAt = 1024;

    private readonly MatchingEngine _book;
    private readonly int _instrumentId;
    private readonly LatencyModel _latency;
    private readonly SimulationRandom _random;
    private readonly LevelChanges _changes = new();
    private readonly EventBuffer _orders;
    private readonly EventBuffer _levels;
    private readonly bool _isConflated;
    private long _lastReceive;

    public EventPublisher(MatchingEngine book, SimulationOptions options, SimulationRandom random, IMarketEventSink? levelSink, IMarketEventSink? orderSink)
    {
        _book = book;
        _instrumentId = options.Instrument.Id;
        _latency = options.FeedLatency;
        _random = random;
        _isConflated = options.LevelInterval > TimeSpan.Zero;
        _orders = new EventBuffer(orderSink, FlushAt);
        _levels = new EventBuffer(levelSink, FlushAt);
    }

    /// <summary>While muted nothing is published: the opening book appears as a snapshot.</summary>
    public bool IsMuted { get; set; } = true;

    public long OrderEvents => _orders.Count;

    public long LevelEvents => _levels.Count;

    public void Added(long orderId, Side side, long price, long quantity)
    {
        if (!IsMuted)
        {
            _orders.Add(Event(MarketEventKind.OrderAdd, side, price, quantity, orderId));
            Changed(side, price);
        }
    }

    public void Reduced(long orderId, Side side, long price, long quantity)
    {
        if (!IsMuted)
        {
            _orders.Add(Event(MarketEventKind.OrderModify, side, price, quantity, orderId));
            Changed(side, price);
        }
    }

    public void Removed(long orderId, Side side, long price, long quantity)
    {
        if (!IsMuted)
        {
            _orders.Add(Event(MarketEventKind.OrderDelete, side, price, quantity, orderId));
            Changed(side, price);
        }
    }

    public void Traded(in MatchedTrade trade)
    {
        if (IsMuted)
        {
            return;
        }

        Side makerSide = trade.AggressorSide.Opposite();
        MarketEvent print = Event(MarketEventKind.Trade, trade.AggressorSide, trade.PriceTicks, trade.QuantityLots, trade.TradeId);
        _orders.Add(print);
        _orders.Add(Event(MarketEventKind.OrderExecute, makerSide, trade.PriceTicks, trade.QuantityLots, trade.MakerOrderId));
        // On a level stream the print is a message of its own and comes before the levels it changes, as on venues.
        _levels.Add(print);
        Changed(makerSide, trade.PriceTicks);
    }

    /// <summary>Ends the messages of one command.</summary>
    public void EndCommand(long now)
    {
        if (!_orders.HasOpenMessage && !_levels.HasOpenMessage && _changes.IsEmpty)
        {
            return;
        }

        long receive = _lastReceive = Math.Max(_lastReceive, now + _latency.NextNanos(_random));
        _orders.EndMessage(now, receive);
        _levels.EndEachAsMessage(now, receive);
        if (!_isConflated)
        {
            PublishLevels(now, receive);
        }
    }

    /// <summary>Ends a conflation interval: publishes the levels that changed in it.</summary>
    public void EndInterval(long now)
    {
        if (!_changes.IsEmpty)
        {
            PublishLevels(now, _lastReceive = Math.Max(_lastReceive, now + _latency.NextNanos(_random)));
        }
    }

    /// <summary>The whole book as a message: <see cref="MarketEventKind.Clear"/>, then its orders and its levels.</summary>
    public void Snapshot(long now)
    {
        long receive = _lastReceive = Math.Max(_lastReceive, now + _latency.NextNanos(_random));
        _changes.Clear();
        _orders.Add(Event(MarketEventKind.Clear, Side.None, 0, 0, 0));
        _levels.Add(Event(MarketEventKind.Clear, Side.None, 0, 0, 0));
        Snapshot(Side.Bid);
        Snapshot(Side.Ask);
        _orders.EndMessage(now, receive, MarketEventFlags.Snapshot);
        _levels.EndMessage(now, receive, MarketEventFlags.Snapshot);
    }

    public void Flush()
    {
        _orders.Flush();
        _levels.Flush();
    }

    private void Snapshot(Side side)
    {
        for (bool more = _book.TryGetBest(side, out DepthLevel level); more; more = _book.TryGetNext(side, level.Price, out level))
        {
            _levels.Add(Event(MarketEventKind.Level, side, level.Price, level.Quantity, 0) with { Count = level.OrderCount });
            if (_orders.IsWanted)
            {
                var queue = new long[level.OrderCount];
                _book.CopyQueue(side, level.Price, queue);
                foreach (long id in queue)
                {
                    _book.TryGetOrder(id, out _, out _, out long displayed, out _);
                    _orders.Add(Event(MarketEventKind.OrderAdd, side, level.Price, displayed, id));
                }
            }
        }
    }

    private void PublishLevels(long now, long receive)
    {
        if (_levels.IsWanted)
        {
            foreach (LevelChanges.Change change in _changes.Items)
            {
                long quantity = _book.DisplayedAt(change.Side, change.Price);
                _levels.Add(Event(MarketEventKind.Level, change.Side, change.Price, quantity, 0) with { Count = quantity == 0 ? 0 : _book.OrdersAt(change.Side, change.Price) });
            }

            _levels.EndMessage(now, receive);
        }

        _changes.Clear();
    }

    private void Changed(Side side, long price)
    {
        if (_levels.IsWanted)
        {
            _changes.Add(side, price);
        }
    }

    private MarketEvent Event(MarketEventKind kind, Side side, long price, long quantity, long id) => new()
    {
        Kind = kind,
        Side = side,
        InstrumentId = _instrumentId,
        Price = price,
        Quantity = quantity,
        Id = id,
    };
}
