using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>The two sides of a book and the readings that all books share.</summary>
internal sealed class BookSides
{
    /// <summary>Prices lie within ± this.</summary>
    public const long PriceMax = 1L << 62;

    private readonly Stack<LevelPage> pool = new();

    public BookSides(LevelStructure structure, bool stamped)
    {
        Bids = new SideLevels(Side.Bid, structure, pool, stamped);
        Asks = new SideLevels(Side.Ask, structure, pool, stamped);
    }

    public SideLevels Bids { get; }

    public SideLevels Asks { get; }

    public int PagesInUse => Bids.PageCount + Asks.PageCount;

    public int PagesPooled => pool.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPrice(long price) => (ulong)(price + PriceMax) <= 2 * (ulong)PriceMax;

    public SideLevels Of(Side side) => side switch
    {
        Side.Bid => Bids,
        Side.Ask => Asks,
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "Bid or Ask."),
    };

    public bool TryGetBest(Side side, out DepthLevel level)
    {
        SideLevels levels = Of(side);
        return TryGetLevel(levels, levels.Best, out level);
    }

    public bool TryGetNext(Side side, long afterPrice, out DepthLevel level)
    {
        SideLevels levels = Of(side);
        if (IsPrice(afterPrice))
        {
            return TryGetLevel(levels, levels.NextAfter(levels.ToKey(afterPrice)), out level);
        }

        // Beyond all prices: on the worse side there is nothing, on the better side everything.
        bool worse = afterPrice < 0 == (side == Side.Bid);
        return TryGetLevel(levels, worse ? long.MaxValue : levels.Best, out level);
    }

    public long QuantityAt(Side side, long price)
    {
        SideLevels levels = Of(side);
        return IsPrice(price) ? levels.QuantityAt(levels.ToKey(price)) : 0;
    }

    /// <param name="side">The side summed.</param>
    /// <param name="limitPrice">The last price that counts.</param>
    /// <param name="knownKey">Worst key up to which all levels are known; <see cref="long.MinValue"/> = none, <see cref="long.MaxValue"/> = all.</param>
    public DepthSum DepthTo(Side side, long limitPrice, long knownKey)
    {
        SideLevels levels = Of(side);
        long limitKey = levels.ToKey(Math.Clamp(limitPrice, -PriceMax, PriceMax));
        long knownPrice = knownKey == long.MinValue && levels.Count > 0 ? levels.ToPrice(levels.Best) : KnownPrice(side, knownKey);
        return new DepthSum(levels.SumTo(limitKey), limitPrice, knownPrice, limitKey <= knownKey);
    }

    public long KnownPrice(Side side, long knownKey) => knownKey switch
    {
        long.MinValue => 0,
        long.MaxValue => side == Side.Bid ? long.MinValue : long.MaxValue,
        _ => Of(side).ToPrice(knownKey),
    };

    public SweepCost CostToTake(Side side, long quantity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        SideLevels levels = Of(side);
        long filled = 0, worst = 0;
        Int128 notional = 0;
        int touched = 0;
        for (long key = levels.Best; key != long.MaxValue && filled < quantity; key = levels.NextAfter(key))
        {
            long taken = Math.Min(levels.QuantityAt(key), quantity - filled);
            worst = levels.ToPrice(key);
            filled += taken;
            notional += (Int128)worst * taken;
            touched++;
        }

        return new SweepCost(quantity, filled, notional, worst, touched);
    }

    private static bool TryGetLevel(SideLevels levels, long key, out DepthLevel level)
    {
        if (key == long.MaxValue)
        {
            level = default;
            return false;
        }

        level = levels.LevelAt(key);
        return true;
    }
}
