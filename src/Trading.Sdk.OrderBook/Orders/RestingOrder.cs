using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>An order in a book.</summary>
/// <param name="Id">The venue's id.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Price">In storage increments.</param>
/// <param name="Quantity">What is left of it, in storage increments, above 0.</param>
public readonly record struct RestingOrder(long Id, Side Side, long Price, long Quantity);
