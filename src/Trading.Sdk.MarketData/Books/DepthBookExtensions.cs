namespace Trading.Sdk.MarketData;

/// <summary>Readings of a book that are made from its primitive ones.</summary>
public static class DepthBookExtensions
{
    /// <summary>Best bid and best ask. False unless both sides have a level.</summary>
    public static bool TryGetTouch(this IDepthBook book, out DepthLevel bid, out DepthLevel ask)
    {
        ArgumentNullException.ThrowIfNull(book);
        bool hasBid = book.TryGetBest(Side.Bid, out bid);
        return book.TryGetBest(Side.Ask, out ask) && hasBid;
    }

    /// <summary>Mid price in price increments ((bid + ask) / 2); NaN unless both sides have a level.</summary>
    public static double Mid(this IDepthBook book) => book.TryGetTouch(out DepthLevel bid, out DepthLevel ask) ? (bid.Price + ask.Price) / 2.0 : double.NaN;

    /// <summary>Quantity within a distance of the best price of the same side.</summary>
    /// <param name="book">The book.</param>
    /// <param name="side">The side summed.</param>
    /// <param name="ticks">Distance in price increments, at least 0; 0 = the best level alone.</param>
    public static DepthSum DepthWithinTicks(this IDepthBook book, Side side, long ticks)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentOutOfRangeException.ThrowIfNegative(ticks);
        return book.TryGetBest(side, out DepthLevel best) ? book.DepthTo(side, best.Price - (side.Sign() * ticks)) : default;
    }

    /// <summary>Quantity within a distance of the mid price.</summary>
    /// <param name="book">The book.</param>
    /// <param name="side">The side summed.</param>
    /// <param name="basisPoints">Distance in 1/10,000 of the mid, at least 0 (100 = 1 %).</param>
    /// <returns>The sum; the default value (nothing, not complete) unless both sides have a level.</returns>
    /// <remarks>The limit is computed in whole numbers: the last price with |price − mid| · 10,000 ≤ mid · basisPoints.</remarks>
    public static DepthSum DepthWithinBasisPoints(this IDepthBook book, Side side, int basisPoints)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentOutOfRangeException.ThrowIfNegative(basisPoints);
        if (!book.TryGetTouch(out DepthLevel bid, out DepthLevel ask))
        {
            return default;
        }

        Int128 twiceMid = (Int128)bid.Price + ask.Price;
        Int128 scaled = side == Side.Bid ? twiceMid * (10_000 - basisPoints) : twiceMid * (10_000 + basisPoints);
        (Int128 quotient, Int128 remainder) = Int128.DivRem(scaled, 20_000);
        // Bids count from the first price at or above the limit, asks up to the last price at or below it.
        Int128 limit = side == Side.Bid ? (remainder > 0 ? quotient + 1 : quotient) : (remainder < 0 ? quotient - 1 : quotient);
        return book.DepthTo(side, (long)limit);
    }

    /// <summary>Copies the top of both sides into the caller's memory and returns the view over it.</summary>
    public static DepthView CopyDepth(this IDepthBook book, Span<DepthLevel> bids, Span<DepthLevel> asks)
    {
        ArgumentNullException.ThrowIfNull(book);
        int bidCount = book.CopyTop(Side.Bid, bids);
        int askCount = book.CopyTop(Side.Ask, asks);
        return new DepthView(book.Instrument, bids[..bidCount], asks[..askCount], book.ExchangeTime, book.ReceiveTime, book.Sequence);
    }

    /// <summary>Walks all levels of a side, best first: <c>foreach (DepthLevel level in book.Walk(Side.Bid))</c>.</summary>
    public static DepthWalk Walk(this IDepthBook book, Side side) => new(book, side);
}
