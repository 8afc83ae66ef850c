using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>
/// A price-time-priority matching engine for one instrument: limit, market, immediate-or-cancel, fill-or-kill, post-only and
/// iceberg orders, cancel and replace. Whole numbers only, single-threaded, no clock: the same commands give the same matches.
/// Nothing is allocated once the pools have grown to the largest number of open orders and occupied price pages.
/// </summary>
/// <remarks>
/// Within a price the oldest order trades first. An iceberg shows one slice at a time; each next slice joins the end of the
/// queue under the same order id. Submitting, cancelling and replacing cost constant time near the touch; a match costs constant
/// time per resting order.
/// </remarks>
public sealed class MatchingEngine
{
    /// <summary>Largest quantity of one order, in lots: sums over a whole book stay within 64 bits.</summary>
    public const long QuantityMax = 1L << 40;

    /// <summary>Largest absolute price of a limit order, in ticks.</summary>
    public const long PriceMax = 1L << 60;

    private readonly IMatchingListener _listener;
    private readonly PriceLevels _bids = new();
    private readonly PriceLevels _asks = new();
    private readonly OrderIndex _index = new();
    private RestingOrder[] _orders = new RestingOrder[1024];
    private int _usedOrders;
    private int _freeOrder = -1;
    private long _lastOrderId;
    private long _lastTradeId;

    /// <summary>Makes an empty book.</summary>
    /// <param name="listener">Hears everything that happens; see its re-entrancy rule.</param>
    public MatchingEngine(IMatchingListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _listener = listener;
    }

    /// <summary>Orders resting in the book.</summary>
    public int OpenOrders { get; private set; }

    /// <summary>Trades so far; also the id of the last trade.</summary>
    public long TradeCount => _lastTradeId;

    /// <summary>Best displayed level of a side; false when the side is empty.</summary>
    public bool TryGetBest(Side side, out DepthLevel level)
    {
        PriceLevels levels = LevelsOf(side);
        if (levels.IsEmpty)
        {
            level = default;
            return false;
        }

        ref PriceLevel best = ref levels[levels.BestLevel];
        level = new DepthLevel(Price(side, levels.BestKey), best.DisplayedLots, best.Count);
        return true;
    }

    /// <summary>The first level strictly worse than a price (below it for bids, above it for asks); false when there is none.</summary>
    public bool TryGetNext(Side side, long afterPrice, out DepthLevel level)
    {
        PriceLevels levels = LevelsOf(side);
        long key = Key(side, afterPrice);
        if (levels.TryNextWorse(ref key, out int index))
        {
            ref PriceLevel next = ref levels[index];
            level = new DepthLevel(Price(side, key), next.DisplayedLots, next.Count);
            return true;
        }

        level = default;
        return false;
    }

    /// <summary>Displayed lots at a price; 0 when there is no level.</summary>
    public long DisplayedAt(Side side, long priceTicks)
    {
        PriceLevels levels = LevelsOf(side);
        int index = levels.Find(Key(side, priceTicks));
        return index < 0 ? 0 : levels[index].DisplayedLots;
    }

    /// <summary>Orders queued at a price; 0 when there is no level.</summary>
    public int OrdersAt(Side side, long priceTicks)
    {
        PriceLevels levels = LevelsOf(side);
        int index = levels.Find(Key(side, priceTicks));
        return index < 0 ? 0 : levels[index].Count;
    }

    /// <summary>Occupied levels of a side.</summary>
    public int LevelCount(Side side) => LevelsOf(side).LevelCount;

    /// <summary>State of a resting order; false when it is not in the book.</summary>
    /// <param name="orderId">Id returned by <see cref="Submit"/>.</param>
    /// <param name="side">Side of the order.</param>
    /// <param name="priceTicks">Price in ticks.</param>
    /// <param name="displayedLots">Lots shown now.</param>
    /// <param name="hiddenLots">Lots behind the shown slice of an iceberg.</param>
    public bool TryGetOrder(long orderId, out Side side, out long priceTicks, out long displayedLots, out long hiddenLots)
    {
        int slot = _index.Find(orderId);
        if (slot < 0)
        {
            side = Side.None;
            priceTicks = displayedLots = hiddenLots = 0;
            return false;
        }

        ref RestingOrder order = ref _orders[slot];
        side = order.Side;
        priceTicks = order.PriceTicks;
        displayedLots = order.DisplayedLots;
        hiddenLots = order.HiddenLots;
        return true;
    }

    /// <summary>Lots displayed before a resting order in the queue of its price; -1 when it is not in the book. Cost: linear in the queue.</summary>
    public long LotsAhead(long orderId)
    {
        int slot = _index.Find(orderId);
        if (slot < 0)
        {
            return -1;
        }

        long ahead = 0;
        for (int i = _orders[slot].Previous; i >= 0; i = _orders[i].Previous)
        {
            ahead += _orders[i].DisplayedLots;
        }

        return ahead;
    }

    /// <summary>Reads the queue of a price, oldest order first.</summary>
    /// <param name="side">Side of the level.</param>
    /// <param name="priceTicks">Price of the level.</param>
    /// <param name="orderIds">Receives order ids.</param>
    /// <returns>Ids written: the span's length, or fewer when the level has fewer orders.</returns>
    public int CopyQueue(Side side, long priceTicks, Span<long> orderIds)
    {
        PriceLevels levels = LevelsOf(side);
        int index = levels.Find(Key(side, priceTicks));
        int count = 0;
        for (int i = index < 0 ? -1 : levels[index].Head; i >= 0 && count < orderIds.Length; i = _orders[i].Next)
        {
            orderIds[count++] = _orders[i].Id;
        }

        return count;
    }

    /// <summary>Sends an order: matches what it can and rests, expires or rejects the rest.</summary>
    /// <param name="participant">Number of the sender; reports carry it.</param>
    /// <param name="request">The order.</param>
    /// <returns>The id given to the order, also when it was rejected; ids count up from 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Side, price, quantity or display quantity are outside their range.</exception>
    public long Submit(int participant, in OrderRequest request)
    {
        Validate(request);
        long id = ++_lastOrderId;
        bool isMarket = request.Type == OrderType.Market;
        long limitKey = isMarket ? long.MinValue : Key(request.Side.Opposite(), request.PriceTicks);
        RejectReason reason = RejectReason.None;
        if (!isMarket && request.TimeInForce == TimeInForce.PostOnly && Crosses(request.Side, limitKey))
        {
            reason = RejectReason.PostOnlyWouldTrade;
        }
        else if (!isMarket && request.TimeInForce == TimeInForce.FillOrKill && !CanFill(request.Side, limitKey, request.QuantityLots))
        {
            reason = RejectReason.FillOrKillUnfillable;
        }

        if (reason != RejectReason.None)
        {
            _listener.OnReport(new ExecutionReport(participant, id, request.ClientTag, ExecutionKind.Rejected, reason, request.Side, request.PriceTicks, request.QuantityLots, 0, false));
            return id;
        }

        _listener.OnReport(new ExecutionReport(participant, id, request.ClientTag, ExecutionKind.Accepted, RejectReason.None, request.Side, request.PriceTicks, request.QuantityLots, request.QuantityLots, false));
        long open = Match(id, participant, request.Side, limitKey, request.QuantityLots, request.ClientTag);
        if (open > 0)
        {
            if (isMarket || request.TimeInForce == TimeInForce.ImmediateOrCancel)
            {
                _listener.OnReport(new ExecutionReport(participant, id, request.ClientTag, ExecutionKind.Expired, RejectReason.None, request.Side, request.PriceTicks, open, 0, false));
            }
            else
            {
                Rest(id, participant, request.Side, request.PriceTicks, open, request.DisplayLots, request.ClientTag);
            }
        }

        return id;
    }

    /// <summary>Takes an order out of the book.</summary>
    /// <returns>True when it was there and belonged to the participant; else a rejection is reported and nothing changes.</returns>
    public bool Cancel(int participant, long orderId)
    {
        int slot = FindOwn(participant, orderId);
        if (slot < 0)
        {
            return false;
        }

        RestingOrder order = _orders[slot];
        long displayed = order.DisplayedLots;
        Unlink(slot);
        Release(slot);
        _listener.OnOrderRemoved(orderId, order.Side, order.PriceTicks, displayed);
        _listener.OnReport(new ExecutionReport(participant, orderId, order.ClientTag, ExecutionKind.Cancelled, RejectReason.None, order.Side, order.PriceTicks, displayed + order.HiddenLots, 0, false));
        return true;
    }

    /// <summary>
    /// Changes price and open quantity of a resting order. Less quantity at the same price keeps the place in the queue;
    /// everything else goes to the end of the new price's queue, and matches first when the new price crosses. The id stays.
    /// </summary>
    /// <param name="participant">The owner.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="priceTicks">New limit price in ticks.</param>
    /// <param name="quantityLots">New open quantity (hidden part included), above 0.</param>
    /// <param name="postOnly">Refuse, and leave the order as it is, when the new price would trade at once.</param>
    /// <returns>True when the order was changed.</returns>
    public bool Replace(int participant, long orderId, long priceTicks, long quantityLots, bool postOnly = false)
    {
        ValidatePriceAndQuantity(priceTicks, quantityLots);
        int slot = FindOwn(participant, orderId);
        if (slot < 0)
        {
            return false;
        }

        RestingOrder old = _orders[slot];
        long open = old.DisplayedLots + old.HiddenLots;
        if (priceTicks == old.PriceTicks && quantityLots <= open)
        {
            ReduceInPlace(slot, open - quantityLots);
            _listener.OnReport(new ExecutionReport(participant, orderId, old.ClientTag, ExecutionKind.Replaced, RejectReason.None, old.Side, priceTicks, quantityLots, quantityLots, false));
            return true;
        }

        long limitKey = Key(old.Side.Opposite(), priceTicks);
        if (postOnly && Crosses(old.Side, limitKey))
        {
            _listener.OnReport(new ExecutionReport(participant, orderId, old.ClientTag, ExecutionKind.Rejected, RejectReason.PostOnlyWouldTrade, old.Side, priceTicks, 0, open, false));
            return false;
        }

        Unlink(slot);
        Release(slot);
        _listener.OnOrderRemoved(orderId, old.Side, old.PriceTicks, old.DisplayedLots);
        _listener.OnReport(new ExecutionReport(participant, orderId, old.ClientTag, ExecutionKind.Replaced, RejectReason.None, old.Side, priceTicks, quantityLots, quantityLots, false));
        long rest = Match(orderId, participant, old.Side, limitKey, quantityLots, old.ClientTag);
        if (rest > 0)
        {
            Rest(orderId, participant, old.Side, priceTicks, rest, old.PeakLots, old.ClientTag);
        }

        return true;
    }

    internal static void Validate(in OrderRequest request)
    {
        if (request.Side is not (Side.Bid or Side.Ask))
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Side, "The side of an order is Bid or Ask.");
        }

        ValidatePriceAndQuantity(request.Type == OrderType.Market ? 0 : request.PriceTicks, request.QuantityLots);
        if (request.DisplayLots < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.DisplayLots, "DisplayLots is 0 (show everything) or more.");
        }
    }

    internal static void ValidatePriceAndQuantity(long priceTicks, long quantityLots)
    {
        if (quantityLots is <= 0 or > QuantityMax)
        {
            throw new ArgumentOutOfRangeException(nameof(quantityLots), quantityLots, $"A quantity is 1…{QuantityMax} lots.");
        }

        if (priceTicks is > PriceMax or < -PriceMax)
        {
            throw new ArgumentOutOfRangeException(nameof(priceTicks), priceTicks, $"A price is within ±{PriceMax} ticks.");
        }
    }

    // Keys grow towards the better price of the side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Key(Side side, long price) => side == Side.Bid ? price : -price;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Price(Side side, long key) => side == Side.Bid ? key : -key;

    private PriceLevels LevelsOf(Side side) => side switch
    {
        Side.Bid => _bids,
        Side.Ask => _asks,
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "Bid or Ask."),
    };

    private bool Crosses(Side side, long limitKey)
    {
        PriceLevels opposite = side == Side.Bid ? _asks : _bids;
        return !opposite.IsEmpty && opposite.BestKey >= limitKey;
    }

    private bool CanFill(Side side, long limitKey, long quantity)
    {
        PriceLevels opposite = side == Side.Bid ? _asks : _bids;
        if (opposite.IsEmpty)
        {
            return false;
        }

        long key = opposite.BestKey + 1;
        while (opposite.TryNextWorse(ref key, out int level) && key >= limitKey)
        {
            quantity -= opposite[level].DisplayedLots + opposite[level].HiddenLots;
            if (quantity <= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Trades against the other side while it is at the limit or better; returns what stays open.</summary>
    private long Match(long takerId, int taker, Side side, long limitKey, long open, long takerTag)
    {
        Side makerSide = side.Opposite();
        PriceLevels opposite = makerSide == Side.Bid ? _bids : _asks;
        while (open > 0 && !opposite.IsEmpty)
        {
            long key = opposite.BestKey;
            if (key < limitKey)
            {
                break;
            }

            long price = Price(makerSide, key);
            int level = opposite.BestLevel;
            int slot = opposite[level].Head;
            ref RestingOrder maker = ref _orders[slot];
            long lots = Math.Min(open, maker.DisplayedLots);
            open -= lots;
            maker.DisplayedLots -= lots;
            opposite[level].DisplayedLots -= lots;
            long makerId = maker.Id;
            long makerOpen = maker.DisplayedLots + maker.HiddenLots;
            var makerReport = new ExecutionReport(maker.Participant, makerId, maker.ClientTag, ExecutionKind.Traded, RejectReason.None, makerSide, price, lots, makerOpen, true);
            var trade = new MatchedTrade(++_lastTradeId, makerId, takerId, side, price, lots, maker.DisplayedLots);
            if (maker.DisplayedLots == 0)
            {
                Unlink(slot);
                if (makerOpen > 0)
                {
                    long slice = Math.Min(maker.PeakLots, maker.HiddenLots);
                    maker.HiddenLots -= slice;
                    maker.DisplayedLots = slice;
                    Link(slot);
                    _listener.OnTrade(trade);
                    _listener.OnOrderAdded(makerId, makerSide, price, slice);
                }
                else
                {
                    Release(slot);
                    _listener.OnTrade(trade);
                }
            }
            else
            {
                _listener.OnTrade(trade);
            }

            _listener.OnReport(makerReport);
            _listener.OnReport(new ExecutionReport(taker, takerId, takerTag, ExecutionKind.Traded, RejectReason.None, side, price, lots, open, false));
        }

        return open;
    }

    private void Rest(long id, int participant, Side side, long price, long quantity, long peak, long tag)
    {
        int slot = TakeSlot();
        long displayed = peak == 0 ? quantity : Math.Min(peak, quantity);
        _orders[slot] = new RestingOrder
        {
            Id = id,
            PriceTicks = price,
            DisplayedLots = displayed,
            HiddenLots = quantity - displayed,
            PeakLots = peak,
            ClientTag = tag,
            Participant = participant,
            Side = side,
        };
        Link(slot);
        _index.Add(id, slot);
        OpenOrders++;
        _listener.OnOrderAdded(id, side, price, displayed);
    }

    private void ReduceInPlace(int slot, long lots)
    {
        ref RestingOrder order = ref _orders[slot];
        PriceLevels levels = order.Side == Side.Bid ? _bids : _asks;
        ref PriceLevel level = ref levels[order.Level];
        long fromHidden = Math.Min(lots, order.HiddenLots);
        long fromShown = lots - fromHidden;
        order.HiddenLots -= fromHidden;
        order.DisplayedLots -= fromShown;
        level.HiddenLots -= fromHidden;
        level.DisplayedLots -= fromShown;
        if (fromShown > 0)
        {
            _listener.OnOrderReduced(order.Id, order.Side, order.PriceTicks, order.DisplayedLots);
        }
    }

    private int FindOwn(int participant, long orderId)
    {
        int slot = _index.Find(orderId);
        if (slot >= 0 && _orders[slot].Participant == participant)
        {
            return slot;
        }

        RejectReason reason = slot < 0 ? RejectReason.UnknownOrder : RejectReason.NotOwner;
        _listener.OnReport(new ExecutionReport(participant, orderId, 0, ExecutionKind.Rejected, reason, Side.None, 0, 0, 0, false));
        return -1;
    }

    private void Link(int slot)
    {
        ref RestingOrder order = ref _orders[slot];
        PriceLevels levels = order.Side == Side.Bid ? _bids : _asks;
        int index = levels.FindOrAdd(Key(order.Side, order.PriceTicks));
        ref PriceLevel level = ref levels[index];
        order.Level = index;
        order.Next = -1;
        order.Previous = level.Tail;
        if (level.Tail >= 0)
        {
            _orders[level.Tail].Next = slot;
        }
        else
        {
            level.Head = slot;
        }

        level.Tail = slot;
        level.Count++;
        level.DisplayedLots += order.DisplayedLots;
        level.HiddenLots += order.HiddenLots;
    }

    private void Unlink(int slot)
    {
        ref RestingOrder order = ref _orders[slot];
        PriceLevels levels = order.Side == Side.Bid ? _bids : _asks;
        ref PriceLevel level = ref levels[order.Level];
        if (order.Previous >= 0)
        {
            _orders[order.Previous].Next = order.Next;
        }
        else
        {
            level.Head = order.Next;
        }

        if (order.Next >= 0)
        {
            _orders[order.Next].Previous = order.Previous;
        }
        else
        {
            level.Tail = order.Previous;
        }

        level.DisplayedLots -= order.DisplayedLots;
        level.HiddenLots -= order.HiddenLots;
        if (--level.Count == 0)
        {
            levels.Remove(order.Level, Key(order.Side, order.PriceTicks));
        }
    }

    private int TakeSlot()
    {
        if (_freeOrder >= 0)
        {
            int slot = _freeOrder;
            _freeOrder = _orders[slot].Next;
            return slot;
        }

        if (_usedOrders == _orders.Length)
        {
            Array.Resize(ref _orders, _usedOrders * 2);
        }

        return _usedOrders++;
    }

    private void Release(int slot)
    {
        _index.Remove(_orders[slot].Id);
        _orders[slot].Next = _freeOrder;
        _freeOrder = slot;
        OpenOrders--;
    }

    private struct RestingOrder
    {
        public long Id;
        public long PriceTicks;
        public long DisplayedLots;
        public long HiddenLots;
        public long PeakLots;
        public long ClientTag;
        public int Participant;
        public int Level;
        public int Next;
        public int Previous;
        public Side Side;
    }
}
