using Trading.Sdk.MarketData;

namespace Trading.Sdk.Risk;

/// <summary>How much the book gives without moving the price too far.</summary>
public static class LiquidityCap
{
    /// <summary>The largest part of an order whose average price lies within a distance of the mid.</summary>
    /// <param name="book">The book now.</param>
    /// <param name="quantity">Signed lots wanted: positive buys, negative sells.</param>
    /// <param name="basisPointsMax">Largest cost against the mid in 1/10,000, half the spread included; greater than 0.</param>
    /// <returns>Signed lots, at most those wanted; 0 when a side is empty or the first level is already too dear.</returns>
    /// <remarks>The average price of a sweep worsens with its quantity, so the largest quantity is found by halving: about 60 sums of the book.</remarks>
    public static long Apply(IDepthBook book, long quantity, double basisPointsMax)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(basisPointsMax);
        double mid = book.Mid();
        if (quantity == 0 || double.IsNaN(mid))
        {
            return 0;
        }

        Side from = quantity > 0 ? Side.Ask : Side.Bid;
        long low = 0, high = Math.Abs(Math.Max(quantity, -long.MaxValue));
        while (low < high)
        {
            long middle = low + ((high - low) / 2) + ((high - low) % 2);
            if (IsCheap(book, from, middle, mid, basisPointsMax))
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return Math.Sign(quantity) * low;
    }

    private static bool IsCheap(IDepthBook book, Side from, long quantity, double mid, double basisPointsMax)
    {
        SweepCost cost = book.CostToTake(from, quantity);
        return cost.IsComplete && Math.Abs(cost.AveragePrice - mid) / mid * 1e4 <= basisPointsMax;
    }
}
