using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>One match between a resting and an incoming order.</summary>
/// <param name="TradeId">Consecutive number of the trade, from 1.</param>
/// <param name="MakerOrderId">The resting order.</param>
/// <param name="TakerOrderId">The incoming order.</param>
/// <param name="AggressorSide">Side of the incoming order.</param>
/// <param name="PriceTicks">Price of the resting order, in ticks.</param>
/// <param name="QuantityLots">Lots traded.</param>
/// <param name="MakerDisplayedLots">Lots the resting order still shows after the trade, before an iceberg refills.</param>
public readonly record struct MatchedTrade(
    long TradeId,
    long MakerOrderId,
    long TakerOrderId,
    Side AggressorSide,
    long PriceTicks,
    long QuantityLots,
    long MakerDisplayedLots);
