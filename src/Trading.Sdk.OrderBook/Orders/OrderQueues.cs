using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// The orders of a book in the queues of their prices, and the levels that follow from them: a level holds the queue's slot
/// where a level-2 book holds an order count. A change that leaves a level standing adjusts its total in place; only the first
/// and the last order of a price change the set of levels.
/// </summary>
internal sealed class OrderQueues
{
    private readonly OrderTable table;
    private readonly QueuePool queues = new();
    private readonly SideLevels[] levels;

    public OrderQueues(LevelStructure structure, int capacity)
    {
        Sides = new BookSides(structure, stamped: false);
        levels = [Sides.Bids, Sides.Asks];
        table = new OrderTable(capacity);
    }

    public BookSides Sides { get; }

    /// <summary>Orders in the book.</summary>
    public int Count => table.Count;

    /// <summary>Set when a change was at or better than the best level: only then can the touch be another. Reset by the reader.</summary>
    public bool TouchReached { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long id) => table.Find(id);

    public ref OrderTable.Order Order(int slot) => ref table.At(slot);

    public ref QueuePool.Queue QueueOf(int slot) => ref queues.At(table.At(slot).Queue);

    public ref QueuePool.Queue Queue(int queue) => ref queues.At(queue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchBucket(long id) => table.PrefetchBucket(id);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchOrder(long id) => table.PrefetchOrder(id);

    /// <summary>Puts a new order at the end of the queue of its price.</summary>
    /// <param name="id">Not in the book.</param>
    /// <param name="side">0 bid, 1 ask.</param>
    /// <param name="price">Within <see cref="BookSides.PriceMax"/>.</param>
    /// <param name="quantity">Above 0.</param>
    /// <returns>False when the quantities of the side no longer fit into 64 bits: the book must be cleared.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(long id, int side, long price, long quantity)
    {
        SideLevels own = levels[side];
        long key = own.ToKey(price);
        TouchReached |= key <= own.Best;
        int queueSlot = own.OrderCountAt(key);
        bool fits = queueSlot != 0 ? own.TryAdjust(key, quantity) : TryAddLevel(own, side, key, quantity, out queueSlot);

        int slot = table.Add(id);
        ref QueuePool.Queue queue = ref queues.At(queueSlot);
        ref OrderTable.Order order = ref table.At(slot);
        int tail = queue.Tail;
        order.Quantity = quantity;
        order.Queue = queueSlot;
        order.Previous = tail;
        order.Next = 0;
        if (tail != 0)
        {
            table.At(tail).Next = slot;
        }
        else
        {
            queue.Head = slot;
        }

        queue.Tail = slot;
        queue.Count++;
        queue.Total += quantity;
        return fits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int slot)
    {
        ref OrderTable.Order order = ref table.At(slot);
        int queueSlot = order.Queue, previous = order.Previous, next = order.Next;
        ref QueuePool.Queue queue = ref queues.At(queueSlot);
        if (previous != 0)
        {
            table.At(previous).Next = next;
        }
        else
        {
            queue.Head = next;
        }

        if (next != 0)
        {
            table.At(next).Previous = previous;
        }
        else
        {
            queue.Tail = previous;
        }

        long quantity = order.Quantity;
        table.Remove(slot);
        SideLevels own = levels[queue.Side];
        TouchReached |= queue.Key <= own.Best;
        if (--queue.Count != 0)
        {
            queue.Total -= quantity;
            own.TryAdjust(queue.Key, -quantity);
            return;
        }

        RemoveLevel(own, queue.Key, queueSlot);
    }

    /// <summary>Takes quantity off an order, which keeps its place.</summary>
    /// <param name="slot">The order.</param>
    /// <param name="quantity">What is left: above 0, at most what it had.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reduce(int slot, long quantity)
    {
        ref OrderTable.Order order = ref table.At(slot);
        ref QueuePool.Queue queue = ref queues.At(order.Queue);
        long change = quantity - order.Quantity;
        order.Quantity = quantity;
        queue.Total += change;
        SideLevels own = levels[queue.Side];
        TouchReached |= queue.Key <= own.Best;
        own.TryAdjust(queue.Key, change);
    }

    /// <summary>Removes all orders of a side, or of both (<see cref="Side.None"/>).</summary>
    public void Clear(Side side)
    {
        TouchReached = true;
        if (side == Side.None)
        {
            Sides.Bids.Clear();
            Sides.Asks.Clear();
            table.Clear();
            queues.Clear();
            return;
        }

        SideLevels own = Sides.Of(side);
        for (long key = own.Best; key != long.MaxValue; key = own.Best)
        {
            Remove(queues.At(own.OrderCountAt(key)).Head);
        }
    }

    // Rare beside the changes of standing levels, and long: kept out of their way.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryAddLevel(SideLevels own, int side, long key, long quantity, out int queueSlot)
    {
        queueSlot = queues.Rent(side, key);
        return own.Set(key, quantity, queueSlot, 0) == LadderLevels.Outcome.Applied;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveLevel(SideLevels own, long key, int queueSlot)
    {
        own.Set(key, 0, 0, 0);
        queues.Return(queueSlot);
    }
}
