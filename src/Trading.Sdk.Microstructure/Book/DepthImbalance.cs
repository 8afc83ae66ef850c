using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Imbalance of the displayed depth of both sides, −1 (only asks) … +1 (only bids).</summary>
public static class DepthImbalance
{
    /// <summary>Plain: (ΣB − ΣA) / (ΣB + ΣA) over the best n levels of each side.</summary>
    /// <param name="bids">Bids, best first.</param>
    /// <param name="asks">Asks, best first.</param>
    /// <param name="levels">Levels per side; fewer where the book has fewer.</param>
    /// <returns>The imbalance; NaN unless both sides have a level.</returns>
    public static double OfLevels(ReadOnlySpan<DepthLevel> bids, ReadOnlySpan<DepthLevel> asks, int levels)
    {
        if (bids.IsEmpty || asks.IsEmpty)
        {
            return double.NaN;
        }

        double bid = Sum(bids[..Math.Min(levels, bids.Length)]);
        double ask = Sum(asks[..Math.Min(levels, asks.Length)]);
        return (bid - ask) / (bid + ask);
    }

    /// <summary>Distance-weighted: each level counts exp(−decay · ticks from the best price of its side).</summary>
    /// <param name="bids">Bids, best first.</param>
    /// <param name="asks">Asks, best first.</param>
    /// <param name="decayPerTick">Decay per storage increment, at least 0; 0 = plain.</param>
    /// <returns>The imbalance; NaN unless both sides have a level.</returns>
    public static double Weighted(ReadOnlySpan<DepthLevel> bids, ReadOnlySpan<DepthLevel> asks, double decayPerTick)
    {
        if (bids.IsEmpty || asks.IsEmpty)
        {
            return double.NaN;
        }

        double bid = WeightedSum(bids, decayPerTick);
        double ask = WeightedSum(asks, decayPerTick);
        return (bid - ask) / (bid + ask);
    }

    private static double Sum(ReadOnlySpan<DepthLevel> levels)
    {
        long sum = 0;
        foreach (ref readonly DepthLevel level in levels)
        {
            sum += level.Quantity;
        }

        return sum;
    }

    private static double WeightedSum(ReadOnlySpan<DepthLevel> levels, double decay)
    {
        double sum = 0;
        long best = levels[0].Price;
        foreach (ref readonly DepthLevel level in levels)
        {
            sum += level.Quantity * Math.Exp(-decay * Math.Abs(level.Price - best));
        }

        return sum;
    }
}
