using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>Enumerates the orders of one price in the order of their execution. The book must not change meanwhile.</summary>
public ref struct OrderWalk
{
    private readonly OrderQueues queues;
    private readonly Side side;
    private readonly long price;
    private int next;

    internal OrderWalk(OrderQueues queues, Side side, long price, int first)
    {
        this.queues = queues;
        this.side = side;
        this.price = price;
        next = first;
    }

    /// <summary>The order reached.</summary>
    public RestingOrder Current { get; private set; }

    /// <summary>Returns the walk itself.</summary>
    public readonly OrderWalk GetEnumerator() => this;

    /// <summary>Steps to the next order.</summary>
    public bool MoveNext()
    {
        if (next == 0)
        {
            return false;
        }

        ref OrderTable.Order order = ref queues.Order(next);
        Current = new RestingOrder(order.Id, side, price, order.Quantity);
        next = order.Next;
        return true;
    }
}
