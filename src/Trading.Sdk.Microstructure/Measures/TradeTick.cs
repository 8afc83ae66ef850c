using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>A trade with its aggressor.</summary>
/// <param name="Time">Exchange time, nanoseconds since 1970.</param>
/// <param name="Price">Price in storage increments.</param>
/// <param name="Quantity">Quantity in storage increments, above 0.</param>
/// <param name="Aggressor">Bid = the buyer was the aggressor, Ask = the seller; None = unknown, classify it first.</param>
public readonly record struct TradeTick(long Time, long Price, long Quantity, Side Aggressor)
{
    /// <summary>From a trade event.</summary>
    public static TradeTick Of(in MarketEvent trade) => new(trade.ExchangeTime, trade.Price, trade.Quantity, trade.Side);
}
