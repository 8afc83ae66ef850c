using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>A trade with the benchmark price before it and after its horizon. The identity effective = realized + impact holds to the last bit, whatever the benchmark.</summary>
/// <param name="Side">Bid = bought by the aggressor, Ask = sold.</param>
/// <param name="Time">Time of the trade, nanoseconds since 1970.</param>
/// <param name="EffectiveSpread">2·d·(p − m₀): what the aggressor paid against the benchmark before, both ways; added up from the two parts.</param>
/// <param name="RealizedSpread">2·d·(p − m_δ): what the maker kept after the horizon.</param>
/// <param name="PriceImpact">2·d·(m_δ − m₀): how far the benchmark moved the aggressor's way; the maker's adverse selection.</param>
/// <param name="BenchmarkBefore">m₀, to make the three relative.</param>
/// <param name="Quantity">Quantity, the weight of the trade.</param>
public readonly record struct TradeExecution(Side Side, long Time, double EffectiveSpread, double RealizedSpread, double PriceImpact, double BenchmarkBefore, double Quantity)
{
    /// <summary>Measures one trade.</summary>
    /// <param name="side">Aggressor; None gives zero spreads.</param>
    /// <param name="time">Time of the trade.</param>
    /// <param name="price">Trade price.</param>
    /// <param name="before">Benchmark (mid, or microprice) just before the trade.</param>
    /// <param name="after">Benchmark at the horizon.</param>
    /// <param name="quantity">Quantity.</param>
    public static TradeExecution Of(Side side, long time, double price, double before, double after, double quantity)
    {
        double d = 2.0 * side.Sign();
        double realized = d * (price - after), impact = d * (after - before);
        return new TradeExecution(side, time, realized + impact, realized, impact, before, quantity);
    }
}
