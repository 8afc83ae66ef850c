namespace Trading.Sdk.OrderBook;

/// <summary>Orders and the queues they stand in, as two arrays with free lists; slot 0 means none.</summary>
internal sealed class OrderPool
{
    private int freeOrder;
    private int freeQueue;
    private int usedOrders = 1;
    private int usedQueues = 1;

    public OrderPool(int capacity)
    {
        Orders = new Order[Math.Max(capacity, 15) + 1];
        Queues = new Queue[64];
    }

    public Order[] Orders { get; private set; }

    public Queue[] Queues { get; private set; }

    public int RentOrder()
    {
        int slot = freeOrder;
        if (slot != 0)
        {
            freeOrder = Orders[slot].Next;
            return slot;
        }

        if (usedOrders == Orders.Length)
        {
            Order[] larger = new Order[Orders.Length * 2];
            Orders.CopyTo(larger, 0);
            Orders = larger;
        }

        return usedOrders++;
    }

    public void ReturnOrder(int slot)
    {
        Orders[slot].Next = freeOrder;
        freeOrder = slot;
    }

    public int RentQueue(int side, long key)
    {
        int slot = freeQueue;
        if (slot != 0)
        {
            freeQueue = Queues[slot].Head;
        }
        else
        {
            if (usedQueues == Queues.Length)
            {
                Queue[] larger = new Queue[Queues.Length * 2];
                Queues.CopyTo(larger, 0);
                Queues = larger;
            }

            slot = usedQueues++;
        }

        Queues[slot] = new Queue { Key = key, Side = side };
        return slot;
    }

    public void ReturnQueue(int slot)
    {
        Queues[slot].Head = freeQueue;
        freeQueue = slot;
    }

    public void Clear()
    {
        freeOrder = freeQueue = 0;
        usedOrders = usedQueues = 1;
    }

    /// <summary>A resting order, linked to its neighbours in the queue.</summary>
    internal struct Order
    {
        public long Id;
        public long Quantity;
        public int Queue;
        public int Previous;
        public int Next;
    }

    /// <summary>The first-in-first-out queue of one price.</summary>
    internal struct Queue
    {
        public long Key;
        public long Total;
        public int Head;
        public int Tail;
        public int Count;
        public int Side;
    }
}
