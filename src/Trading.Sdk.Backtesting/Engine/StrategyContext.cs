using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Risk;

namespace Trading.Sdk.Backtesting;

/// <summary>What a strategy may see and do at a decision time. Every order passes the risk gate.</summary>
public sealed class StrategyContext
{
    private readonly IDepthBook? book;
    private readonly IOrderExecution execution;
    private readonly RiskGate? gate;
    private readonly Action<RiskDecision> record;

    internal StrategyContext(Instrument instrument, IDepthBook? book, IOrderExecution execution, RiskGate? gate, Action<RiskDecision> record)
    {
        Instrument = instrument;
        this.book = book;
        this.execution = execution;
        this.gate = gate;
        this.record = record;
    }

    /// <summary>The instrument traded.</summary>
    public Instrument Instrument { get; }

    /// <summary>The decision time, nanoseconds since 1970 on the clock of the run.</summary>
    public long Time { get; internal set; }

    /// <summary>Time of the newest data, on the same clock.</summary>
    public long DataTime { get; internal set; }

    /// <summary>Mid price of the book, or close of the bar, in price increments.</summary>
    public double ReferencePrice { get; internal set; }

    /// <summary>True when the run has a book; false on bars.</summary>
    public bool HasBook => book is not null;

    /// <summary>The book as of <see cref="Time"/>.</summary>
    /// <exception cref="InvalidOperationException">The run is on bars.</exception>
    public IDepthBook Book => book ?? throw new InvalidOperationException("A run on bars has no order book.");

    /// <summary>Signed position in lots, as known at <see cref="Time"/>.</summary>
    public long Position => execution.Position;

    /// <summary>Cash plus the position at <see cref="ReferencePrice"/>, as known at <see cref="Time"/>.</summary>
    public decimal Equity => execution.Equity;

    /// <summary>Value of one lot at <see cref="ReferencePrice"/>, in the account's currency.</summary>
    public double LotValue => ReferencePrice * (double)execution.UnitValue;

    /// <summary>Orders not known to be done.</summary>
    public IReadOnlyList<Order> ActiveOrders => execution.ActiveOrders;

    /// <summary>Sends a market order for a signed quantity, or what the risk gate leaves of it.</summary>
    /// <param name="quantity">Lots: positive buys, negative sells; 0 does nothing.</param>
    /// <returns>The order, or null when the gate rejected it or there was nothing to do.</returns>
    public Order? TradeAtMarket(long quantity) => Trade(quantity, OrderType.Market);

    /// <summary>Sends a limit order for a signed quantity, or what the risk gate leaves of it.</summary>
    /// <param name="quantity">Lots: positive buys, negative sells; 0 does nothing.</param>
    /// <param name="limitPrice">Limit in price increments.</param>
    public Order? TradeAtLimit(long quantity, long limitPrice) => Trade(quantity, OrderType.Limit, limitPrice);

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

    /// <summary>Sends an order of any type for a signed quantity, or what the risk gate leaves of it.</summary>
    /// <param name="quantity">Lots: positive buys, negative sells; 0 does nothing.</param>
    /// <param name="type">How it wants to be filled.</param>
    /// <param name="limitPrice">Limit in price increments, for types that have one.</param>
    /// <param name="stopPrice">Stop in price increments, for types that have one.</param>
    /// <returns>The order, or null when the gate rejected it or there was nothing to do.</returns>
    public Order? Trade(long quantity, OrderType type, long limitPrice = 0, long stopPrice = 0)
    {
        if (quantity == 0)
        {
            return null;
        }

        Side side = quantity > 0 ? Side.Bid : Side.Ask;
        if (gate is not null)
        {
            if (!(LotValue > 0))
            {
                return null;
            }

            RiskDecision decision = gate.Check(
                quantity,
                new RiskContext(Time, DataTime, execution.WorstPosition(side), LotValue, (double)execution.Equity, InstrumentId: Instrument.Id));
            record(decision);
            quantity = decision.Allowed;
            if (quantity == 0)
            {
                return null;
            }
        }

        return execution.Submit(side, type, Math.Abs(quantity), Time, limitPrice, stopPrice);
    }
}
