using Trading.Sdk.MarketData;

namespace Trading.Sdk.Execution;

/// <summary>
/// Executes orders on bars. An order sent at a close meets the next bar, never the one it was decided on: a market order fills at its
/// open, limits and stops by <see cref="BarFillRule"/>. Not thread-safe.
/// </summary>
/// <remarks>
/// Immediate-or-cancel and fill-or-kill look at the open alone; post-only is rejected when the open would take. A stop-limit reached within a bar
/// fills when the price at which it was reached is within its limit, else it waits as a limit.
/// </remarks>
public sealed class BarExecution : IOrderExecution
{
    private readonly BarExecutionOptions options;
    private readonly Account account;
    private readonly List<Order> active = [];
    private readonly List<Fill> fills = [];
    private readonly double[] returns;
    private int returnCount;
    private long nextId = 1, lastClose;

    /// <summary>Creates the execution.</summary>
    /// <param name="instrument">The instrument of the bars.</param>
    /// <param name="options">Assumptions.</param>
    public BarExecution(Instrument instrument, BarExecutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        this.options = options ?? new BarExecutionOptions();
        this.options.Validate();
        account = new Account(instrument, this.options.InitialCash, this.options.BorrowRatePerYear);
        returns = new double[this.options.ImpactWindow];
    }

    /// <inheritdoc/>
    public long Position => account.Position;

    /// <summary>Money, exact.</summary>
    public decimal Cash => account.Cash;

    /// <summary>Cash plus the position at the last close.</summary>
    public decimal Equity => account.Cash + (account.Position * (decimal)lastClose * account.UnitValue);

    /// <inheritdoc/>
    public decimal UnitValue => account.UnitValue;

    /// <inheritdoc/>
    public IReadOnlyList<Order> ActiveOrders => active;

    /// <summary>All fills, oldest first.</summary>
    public IReadOnlyList<Fill> Fills => fills;

    /// <summary>Cost of borrowing so far, oldest first.</summary>
    public IReadOnlyList<CashFlow> CashFlows => account.Flows;

    /// <summary>Fees paid so far.</summary>
    public decimal FeesPaid => account.FeesPaid;

    /// <summary>Largest difference so far between <see cref="Cash"/> and the sum of fills, fees and flows: 0, or the accounting is wrong.</summary>
    public decimal ConservationError => account.ConservationError;

    /// <inheritdoc/>
    public Order Submit(Side side, OrderType type, long quantity, long time, long limitPrice = 0, long stopPrice = 0)
    {
        if (side is not (Side.Bid or Side.Ask))
        {
            throw new ArgumentOutOfRangeException(nameof(side), side, "An order buys (Bid) or sells (Ask).");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        long limit = type is OrderType.Market or OrderType.Stop ? 0 : limitPrice;
        long stop = type is OrderType.Stop or OrderType.StopLimit ? stopPrice : 0;
        var order = new Order(nextId++, side, type, quantity, limit, stop, time, lastClose == 0 ? double.NaN : lastClose) { ArrivalTime = time };
        active.Add(order);
        return order;
    }

    /// <inheritdoc/>
    public void Cancel(Order order, long time)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (active.Remove(order))
        {
            Move(order, OrderState.Cancelled);
        }
    }

    /// <inheritdoc/>
    public long WorstPosition(Side side)
    {
        long position = Position;
        foreach (Order order in active)
        {
            position += order.Side == side ? side.Sign() * order.Remaining : 0;
        }

        return position;
    }

    /// <summary>A bar has closed: the orders sent before it meet it, in the order in which they were sent.</summary>
    /// <param name="bar">The bar, later than the one before.</param>
    public void OnBar(in Bar bar)
    {
        account.Accrue(bar.OpenTime, 2 * bar.Open);
        for (int i = 0; i < active.Count; i++)
        {
            Meet(active[i], in bar);
        }

        active.RemoveAll(static o => o.IsDone);
        account.Accrue(bar.CloseTime, 2 * bar.Close);
        if (lastClose > 0 && bar.Close > 0)
        {
            returns[returnCount++ % returns.Length] = Math.Log((double)bar.Close / lastClose);
        }

        lastClose = bar.Close;
    }

    private void Meet(Order order, in Bar bar)
    {
        bool takesAtOpen = order.Type == OrderType.Market || (order.LimitPrice != 0 && order.StopPrice == 0 && (order.Side == Side.Bid ? bar.Open <= order.LimitPrice : bar.Open >= order.LimitPrice));
        switch (order.Type)
        {
            case OrderType.Market:
                Fill(order, Slipped(order, bar.Open, in bar), FillReason.BarOpen, in bar);
                break;
            case OrderType.ImmediateOrCancel or OrderType.FillOrKill:
                if (takesAtOpen)
                {
                    Fill(order, bar.Open, FillReason.BarOpen, in bar);
                }
                else
                {
                    order.Rejection = order.Type == OrderType.FillOrKill ? OrderRejection.NotWhole : OrderRejection.None;
                    Move(order, order.Type == OrderType.FillOrKill ? OrderState.Rejected : OrderState.Cancelled);
                }

                break;
            case OrderType.PostOnly when takesAtOpen && order.State == OrderState.Sent:
                order.Rejection = OrderRejection.WouldTake;
                Move(order, OrderState.Rejected);
                break;
            case OrderType.Stop:
                MeetStop(order, in bar);
                break;
            case OrderType.StopLimit when order.State is OrderState.Sent or OrderState.Armed:
                MeetStopLimit(order, in bar);
                break;
            default:
                Rest(order, OrderState.Open);
                if (BarFillRule.TryFill(order.Side, OrderType.Limit, order.LimitPrice, bar.Open, bar.High, bar.Low, out long price))
                {
                    Fill(order, price, price == bar.Open ? FillReason.BarOpen : FillReason.WithinBar, in bar);
                }

                break;
        }
    }

    private void MeetStop(Order order, in Bar bar)
    {
        if (BarFillRule.TryFill(order.Side, OrderType.Stop, order.StopPrice, bar.Open, bar.High, bar.Low, out long price))
        {
            Fill(order, Slipped(order, price, in bar), FillReason.StopReached, in bar);
        }
        else
        {
            Rest(order, OrderState.Armed);
        }
    }

    private void MeetStopLimit(Order order, in Bar bar)
    {
        if (!BarFillRule.TryFill(order.Side, OrderType.Stop, order.StopPrice, bar.Open, bar.High, bar.Low, out long price))
        {
            Rest(order, OrderState.Armed);
        }
        else if (order.Side == Side.Bid ? price <= order.LimitPrice : price >= order.LimitPrice)
        {
            Fill(order, price, FillReason.StopReached, in bar);
        }
        else
        {
            Rest(order, OrderState.Open);
        }
    }

    private static void Rest(Order order, OrderState state)
    {
        if (order.State != state)
        {
            Move(order, state);
        }
    }

    private static void Move(Order order, OrderState state, long filled = 0)
    {
        order.MoveOnVenue(state);
        order.Learn(state, filled);
    }

    /// <summary>The price made worse by slippage and impact, rounded against the order.</summary>
    private long Slipped(Order order, long price, in Bar bar)
    {
        decimal fraction = options.Slippage;
        if (options.ImpactCoefficient > 0 && bar.Volume > 0 && returnCount >= 2)
        {
            fraction += (decimal)(options.ImpactCoefficient * Volatility() * Math.Sqrt((double)order.Remaining / bar.Volume));
        }

        decimal slipped = price * (1 + (order.Side.Sign() * fraction));
        return (long)(order.Side == Side.Bid ? decimal.Ceiling(slipped) : decimal.Floor(slipped));
    }

    private double Volatility()
    {
        int count = Math.Min(returnCount, returns.Length);
        double mean = 0, squares = 0;
        for (int i = 0; i < count; i++)
        {
            mean += returns[i] / count;
        }

        for (int i = 0; i < count; i++)
        {
            squares += (returns[i] - mean) * (returns[i] - mean);
        }

        return Math.Sqrt(squares / (count - 1));
    }

    private void Fill(Order order, long price, FillReason reason, in Bar bar)
    {
        long quantity = order.Remaining, time = reason == FillReason.BarOpen ? bar.OpenTime : bar.CloseTime - 1;
        bool maker = order.Type is OrderType.Limit or OrderType.PostOnly && reason == FillReason.WithinBar;
        decimal fee = options.Fees.Of(Math.Abs(price * (decimal)quantity * UnitValue), quantity, maker);
        account.Trade(order.Side, price, quantity, fee);
        Move(order, OrderState.Filled, quantity);
        fills.Add(new Fill
        {
            OrderId = order.Id,
            Side = order.Side,
            Price = price,
            Quantity = quantity,
            Time = time,
            KnownTime = bar.CloseTime,
            EntryLatency = time - order.DecisionTime,
            Fee = fee,
            Reason = reason,
            ReferencePrice = order.ReferencePrice,
        });
    }
}
