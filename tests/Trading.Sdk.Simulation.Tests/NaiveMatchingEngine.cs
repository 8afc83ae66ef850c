using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation.Tests;

/// <summary>The rules of matching in the plainest form: one list per book side, sorted by price and then by time of queueing.</summary>
internal sealed class NaiveMatchingEngine
{
    private readonly List<Order> _orders = [];
    private long _clock;
    private long _lastId;

    public List<(long Maker, long Taker, long Price, long Lots)> Trades { get; } = [];

    public IEnumerable<(long Id, long Price, long Displayed, long Hidden)> Side(Side side) =>
        Sorted(side).Select(o => (o.Id, o.Price, o.Displayed, o.Hidden));

    public long Open => _orders.Sum(o => o.Displayed + o.Hidden);

    public long Submit(int owner, OrderRequest r)
    {
        long id = ++_lastId;
        bool isMarket = r.Type == OrderType.Market;
        List<Order> matching = [.. Sorted(r.Side.Opposite()).Where(o => isMarket || Reaches(r.Side, r.PriceTicks, o.Price))];
        if (!isMarket && ((r.TimeInForce == TimeInForce.PostOnly && matching.Count > 0)
            || (r.TimeInForce == TimeInForce.FillOrKill && matching.Sum(o => o.Displayed + o.Hidden) < r.QuantityLots)))
        {
            return id;
        }

        long open = Match(id, r.Side, isMarket ? null : r.PriceTicks, r.QuantityLots);
        if (open > 0 && !isMarket && r.TimeInForce is TimeInForce.GoodTillCancel or TimeInForce.PostOnly)
        {
            Rest(id, owner, r.Side, r.PriceTicks, open, r.DisplayLots);
        }

        return id;
    }

    public void Cancel(int owner, long id) => _orders.RemoveAll(o => o.Id == id && o.Owner == owner);

    public void Replace(int owner, long id, long price, long lots, bool postOnly)
    {
        Order? old = _orders.Find(o => o.Id == id && o.Owner == owner);
        if (old is null)
        {
            return;
        }

        long open = old.Displayed + old.Hidden;
        if (price == old.Price && lots <= open)
        {
            long fromHidden = Math.Min(open - lots, old.Hidden);
            old.Hidden -= fromHidden;
            old.Displayed -= open - lots - fromHidden;
            return;
        }

        if (postOnly && Sorted(old.Side.Opposite()).Any(o => Reaches(old.Side, price, o.Price)))
        {
            return;
        }

        _orders.Remove(old);
        long rest = Match(id, old.Side, price, lots);
        if (rest > 0)
        {
            Rest(id, owner, old.Side, price, rest, old.Peak);
        }
    }

    private static bool Reaches(Side side, long limit, long price) => side == MarketData.Side.Bid ? price <= limit : price >= limit;

    private List<Order> Sorted(Side side) => [.. _orders.Where(o => o.Side == side).OrderBy(o => -side.Sign() * o.Price).ThenBy(o => o.Queued)];

    private void Rest(long id, int owner, Side side, long price, long lots, long peak)
    {
        long displayed = peak == 0 ? lots : Math.Min(peak, lots);
        _orders.Add(new Order { Id = id, Owner = owner, Side = side, Price = price, Displayed = displayed, Hidden = lots - displayed, Peak = peak, Queued = _clock++ });
    }

    private long Match(long taker, Side side, long? limit, long open)
    {
        while (open > 0 && Sorted(side.Opposite()).FirstOrDefault() is { } maker && (limit is null || Reaches(side, limit.Value, maker.Price)))
        {
            long lots = Math.Min(open, maker.Displayed);
            open -= lots;
            maker.Displayed -= lots;
            Trades.Add((maker.Id, taker, maker.Price, lots));
            if (maker.Displayed == 0)
            {
                maker.Displayed = Math.Min(maker.Peak, maker.Hidden);
                maker.Hidden -= maker.Displayed;
                maker.Queued = _clock++;
                if (maker.Displayed == 0)
                {
                    _orders.Remove(maker);
                }
            }
        }

        return open;
    }

    private sealed class Order
    {
        public long Id, Price, Displayed, Hidden, Peak, Queued;
        public int Owner;
        public Side Side;
    }
}
