using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>An order as sent to the exchange.</summary>
/// <param name="Side">Bid buys, Ask sells.</param>
/// <param name="Type">Limit or market.</param>
/// <param name="TimeInForce">Fate of the part that does not trade at once; ignored by market orders.</param>
/// <param name="PriceTicks">Limit price in ticks; ignored by market orders.</param>
/// <param name="QuantityLots">Whole quantity in lots, above 0.</param>
/// <param name="DisplayLots">Peak of an iceberg: at most this many lots are shown at a time; 0 shows everything.</param>
/// <param name="ClientTag">Any number of the sender; comes back in every report of the order.</param>
public readonly record struct OrderRequest(
    Side Side,
    OrderType Type,
    TimeInForce TimeInForce,
    long PriceTicks,
    long QuantityLots,
    long DisplayLots = 0,
    long ClientTag = 0)
{
    /// <summary>A limit order that rests.</summary>
    public static OrderRequest Limit(Side side, long priceTicks, long quantityLots, TimeInForce timeInForce = TimeInForce.GoodTillCancel, long clientTag = 0) =>
        new(side, OrderType.Limit, timeInForce, priceTicks, quantityLots, 0, clientTag);

    /// <summary>A market order.</summary>
    public static OrderRequest Market(Side side, long quantityLots, long clientTag = 0) =>
        new(side, OrderType.Market, TimeInForce.ImmediateOrCancel, 0, quantityLots, 0, clientTag);

    /// <summary>A resting order that shows at most <paramref name="displayLots"/> at a time.</summary>
    public static OrderRequest Iceberg(Side side, long priceTicks, long quantityLots, long displayLots, long clientTag = 0) =>
        new(side, OrderType.Limit, TimeInForce.GoodTillCancel, priceTicks, quantityLots, displayLots, clientTag);
}
