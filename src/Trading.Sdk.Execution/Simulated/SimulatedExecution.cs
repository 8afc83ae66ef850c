using Trading.Sdk.MarketData;

namespace Trading.Sdk.Execution;

/// <summary>
/// Executes orders against a recorded or live book without touching it: an order reaches the venue after the latency of the
/// model and meets the book as it is then; takers walk the levels; resting orders wait behind the quantity that stood at their
/// price and are filled by trades beyond it (risk-averse queue: cancellations are never assumed to be in front).
/// </summary>
/// <remarks>
/// Own fills do not change the market: quantities stay small against the book. Cash is a decimal and adds up exactly:
/// cash = initial − Σ side · price · quantity · multiplier − Σ fees. Not thread-safe.
/// </remarks>
public sealed class SimulatedExecution
{
    private readonly IDepthBook book;
    private readonly SimulatedExecutionOptions options;
    private readonly List<Order> active = [];
    private readonly List<Fill> fills = [];
    private readonly decimal unitValue;
    private long nextId = 1;

    /// <summary>Creates the execution.</summary>
    /// <param name="book">The book orders meet; updated by its owner before <see cref="OnEvents"/> is called with the same events.</param>
    /// <param name="options">Assumptions; default: no fees, 1 ms latency, no cash.</param>
    public SimulatedExecution(IDepthBook book, SimulatedExecutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(book);
        this.book = book;
        this.options = options ?? new SimulatedExecutionOptions();
        Cash = this.options.InitialCash;
        unitValue = book.Instrument.Price.Value * book.Instrument.Quantity.Value * book.Instrument.Multiplier;
    }

    /// <summary>Money, exact.</summary>
    public decimal Cash { get; private set; }

    /// <summary>Signed position in lots.</summary>
    public long Position { get; private set; }

    /// <summary>Fees paid so far.</summary>
    public decimal FeesPaid { get; private set; }

    /// <summary>All fills so far, oldest first.</summary>
    public IReadOnlyList<Fill> Fills => fills;

    /// <summary>Orders that are not done, oldest first.</summary>
    public IReadOnlyList<Order> ActiveOrders => active;

    /// <summary>Value of one price increment for one lot, in the account's currency.</summary>
    public decimal UnitValue => unitValue;

    /// <summary>Position plus the remaining quantity of active orders on its way to the worst case of a side.</summary>
    /// <param name="side">The side whose orders are assumed filled.</param>
    public long WorstPosition(Side side)
    {
        long position = Position;
        foreach (Order order in active)
        {
            position += order.Side == side ? side.Sign() * order.Remaining : 0;
        }

        return position;
    }

    /// <summary>Cash plus the position at the mid price; at the last known mid when a side is empty.</summary>
    public decimal Equity
    {
        get
        {
            if (book.TryGetTouch(out DepthLevel bid, out DepthLevel ask))
            {
                lastTwiceMid = bid.Price + ask.Price;
            }

            return Cash + (Position * (decimal)lastTwiceMid / 2 * unitValue);
        }
    }

    private long lastTwiceMid;

    /// <summary>Sends an order; it arrives at the venue after the latency.</summary>
    /// <param name="side">Buy or sell.</param>
    /// <param name="type">How it wants to be filled.</param>
    /// <param name="quantity">Lots, greater than 0.</param>
    /// <param name="time">Time of the decision, nanoseconds since 1970.</param>
    /// <param name="limitPrice">Limit in price increments; ignored for market orders.</param>
    public Order Submit(Side side, OrderType type, long quantity, long time, long limitPrice = 0)
    {
        if (side is not (Side.Bid or Side.Ask))
        {
            throw new ArgumentOutOfRangeException(nameof(side), side, "An order buys (Bid) or sells (Ask).");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        var order = new Order(nextId++, side, type, quantity, type == OrderType.Market ? 0 : limitPrice, time, book.Mid())
        {
            ArrivalTime = time + options.Latency.OrderEntry(time),
        };
        active.Add(order);
        return order;
    }

    /// <summary>Cancels an order on the venue after the latency; until then it can be filled.</summary>
    public void Cancel(Order order, long time)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (!order.IsDone)
        {
            cancels.Add((order, time + options.Latency.OrderEntry(time)));
        }
    }

    private readonly List<(Order Order, long Time)> cancels = [];

    /// <summary>
    /// Tells of events that the book has just taken: orders that arrived before them are executed at the book's state,
    /// trades move the queues.
    /// </summary>
    /// <param name="events">Whole messages.</param>
    /// <param name="time">The venue's time now; orders with an earlier or equal arrival are on the venue.</param>
    public void OnEvents(ReadOnlySpan<MarketEvent> events, long time)
    {
        if (active.Count == 0)
        {
            return;
        }

        foreach ((Order order, long at) in cancels)
        {
            if (at <= time && !order.IsDone)
            {
                order.State = OrderState.Cancelled;
            }
        }

        cancels.RemoveAll(static c => c.Order.IsDone);
        foreach (ref readonly MarketEvent e in events)
        {
            if (e.Kind == MarketEventKind.Trade && e.InstrumentId == book.Instrument.Id)
            {
                OnTrade(e);
            }
        }

        for (int i = 0; i < active.Count; i++)
        {
            Order order = active[i];
            if (order.State == OrderState.Sent && order.ArrivalTime <= time)
            {
                Arrive(order, time);
            }
            else if (order.State is OrderState.Open or OrderState.PartiallyFilled)
            {
                MeetBook(order, time);
            }
        }

        active.RemoveAll(static o => o.IsDone);
    }

    private void Arrive(Order order, long time)
    {
        Take(order, time, FillReason.TookLiquidity);
        if (order.IsDone)
        {
            return;
        }

        if (order.Type == OrderType.Limit)
        {
            order.State = order.Filled > 0 ? OrderState.PartiallyFilled : OrderState.Open;
            order.QueueAhead = book.QuantityAt(order.Side, order.LimitPrice);
        }
        else
        {
            order.State = OrderState.Cancelled;
        }
    }

    private void MeetBook(Order order, long time)
    {
        // A resting order never waits behind more than what still stands at its price.
        order.QueueAhead = Math.Min(order.QueueAhead, book.QuantityAt(order.Side, order.LimitPrice));
        bool crossed = book.TryGetBest(order.Side.Opposite(), out DepthLevel best)
            && (order.Side == Side.Bid ? best.Price <= order.LimitPrice : best.Price >= order.LimitPrice);
        if (crossed)
        {
            FillOrder(order, order.LimitPrice, order.Remaining, time, FillReason.PriceCrossed, options.Fees.Maker);
        }
    }

    private void OnTrade(in MarketEvent trade)
    {
        foreach (Order order in active)
        {
            if (order.State is not (OrderState.Open or OrderState.PartiallyFilled) || order.Side == trade.Side)
            {
                continue;
            }

            bool through = order.Side == Side.Bid ? trade.Price < order.LimitPrice : trade.Price > order.LimitPrice;
            if (through)
            {
                FillOrder(order, order.LimitPrice, order.Remaining, trade.ExchangeTime, FillReason.PriceCrossed, options.Fees.Maker);
            }
            else if (trade.Price == order.LimitPrice)
            {
                long beyond = trade.Quantity - order.QueueAhead;
                order.QueueAhead = Math.Max(0, order.QueueAhead - trade.Quantity);
                if (beyond > 0)
                {
                    FillOrder(order, order.LimitPrice, Math.Min(beyond, order.Remaining), trade.ExchangeTime, FillReason.QueueReached, options.Fees.Maker);
                }
            }
        }
    }

    private void Take(Order order, long time, FillReason reason)
    {
        Side from = order.Side.Opposite();
        bool any = book.TryGetBest(from, out DepthLevel level);
        while (any && order.Remaining > 0)
        {
            if (order.Type != OrderType.Market && (order.Side == Side.Bid ? level.Price > order.LimitPrice : level.Price < order.LimitPrice))
            {
                break;
            }

            FillOrder(order, level.Price, Math.Min(level.Quantity, order.Remaining), time, reason, options.Fees.Taker);
            any = book.TryGetNext(from, level.Price, out level);
        }
    }

    private void FillOrder(Order order, long price, long quantity, long time, FillReason reason, decimal feeRate)
    {
        decimal value = price * (decimal)quantity * unitValue;
        decimal fee = Math.Abs(value) * feeRate;
        Cash -= (order.Side.Sign() * value) + fee;
        FeesPaid += fee;
        Position += order.Side.Sign() * quantity;
        order.Filled += quantity;
        order.State = order.Remaining == 0 ? OrderState.Filled : OrderState.PartiallyFilled;
        fills.Add(new Fill
        {
            OrderId = order.Id,
            Side = order.Side,
            Price = price,
            Quantity = quantity,
            Time = time,
            KnownTime = time + options.Latency.Response(time),
            Fee = fee,
            Reason = reason,
            QueueAhead = order.QueueAhead,
            ReferencePrice = order.ReferencePrice,
        });
    }
}
