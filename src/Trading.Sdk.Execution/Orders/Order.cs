using Trading.Sdk.MarketData;

namespace Trading.Sdk.Execution;

/// <summary>An order and what became of it. Belongs to the execution that made it.</summary>
public sealed class Order
{
    internal Order(long id, Side side, OrderType type, long quantity, long limitPrice, long decisionTime, double referencePrice)
    {
        Id = id;
        Side = side;
        Type = type;
        Quantity = quantity;
        LimitPrice = limitPrice;
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

    /// <summary>Limit in price increments; 0 for market orders.</summary>
    public long LimitPrice { get; }

    /// <summary>Time of the decision, nanoseconds since 1970.</summary>
    public long DecisionTime { get; }

    /// <summary>Mid price at the decision, in price increments: what slippage is measured against; NaN when there was none.</summary>
    public double ReferencePrice { get; }

    /// <summary>Time at which the venue has it, nanoseconds since 1970.</summary>
    public long ArrivalTime { get; internal set; }

    /// <summary>Where the order stands.</summary>
    public OrderState State { get; internal set; }

    /// <summary>Quantity filled so far, in lots.</summary>
    public long Filled { get; internal set; }

    /// <summary>Quantity that waits in front of the order at its price; meaningful while open.</summary>
    public long QueueAhead { get; internal set; }

    /// <summary>Quantity not yet filled, in lots.</summary>
    public long Remaining => Quantity - Filled;

    /// <summary>True when nothing can happen to it any more.</summary>
    public bool IsDone => State is OrderState.Filled or OrderState.Cancelled;
}
