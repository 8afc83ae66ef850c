using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// The levels of one side by key: ask price, or negated bid price, so that the best level always has the least key and
/// one structure serves both sides.
/// </summary>
internal interface ILevelStore
{
    int Count { get; }

    /// <summary>Key of the best level; <see cref="long.MaxValue"/> when there is none.</summary>
    long Best { get; }

    /// <summary>Sum of all quantities.</summary>
    long Total { get; }

    long QuantityAt(long key);

    int OrderCountAt(long key);

    long StampAt(long key);

    /// <summary>The first key greater than <paramref name="key"/>; <see cref="long.MaxValue"/> when there is none.</summary>
    long NextAfter(long key);

    /// <summary>Sum of the quantities whose keys are at most <paramref name="limitKey"/>.</summary>
    long SumTo(long limitKey);

    int CopyTop(Span<DepthLevel> levels, bool negateKeys);

    void Clear();
}
