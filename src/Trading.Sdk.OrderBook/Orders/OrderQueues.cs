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
    /// <summary>Up to so many orders, walking them is less work than clearing the whole table.</summary>
    private const int FewOrders = 4_096;

    private readonly SideLevels[] levels;
    private readonly long[] touch = [long.MaxValue, long.MaxValue];
    private OrderTable table;
    private QueuePool queues = new();

    public OrderQueues(LevelStructure structure, int capacity)
    {
        Sides = new BookSides(structure, stamped: false);
        levels = [Sides.Bids, Sides.Asks];
        table = new OrderTable(capacity);
    }

    public BookSides Sides { get; }

    /// <summary>Orders in the book.</summary>
    public int Count => table.Count;

    /// <summary>True when a change was at or better than the best level, or brought a level: only then can the touch, or the form of the levels, be another than at <see cref="MarkTouch"/>.</summary>
    public bool TouchReached { get; private set; } = true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long id) => table.Find(id);

    public ref OrderTable.Order Order(int slot) => ref table.At(slot);

    public ref QueuePool.Queue QueueOf(int slot) => ref queues.At(table.At(slot).Queue);

    public ref QueuePool.Queue Queue(int queue) => ref queues.At(queue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long id) => table.Prefetch(id);

    /// <summary>The touch has been looked at: changes behind it leave it as it is.</summary>
    /// <param name="bid">The best bid; quantity 0 when there is none.</param>
    /// <param name="ask">The best ask; quantity 0 when there is none.</param>
    /// <param name="again">True to have it looked at again after the next change, whatever that is.</param>
    public void MarkTouch(in DepthLevel bid, in DepthLevel ask, bool again)
    {
        TouchReached = again;
        touch[0] = bid.Quantity > 0 ? -bid.Price : long.MaxValue;
        touch[1] = ask.Quantity > 0 ? ask.Price : long.MaxValue;
    }

    /// <summary>Puts a new order at the end of the queue of its price.</summary>
    /// <param name="id">Any.</param>
    /// <param name="side">0 bid, 1 ask.</param>
    /// <param name="price">Any.</param>
    /// <param name="quantity">Above 0.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public AddOutcome Add(long id, int side, long price, long quantity)
    {
        int slot = table.Add(id);
        if (slot <= 0)
        {
            if (slot < 0)
            {
                return AddOutcome.IdInUse;
            }

            slot = GrowAndAdd(id);
        }

        long mask = (long)side - 1, key = (price ^ mask) - mask;
        TouchReached |= key <= touch[side];
        int queueSlot = levels[side].AddTo(key, quantity);
        if (queueSlot <= 0)
        {
            queueSlot = queueSlot == 0 ? AddLevel(side, key, quantity) : 0;
            if (queueSlot == 0)
            {
                table.Remove(slot);
                return AddOutcome.OutOfRange;
            }
        }

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
        return AddOutcome.Added;
    }

    /// <summary>Removes the order of an id.</summary>
    /// <returns>False when it is unknown.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryRemove(long id)
    {
        int slot = table.Find(id);
        if (slot == 0)
        {
            return false;
        }

        Remove(slot);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int slot)
    {
        ref OrderTable.Order order = ref table.At(slot);
        int queueSlot = order.Queue, previous = order.Previous, next = order.Next;
        long quantity = order.Quantity;
        table.Remove(slot);
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

        long key = queue.Key;
        int side = queue.Side;
        TouchReached |= key <= touch[side];
        if (--queue.Count != 0)
        {
            levels[side].TryAdjust(key, -quantity);
        }
        else
        {
            RemoveLevel(side, key, queueSlot);
        }
    }

    /// <summary>Takes quantity off an order, which keeps its place.</summary>
    /// <param name="slot">The order.</param>
    /// <param name="quantity">What is left: above 0, at most what it had.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Reduce(int slot, long quantity)
    {
        ref OrderTable.Order order = ref table.At(slot);
        ref QueuePool.Queue queue = ref queues.At(order.Queue);
        long change = quantity - order.Quantity;
        order.Quantity = quantity;
        TouchReached |= queue.Key <= touch[queue.Side];
        levels[queue.Side].TryAdjust(queue.Key, change);
    }

    /// <summary>Removes all orders of a side, or of both (<see cref="Side.None"/>).</summary>
    public void Clear(Side side)
    {
        TouchReached = true;
        if (side == Side.None && table.Count > FewOrders)
        {
            Sides.Bids.Clear();
            Sides.Asks.Clear();
            table.Clear();
            queues.Clear();
            return;
        }

        if (side != Side.Ask)
        {
            RemoveAll(Sides.Bids);
        }

        if (side != Side.Bid)
        {
            RemoveAll(Sides.Asks);
        }
    }

    private void RemoveAll(SideLevels own)
    {
        for (long key = own.Best; key != long.MaxValue; key = own.NextAfter(key))
        {
            int queueSlot = own.OrderCountAt(key);
            for (int slot = queues.At(queueSlot).Head; slot != 0;)
            {
                int next = table.At(slot).Next;
                table.Remove(slot);
                slot = next;
            }

            queues.At(queueSlot).Count = 0;
            queues.Return(queueSlot);
        }

        own.Clear();
    }

    // Rare beside the changes of standing levels, and long: kept out of their way.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddLevel(int side, long key, long quantity)
    {
        TouchReached = true;
        if (!BookSides.IsPrice(key))
        {
            return 0;
        }

        int queueSlot = queues.Rent(side, key);
        return levels[side].Set(key, quantity, queueSlot, 0) == LadderLevels.Outcome.Applied ? queueSlot : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveLevel(int side, long key, int queueSlot)
    {
        levels[side].Set(key, 0, 0, 0);
        queues.Return(queueSlot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int GrowAndAdd(long id)
    {
        int slot = 0;
        while (slot == 0)
        {
            int[] moved = table.Grow();
            foreach (ref QueuePool.Queue queue in queues.All)
            {
                // A free queue's head is a link of the free list.
                if (queue.Count != 0)
                {
                    queue.Head = moved[queue.Head];
                    queue.Tail = moved[queue.Tail];
                }
            }

            slot = table.Add(id);
        }

        return slot;
    }

    /// <summary>Result of adding an order.</summary>
    internal enum AddOutcome
    {
        Added,
        IdInUse,
        OutOfRange,
    }
}
