using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Risk;

namespace Trading.Sdk.Backtesting;

/// <summary>What a strategy may see and do at a decision time. Every order passes the risk gate.</summary>
public sealed class StrategyContext
{
    private readonly SimulatedExecution execution;
    private readonly RiskGate? gate;
    private readonly Action<RiskDecision> record;

    internal StrategyContext(IDepthBook book, SimulatedExecution execution, RiskGate? gate, Action<RiskDecision> record)
    {
        Book = book;
        this.execution = execution;
        this.gate = gate;
        this.record = record;
    }

    /// <summary>The decision time, nanoseconds since 1970 on the venue's clock.</summary>
    public long Time { get; internal set; }

    /// <summary>Venue time of the newest event in the book.</summary>
    public long DataTime { get; internal set; }

    /// <summary>The book as of <see cref="Time"/>.</summary>
    public IDepthBook Book { get; }

    /// <summary>Signed position in lots.</summary>
    public long Position => execution.Position;

    /// <summary>Cash plus the position at the mid price.</summary>
    public decimal Equity => execution.Equity;

    /// <summary>Orders not yet done.</summary>
    public IReadOnlyList<Order> ActiveOrders => execution.ActiveOrders;

    /// <summary>Sends a market order for a signed quantity, or what the risk gate leaves of it.</summary>
    /// <param name="quantity">Lots: positive buys, negative sells; 0 does nothing.</param>
    /// <returns>The order, or null when the gate rejected it or there was nothing to do.</returns>
    public Order? TradeAtMarket(long quantity) => Submit(quantity, OrderType.Market, 0);

    /// <summary>Sends a limit order for a signed quantity, or what the risk gate leaves of it.</summary>
    /// <param name="quantity">Lots: positive buys, negative sells; 0 does nothing.</param>
    /// <param name="limitPrice">Limit in price increments.</param>
    public Order? TradeAtLimit(long quantity, long limitPrice) => Submit(quantity, OrderType.Limit, limitPrice);

    /// <summary>Cancels an order, after the latency.</summary>
    public void Cancel(Order order) => execution.Cancel(order, Time);

    /// <summary>Brings position plus orders under way to a target by market order.</summary>
    /// <param name="target">Signed target position in lots.</param>
    public Order? TradeTo(long target)
    {
        long pending = 0;
        foreach (Order order in execution.ActiveOrders)
        {
            pending += order.Side.Sign() * order.Remaining;
        }

        return TradeAtMarket(target - execution.Position - pending);
    }

    private Order? Submit(long quantity, OrderType type, long limitPrice)
    {
        if (quantity == 0)
        {
            return null;
        }

        Side side = quantity > 0 ? Side.Bid : Side.Ask;
        if (gate is not null)
        {
            double mid = Book.Mid();
            if (!(mid > 0))
            {
                return null;
            }

            RiskDecision decision = gate.Check(quantity, new RiskContext(Time, DataTime, execution.WorstPosition(side), mid * (double)execution.UnitValue, (double)execution.Equity));
            record(decision);
            quantity = decision.Allowed;
            if (quantity == 0)
            {
                return null;
            }
        }

        return execution.Submit(side, type, Math.Abs(quantity), Time, limitPrice);
    }
}
