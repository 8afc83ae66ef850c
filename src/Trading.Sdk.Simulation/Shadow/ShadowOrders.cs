using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>
/// Passive orders that the market does not see, judged from a public level-2 stream under a stated fill model: what resting there would have
/// given. Works on recordings and live feeds as on simulations. An order takes part from its arrival, the latency after it was placed, and queues behind
/// everything displayed at its price then; it never fills by crossing the spread, and orders do not compete with each other.
/// </summary>
public sealed class ShadowOrders : IMarketEventSink
{
    private readonly FillModel _model;
    private readonly LatencyModel _latency;
    private readonly SimulationRandom _random;
    private readonly Action<ShadowFill> _onFill;
    private readonly Dictionary<(Side Side, long Price), Level> _levels = [];
    private readonly List<Order> _orders = [];
    private long _lastId;
    private long _now = long.MinValue;

    /// <summary>Makes an empty set.</summary>
    /// <param name="model">When orders fill.</param>
    /// <param name="latency">Time from placing or cancelling to its effect; null = none.</param>
    /// <param name="onFill">Hears each fill.</param>
    /// <param name="seed">Seed of the latency's draws. Default 1.</param>
    public ShadowOrders(FillModel model, LatencyModel? latency, Action<ShadowFill> onFill, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(onFill);
        if (!Enum.IsDefined(model))
        {
            throw new ArgumentOutOfRangeException(nameof(model), model, "There is no such fill model.");
        }

        _model = model;
        _latency = latency ?? LatencyModel.None;
        _onFill = onFill;
        _random = new SimulationRandom(seed);
    }

    /// <summary>Orders open or on their way.</summary>
    public int OpenOrders => _orders.Count;

    /// <summary>Places an order.</summary>
    /// <param name="side">Bid or Ask.</param>
    /// <param name="priceTicks">Price.</param>
    /// <param name="quantityLots">Quantity, above 0.</param>
    /// <param name="time">Time of the decision, nanoseconds since 1970.</param>
    /// <returns>The order's id.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Side or quantity are outside their range.</exception>
    public long Place(Side side, long priceTicks, long quantityLots, long time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantityLots);
        if (side is not (Side.Bid or Side.Ask))
        {
            throw new ArgumentOutOfRangeException(nameof(side), side, "Bid or Ask.");
        }

        _orders.Add(new Order { Id = ++_lastId, Side = side, Price = priceTicks, Lots = quantityLots, From = time + _latency.NextNanos(_random), Until = long.MaxValue, Ahead = -1 });
        return _lastId;
    }

    /// <summary>Asks to cancel; until the request arrives the order may still fill.</summary>
    /// <returns>False when the order is not open.</returns>
    public bool Cancel(long orderId, long time)
    {
        int index = _orders.FindIndex(o => o.Id == orderId);
        if (index < 0)
        {
            return false;
        }

        _orders[index] = _orders[index] with { Until = time + _latency.NextNanos(_random) };
        return true;
    }

    /// <summary>Displayed lots before an order; 0 when it is next, -1 when it has not arrived or is not open.</summary>
    public double LotsAhead(long orderId)
    {
        int index = _orders.FindIndex(o => o.Id == orderId);
        return index < 0 ? -1 : _orders[index].Ahead;
    }

    /// <inheritdoc/>
    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        foreach (ref readonly MarketEvent e in events)
        {
            if (e.ExchangeTime > _now)
            {
                _now = e.ExchangeTime;
                ArriveAndLeave();
            }

            switch (e.Kind)
            {
                case MarketEventKind.Clear:
                    _levels.Clear();
                    break;
                case MarketEventKind.Level:
                    OnLevel(e.Side, e.Price, e.Quantity);
                    break;
                case MarketEventKind.Trade when e.Side != Side.None:
                    OnTrade(e.Side.Opposite(), e.Price, e.Quantity);
                    break;
            }
        }
    }

    private void ArriveAndLeave()
    {
        for (int i = _orders.Count - 1; i >= 0; i--)
        {
            Order order = _orders[i];
            if (order.Until < _now)
            {
                _orders.RemoveAt(i);
            }
            else if (order.Ahead < 0 && order.From < _now)
            {
                _orders[i] = order with { Ahead = _levels.GetValueOrDefault((order.Side, order.Price)).Quantity };
            }
        }
    }

    private void OnLevel(Side side, long price, long quantity)
    {
        Level before = _levels.GetValueOrDefault((side, price));
        if (quantity == 0)
        {
            _levels.Remove((side, price));
        }
        else
        {
            _levels[(side, price)] = new Level { Quantity = quantity };
        }

        // What trades do not explain was cancelled.
        double cancelled = Math.Max(0, before.Quantity - before.Traded - quantity);
        for (int i = 0; i < _orders.Count; i++)
        {
            Order order = _orders[i];
            if (order.Side != side || order.Price != price || order.Ahead <= 0)
            {
                continue;
            }

            double standing = before.Quantity - before.Traded;
            double ahead = _model == FillModel.QueueProportional && standing > 0 ? order.Ahead - (cancelled * Math.Min(1.0, order.Ahead / standing)) : order.Ahead;
            _orders[i] = order with { Ahead = Math.Clamp(ahead, 0.0, quantity) };
        }
    }

    private void OnTrade(Side resting, long price, long quantity)
    {
        if (_levels.TryGetValue((resting, price), out Level level))
        {
            _levels[(resting, price)] = level with { Traded = level.Traded + quantity };
        }

        for (int i = _orders.Count - 1; i >= 0; i--)
        {
            Order order = _orders[i];
            if (order.Side != resting || order.Ahead < 0)
            {
                continue;
            }

            long through = (order.Price - price) * resting.Sign();
            double filled = through switch
            {
                < 0 => 0,
                > 0 => order.Lots,
                _ => _model switch
                {
                    FillModel.TradeThrough => 0,
                    FillModel.Touch => Math.Min(order.Lots, quantity),
                    _ => Math.Clamp(quantity - order.Ahead, 0, order.Lots),
                },
            };
            long lots = (long)filled;
            order = order with { Lots = order.Lots - lots, Ahead = through == 0 ? Math.Max(0, order.Ahead - quantity) : order.Ahead };
            if (order.Lots == 0)
            {
                _orders.RemoveAt(i);
            }
            else
            {
                _orders[i] = order;
            }

            if (lots > 0)
            {
                _onFill(new ShadowFill(order.Id, order.Side, order.Price, lots, order.Lots, _now));
            }
        }
    }

    private record struct Level
    {
        public long Quantity;
        public long Traded;
    }

    private record struct Order
    {
        public long Id;
        public Side Side;
        public long Price;
        public long Lots;
        public long From;
        public long Until;
        public double Ahead;
    }
}
