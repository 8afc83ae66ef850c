using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Execution;

/// <summary>
/// An order and what its owner knows of it: <see cref="State"/> and <see cref="Filled"/> change when the venue's report arrives, not
/// when it happens. Belongs to the execution that made it.
/// </summary>
public sealed class Order
{
    internal Order(long id, Side side, OrderType type, long quantity, long limitPrice, long stopPrice, long decisionTime, double referencePrice)
    {
        Id = id;
        Side = side;
        Type = type;
        Quantity = quantity;
        LimitPrice = limitPrice;
        StopPrice = stopPrice;
        DecisionTime = decisionTime;
        ReferencePrice = referencePrice;
    }

    /// <summary>Number of the order, from 1.</summary>
    public long Id { get; }

    /// <summary><see cref="Side.Bid"/> buys, <see cref="Side.Ask"/> sells.</summary>
    public Side Side { get; }

    /// <summary>How it wants to be filled.</summary>
    public OrderType Type { get; }

    /// <summary>Quantity in lots, greater than 0.</summary>
    public long Quantity { get; }

    /// <summary>Limit in price increments; 0 for market and stop orders.</summary>
    public long LimitPrice { get; }

    /// <summary>Stop price in price increments; 0 for orders without a stop.</summary>
    public long StopPrice { get; }

    /// <summary>Time of the decision, nanoseconds since 1970.</summary>
    public long DecisionTime { get; }

    /// <summary>Mid price at the decision, in price increments: what slippage is measured against; NaN when there was none.</summary>
    public double ReferencePrice { get; }

    /// <summary>Time at which the venue has it, nanoseconds since 1970.</summary>
    public long ArrivalTime { get; internal set; }

    /// <summary>Where the order stands, as its owner knows.</summary>
    public OrderState State { get; private set; }

    /// <summary>Why it was refused; <see cref="OrderRejection.None"/> unless it was.</summary>
    public OrderRejection Rejection { get; internal set; }

    /// <summary>Quantity filled, in lots, as its owner knows.</summary>
    public long Filled { get; private set; }

    /// <summary>Estimated quantity that waits in front of the order at its price, in lots; 0 unless it rests.</summary>
    public long QueueAhead => Queue is null ? 0 : (long)Queue.QuantityAhead;

    /// <summary>Quantity not yet filled, in lots, as its owner knows.</summary>
    public long Remaining => Quantity - Filled;

    /// <summary>True when nothing can happen to it any more.</summary>
    public bool IsDone => OrderTransitions.IsFinal(State);

    // How it stands on the venue: the truth, which the owner learns later.
    internal OrderState VenueState { get; private set; }

    internal long VenueFilled { get; set; }

    internal long VenueRemaining => Quantity - VenueFilled;

    internal bool IsVenueDone => OrderTransitions.IsFinal(VenueState);

    internal bool Rests => VenueState is OrderState.Open or OrderState.PartiallyFilled;

    internal QueueEstimator? Queue { get; set; }

    internal long LevelQuantity { get; set; }

    internal void MoveOnVenue(OrderState state) => VenueState = Checked(VenueState, state);

    internal void Learn(OrderState state, long filled)
    {
        State = Checked(State, state);
        Filled += filled;
    }

    private OrderState Checked(OrderState from, OrderState to) =>
        OrderTransitions.IsLegal(from, to) ? to : throw new InvalidOperationException($"Order {Id} cannot go from {from} to {to}.");
}
