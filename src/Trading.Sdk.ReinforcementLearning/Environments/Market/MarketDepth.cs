namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Prices and sizes behind the best, so that taking orders walk the book.</summary>
public sealed record MarketDepth
{
    /// <summary>Levels of a side, at least 1.</summary>
    public required int Levels { get; init; }

    /// <summary>[rows × levels] bid prices, best first; a level that is not there has size 0 and any price.</summary>
    public required ReadOnlyMemory<double> BidPrices { get; init; }

    /// <summary>[rows × levels] sizes at the bid prices.</summary>
    public required ReadOnlyMemory<double> BidSizes { get; init; }

    /// <summary>[rows × levels] ask prices, best first.</summary>
    public required ReadOnlyMemory<double> AskPrices { get; init; }

    /// <summary>[rows × levels] sizes at the ask prices.</summary>
    public required ReadOnlyMemory<double> AskSizes { get; init; }

    /// <summary>Mean price of taking a size from one side of a book, best level first.</summary>
    /// <param name="prices">Prices of the side that is taken from.</param>
    /// <param name="sizes">Their sizes, not negative.</param>
    /// <param name="size">What is taken, above 0.</param>
    /// <returns>The mean price. What lies beyond the known levels pays the last price and as much again as the way from the first to it. NaN when nothing is there.</returns>
    public static double WalkPrice(ReadOnlySpan<double> prices, ReadOnlySpan<double> sizes, double size)
    {
        double left = size, value = 0, first = double.NaN, last = double.NaN;
        for (int i = 0; i < prices.Length && left > 0; i++)
        {
            if (!(sizes[i] > 0))
            {
                continue;
            }

            first = double.IsNaN(first) ? prices[i] : first;
            last = prices[i];
            double taken = Math.Min(left, sizes[i]);
            value += taken * last;
            left -= taken;
        }

        return (value + (left > 0 ? left * (last + last - first) : 0)) / size;
    }

    internal void Validate(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Levels, 1);
        foreach ((ReadOnlyMemory<double> prices, ReadOnlyMemory<double> sizes, string side) in new[] { (BidPrices, BidSizes, "bid"), (AskPrices, AskSizes, "ask") })
        {
            if (prices.Length != rows * Levels || sizes.Length != rows * Levels)
            {
                throw new ArgumentException($"The {side} side has {prices.Length} prices and {sizes.Length} sizes, expected {rows} rows of {Levels} levels.", nameof(rows));
            }

            for (int i = 0; i < prices.Length; i++)
            {
                double size = sizes.Span[i], price = prices.Span[i];
                if (!(size >= 0) || double.IsInfinity(size) || (size > 0 && !(price > 0 && double.IsFinite(price))) || (i % Levels == 0 && !(size > 0)))
                {
                    throw new ArgumentException($"Row {i / Levels}, {side} level {i % Levels}: price {price} and size {size}; the best level is always there, prices are finite and above 0, sizes finite and not negative.", nameof(rows));
                }
            }
        }
    }
}
