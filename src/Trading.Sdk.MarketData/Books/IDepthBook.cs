namespace Trading.Sdk.MarketData;

/// <summary>
/// A book of price levels as its readers see it: implemented by the books, called by measures, risk and execution, which
/// rebuild none of it. Prices and quantities are in storage increments of <see cref="Instrument"/>. Readings are consistent
/// between two messages; the book is not thread-safe unless its implementation says so. No member allocates.
/// </summary>
public interface IDepthBook
{
    /// <summary>The instrument of the book.</summary>
    Instrument Instrument { get; }

    /// <summary>Exchange time of the last applied message, nanoseconds since 1970; 0 before the first.</summary>
    long ExchangeTime { get; }

    /// <summary>Receive time of the last applied message, nanoseconds since 1970; 0 before the first.</summary>
    long ReceiveTime { get; }

    /// <summary>Sequence of the last applied message.</summary>
    long Sequence { get; }

    /// <summary>Number of levels of a side.</summary>
    /// <param name="side"><see cref="Side.Bid"/> or <see cref="Side.Ask"/>.</param>
    int LevelCount(Side side);

    /// <summary>The best level: highest bid or lowest ask. False when the side is empty.</summary>
    bool TryGetBest(Side side, out DepthLevel level);

    /// <summary>The first level strictly worse than a price (below it for bids, above it for asks). False when there is none.</summary>
    bool TryGetNext(Side side, long afterPrice, out DepthLevel level);

    /// <summary>Copies the best levels, best first.</summary>
    /// <returns>The number of levels copied: the span's length, or fewer when the side has fewer.</returns>
    int CopyTop(Side side, Span<DepthLevel> levels);

    /// <summary>Quantity at a price; 0 when there is no level.</summary>
    long QuantityAt(Side side, long price);

    /// <summary>Quantity from the touch to a limit price, inclusive, with its coverage.</summary>
    /// <param name="side">The side summed.</param>
    /// <param name="limitPrice">Lowest bid or highest ask that counts.</param>
    DepthSum DepthTo(Side side, long limitPrice);

    /// <summary>Walks a side for a quantity: <see cref="Side.Ask"/> is what a buyer takes, <see cref="Side.Bid"/> what a seller takes.</summary>
    /// <param name="side">The side taken from.</param>
    /// <param name="quantity">Greater than 0.</param>
    SweepCost CostToTake(Side side, long quantity);
}
