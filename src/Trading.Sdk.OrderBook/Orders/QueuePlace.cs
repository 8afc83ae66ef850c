namespace Trading.Sdk.OrderBook;

/// <summary>Where an order stands in the queue of its price.</summary>
/// <param name="OrdersAhead">Orders that are executed before it.</param>
/// <param name="QuantityAhead">Their quantity.</param>
/// <param name="OrdersBehind">Orders that are executed after it.</param>
/// <param name="QuantityBehind">Their quantity.</param>
public readonly record struct QueuePlace(int OrdersAhead, long QuantityAhead, int OrdersBehind, long QuantityBehind);
