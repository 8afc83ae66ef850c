namespace Trading.Sdk.Statistics;

/// <summary>What an order costs by moving the price.</summary>
public static class MarketImpact
{
    /// <summary>Y·σ·√(Q/V): expected adverse return of a metaorder, as a fraction of the price.</summary>
    /// <param name="coefficient">Y, of order 1, at least 0.</param>
    /// <param name="dailyVolatility">σ, standard deviation of daily returns as a fraction, at least 0.</param>
    /// <param name="quantity">Q, at least 0, in the unit of <paramref name="dailyVolume"/>.</param>
    /// <param name="dailyVolume">V, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    /// <remarks>Source: B. Tóth et al. (2011), Anomalous price impact and the critical nature of liquidity in financial markets.</remarks>
    public static double SquareRoot(double coefficient, double dailyVolatility, double quantity, double dailyVolume)
    {
        Demand.NotNegative(coefficient, nameof(coefficient));
        Demand.NotNegative(dailyVolatility, nameof(dailyVolatility));
        Demand.NotNegative(quantity, nameof(quantity));
        Demand.Positive(dailyVolume, nameof(dailyVolume));
        return coefficient * dailyVolatility * Math.Sqrt(quantity / dailyVolume);
    }
}
