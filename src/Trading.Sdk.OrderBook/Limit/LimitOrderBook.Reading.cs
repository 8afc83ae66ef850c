using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <content>What its thread reads between two messages.</content>
public sealed partial class LimitOrderBook
{
    /// <inheritdoc/>
    public int LevelCount(Side side) => sides.Of(side).Count;

    /// <summary>Sum of all quantities of a side.</summary>
    public long TotalQuantity(Side side) => sides.Of(side).Total;

    /// <inheritdoc/>
    public bool TryGetBest(Side side, out DepthLevel level) => sides.TryGetBest(side, out level);

    /// <summary>Best bid and best ask. False unless both sides have a level.</summary>
    public bool TryGetTouch(out DepthLevel bid, out DepthLevel ask)
    {
        // Between messages the touch is at hand already.
        (bid, ask) = phase == Phase.Between ? (lastTouch.Bid, lastTouch.Ask) : (bids.BestLevel, asks.BestLevel);
        return bid.Quantity > 0 && ask.Quantity > 0;
    }

    /// <inheritdoc/>
    public bool TryGetNext(Side side, long afterPrice, out DepthLevel level) => sides.TryGetNext(side, afterPrice, out level);

    /// <inheritdoc/>
    public int CopyTop(Side side, Span<DepthLevel> levels) => sides.Of(side).CopyTop(levels);

    /// <inheritdoc/>
    public long QuantityAt(Side side, long price) => sides.QuantityAt(side, price);

    /// <inheritdoc/>
    public DepthSum DepthTo(Side side, long limitPrice) => sides.DepthTo(side, limitPrice, KnownKey(side));

    /// <inheritdoc/>
    public SweepCost CostToTake(Side side, long quantity) => sides.CostToTake(side, quantity);

    /// <summary>The farthest price of a side up to which all levels are known.</summary>
    /// <param name="side">The side.</param>
    /// <param name="price">The edge of the last snapshot; <see cref="long.MinValue"/> (bids) or <see cref="long.MaxValue"/> (asks) when the whole side is known.</param>
    /// <returns>False when no snapshot has been applied and the book is not declared whole.</returns>
    public bool TryGetKnownPrice(Side side, out long price)
    {
        long key = KnownKey(side);
        price = sides.KnownPrice(side, key);
        return key != long.MinValue;
    }

    /// <summary>The hash of the book's levels, see <see cref="BookHash"/>.</summary>
    public ulong ComputeHash() => BookHash.Compute(this);
}
