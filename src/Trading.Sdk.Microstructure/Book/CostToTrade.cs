using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>What it costs to trade a quantity at once, against the mid.</summary>
public static class CostToTrade
{
    /// <summary>Cost of buying (taking asks) or selling (taking bids) in basis points of the mid; positive = a loss against the mid.</summary>
    /// <param name="book">The book.</param>
    /// <param name="aggressor">Bid to buy, Ask to sell.</param>
    /// <param name="quantity">Storage increments, above 0.</param>
    /// <returns>The cost; NaN when the book is too thin or one-sided.</returns>
    public static double InBasisPoints(IDepthBook book, Side aggressor, long quantity)
    {
        ArgumentNullException.ThrowIfNull(book);
        return InBasisPoints(book, aggressor, quantity, book.Mid());
    }

    internal static double InBasisPoints(IDepthBook book, Side aggressor, long quantity, double mid)
    {
        SweepCost sweep = book.CostToTake(aggressor.Opposite(), quantity);
        return sweep.IsComplete ? 1e4 * aggressor.Sign() * (sweep.AveragePrice - mid) / mid : double.NaN;
    }
}
