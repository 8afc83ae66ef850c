using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>A fill of a <see cref="ShadowOrders"/> order.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Side">Its side.</param>
/// <param name="PriceTicks">Its price: passive fills happen there.</param>
/// <param name="QuantityLots">Lots filled.</param>
/// <param name="RemainingLots">Lots still open.</param>
/// <param name="Time">Exchange time, nanoseconds since 1970.</param>
public readonly record struct ShadowFill(long OrderId, Side Side, long PriceTicks, long QuantityLots, long RemainingLots, long Time);
