using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <content>What its thread reads between two messages.</content>
public sealed partial class OrderByOrderBook
{
    /// <summary>Looks an order up. Cost: constant.</summary>
    public bool TryGetOrder(long id, out RestingOrder order)
    {
        int slot = queues.Find(id);
        if (slot == 0)
        {
            order = default;
            return false;
        }

        ref QueuePool.Queue queue = ref queues.QueueOf(slot);
        order = new RestingOrder(id, (Side)(queue.Side + 1), queue.Side == 0 ? -queue.Key : queue.Key, queues.Order(slot).Quantity);
        return true;
    }

    /// <summary>Where an order stands in its queue. Cost: linear in the orders ahead of it.</summary>
    public bool TryGetQueuePlace(long id, out QueuePlace place)
    {
        int slot = queues.Find(id);
        if (slot == 0)
        {
            place = default;
            return false;
        }

        ref QueuePool.Queue queue = ref queues.QueueOf(slot);
        int ahead = 0;
        long quantity = 0;
        for (int i = queues.Order(slot).Previous; i != 0; i = queues.Order(i).Previous)
        {
            ahead++;
            quantity += queues.Order(i).Quantity;
        }

        place = new QueuePlace(ahead, quantity, queue.Count - ahead - 1, queues.Sides.Of((Side)(queue.Side + 1)).QuantityAt(queue.Key) - quantity - queues.Order(slot).Quantity);
        return true;
    }

    /// <summary>The orders of a price in the order of their execution: <c>foreach (RestingOrder order in book.OrdersAt(Side.Bid, price))</c>.</summary>
    public OrderWalk OrdersAt(Side side, long price)
    {
        SideLevels levels = queues.Sides.Of(side);
        int queue = BookSides.IsPrice(price) ? levels.OrderCountAt(levels.ToKey(price)) : 0;
        return new OrderWalk(queues, side, price, queue == 0 ? 0 : queues.Queue(queue).Head);
    }

    /// <inheritdoc/>
    public int LevelCount(Side side) => queues.Sides.Of(side).Count;

    /// <summary>Sum of all quantities of a side.</summary>
    public long TotalQuantity(Side side) => queues.Sides.Of(side).Total;

    /// <inheritdoc/>
    public bool TryGetBest(Side side, out DepthLevel level) => queues.Sides.TryGetBest(side, out level) && WithCount(ref level);

    /// <summary>Best bid and best ask. False unless both sides have a level.</summary>
    public bool TryGetTouch(out DepthLevel bid, out DepthLevel ask)
    {
        // Reached only within a message, or after a snapshot was asked for.
        (bid, ask) = queues.TouchReached ? (ReadBest(bids), ReadBest(asks)) : (lastTouch.Bid, lastTouch.Ask);
        return bid.Quantity > 0 & ask.Quantity > 0;
    }

    /// <inheritdoc/>
    public bool TryGetNext(Side side, long afterPrice, out DepthLevel level) => queues.Sides.TryGetNext(side, afterPrice, out level) && WithCount(ref level);

    /// <inheritdoc/>
    public int CopyTop(Side side, Span<DepthLevel> levels)
    {
        int count = queues.Sides.Of(side).CopyTop(levels);
        foreach (ref DepthLevel level in levels[..count])
        {
            WithCount(ref level);
        }

        return count;
    }

    /// <inheritdoc/>
    public long QuantityAt(Side side, long price) => queues.Sides.QuantityAt(side, price);

    /// <inheritdoc/>
    public DepthSum DepthTo(Side side, long limitPrice) => queues.Sides.DepthTo(side, limitPrice, options.IsWholeBook ? long.MaxValue : long.MinValue);

    /// <inheritdoc/>
    public SweepCost CostToTake(Side side, long quantity) => queues.Sides.CostToTake(side, quantity);

    /// <summary>The hash of the book's levels, see <see cref="BookHash"/>.</summary>
    public ulong ComputeHash() => BookHash.Compute(this);

    /// <summary>The level store keeps the queue's slot where a level-2 book keeps its order count.</summary>
    private bool WithCount(ref DepthLevel level)
    {
        level = level with { OrderCount = queues.Queue(level.OrderCount).Count };
        return true;
    }
}
