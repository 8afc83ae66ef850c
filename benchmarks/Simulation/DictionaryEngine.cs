using Trading.Sdk.MarketData;

namespace Trading.Sdk.Benchmarks.Simulation;

/// <summary>The matching engine most people write first: a sorted dictionary of linked lists per side, and a dictionary of orders.</summary>
internal sealed class DictionaryEngine
{
    private readonly SortedDictionary<long, LinkedList<Order>> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, LinkedList<Order>> _asks = [];
    private readonly Dictionary<long, LinkedListNode<Order>> _orders = [];
    private long _lastId;

    public long TradedLots { get; private set; }

    public long Submit(Side side, bool isMarket, long price, long lots)
    {
        long id = ++_lastId;
        SortedDictionary<long, LinkedList<Order>> opposite = side == Side.Bid ? _asks : _bids;
        while (lots > 0 && opposite.Count > 0)
        {
            (long best, LinkedList<Order> queue) = opposite.First();
            if (!isMarket && (side == Side.Bid ? best > price : best < price))
            {
                break;
            }

            Order maker = queue.First!.Value;
            long filled = Math.Min(lots, maker.Lots);
            lots -= filled;
            maker.Lots -= filled;
            TradedLots += filled;
            if (maker.Lots == 0)
            {
                queue.RemoveFirst();
                _orders.Remove(maker.Id);
                if (queue.Count == 0)
                {
                    opposite.Remove(best);
                }
            }
        }

        if (lots > 0 && !isMarket)
        {
            SortedDictionary<long, LinkedList<Order>> own = side == Side.Bid ? _bids : _asks;
            if (!own.TryGetValue(price, out LinkedList<Order>? queue))
            {
                own[price] = queue = new LinkedList<Order>();
            }

            _orders[id] = queue.AddLast(new Order { Id = id, Price = price, Side = side, Lots = lots });
        }

        return id;
    }

    public void Cancel(long id)
    {
        if (_orders.Remove(id, out LinkedListNode<Order>? node))
        {
            LinkedList<Order> queue = node.List!;
            queue.Remove(node);
            if (queue.Count == 0)
            {
                (node.Value.Side == Side.Bid ? _bids : _asks).Remove(node.Value.Price);
            }
        }
    }

    private sealed class Order
    {
        public long Id;
        public long Price;
        public Side Side;
        public long Lots;
    }
}
