using Trading.Sdk.MarketData;

namespace Trading.Sdk.Execution;

/// <summary>Where a strategy sends its orders: the simulated venue over a book, or over bars. All readings are what the strategy knows.</summary>
public interface IOrderExecution
{
    /// <summary>Signed position in lots.</summary>
    long Position { get; }

    /// <summary>Cash plus the position at the reference price.</summary>
    decimal Equity { get; }

    /// <summary>Value of one price increment for one lot, in the account's currency.</summary>
    decimal UnitValue { get; }

    /// <summary>Orders not known to be done, oldest first.</summary>
    IReadOnlyList<Order> ActiveOrders { get; }

    /// <summary>Sends an order.</summary>
    /// <param name="side">Buy (<see cref="Side.Bid"/>) or sell.</param>
    /// <param name="type">How it wants to be filled.</param>
    /// <param name="quantity">Lots, greater than 0.</param>
    /// <param name="time">Time of the decision, nanoseconds since 1970.</param>
    /// <param name="limitPrice">Limit in price increments; ignored for market and stop orders.</param>
    /// <param name="stopPrice">Stop in price increments; ignored for orders without one.</param>
    Order Submit(Side side, OrderType type, long quantity, long time, long limitPrice = 0, long stopPrice = 0);

    /// <summary>Asks to cancel an order; until the venue knows, it can be filled.</summary>
    void Cancel(Order order, long time);

    /// <summary>The position if every active order of a side were filled: what limits are checked against.</summary>
    /// <param name="side">The side whose orders are assumed filled.</param>
    long WorstPosition(Side side);
}
