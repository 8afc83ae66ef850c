using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// A level-3 book of one instrument: every order, in first-in-first-out queues per price, and the level-2 view that follows
/// from them. A venue message is a transaction as in <see cref="LimitOrderBook"/>.
/// </summary>
/// <remarks>
/// Less quantity at the same price keeps an order's place, more quantity or another price sends it to the end
/// (<see cref="MarketEventKind.OrderModify"/>); a replacement is a delete and an add in one message. One writer, whose thread
/// may read between two messages. Nothing is allocated per event once the pools are large enough.
/// </remarks>
public sealed class OrderByOrderBook : IDepthBook
{
    /// <summary>Events ahead whose map entries are asked for: about the time of a memory access.</summary>
    private const int PrefetchDistance = 6;

    private readonly int instrumentId;
    private readonly OrderByOrderBookOptions options;
    private readonly BookSides sides;
    private readonly OrderMap map;
    private readonly OrderPool pool;

    private bool inMessage;

    /// <summary>Set when a change was at or better than the best level: only then can the touch be another.</summary>
    private bool touchReached;
    private bool skipping;
    private bool messageClears;
    private long pendingExchangeTime;
    private long pendingReceiveTime;
    private long pendingSequence;
    private (long BidKey, long BidQuantity, long AskKey, long AskQuantity) lastTouch = (long.MaxValue, 0, long.MaxValue, 0);
    private long messages;
    private long events;
    private long adds;
    private long modifies;
    private long deletes;
    private long executions;
    private long clears;
    private long unknownOrders;
    private long duplicateAdds;
    private long overExecutions;
    private long locked;
    private long crossed;
    private long crossedOutsideTrading;
    private long staleMessages;
    private long ignoredEvents;
    private long gaps;

    /// <summary>Creates an empty book.</summary>
    /// <param name="instrument">Events of other instruments are passed over.</param>
    /// <param name="options">Default: <see cref="OrderByOrderBookOptions"/> as it stands.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public OrderByOrderBook(Instrument instrument, OrderByOrderBookOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        this.options = options ?? new OrderByOrderBookOptions();
        OrderByOrderBookOptions.Validate(this.options);
        Instrument = instrument;
        instrumentId = instrument.Id;
        sides = new BookSides(this.options.Structure, stamped: false);
        map = new OrderMap(this.options.Capacity);
        pool = new OrderPool(this.options.Capacity);
    }

    /// <inheritdoc/>
    public Instrument Instrument { get; }

    /// <inheritdoc/>
    public long ExchangeTime { get; private set; }

    /// <inheritdoc/>
    public long ReceiveTime { get; private set; }

    /// <inheritdoc/>
    public long Sequence { get; private set; }

    /// <summary>What the content is worth.</summary>
    public BookState State { get; private set; }

    /// <summary>Trading status as the venue last said it; a book may be crossed outside <see cref="TradingStatus.Trading"/> and <see cref="TradingStatus.Unknown"/>.</summary>
    public TradingStatus Status { get; private set; }

    /// <summary>Orders in the book.</summary>
    public int OrderCount => map.Count;

    /// <summary>What the book has seen.</summary>
    public OrderCounters Counters => new(messages, events, adds, modifies, deletes, executions, clears, unknownOrders, duplicateAdds, overExecutions, locked, crossed, crossedOutsideTrading, staleMessages, ignoredEvents, gaps);

    /// <summary>Applies events in their order. A message may be split over calls; other instruments' events and kinds that do not change a level-3 book are passed over.</summary>
    /// <param name="marketEvents">Events as a feed delivers them.</param>
    /// <returns>What the messages completed by this call have done, joined.</returns>
    /// <exception cref="MarketDataFormatException">
    /// An order event has no side, a price outside ±2^62, a quantity that cannot be, or makes a side's quantity exceed 64 bits;
    /// or the event is of level 2. The book is then empty and awaits a snapshot.
    /// </exception>
    public BookChanges Apply(ReadOnlySpan<MarketEvent> marketEvents)
    {
        var changes = BookChanges.None;
        for (int i = 0; i < marketEvents.Length; i++)
        {
            ref readonly MarketEvent e = ref marketEvents[i];
            if (i + PrefetchDistance < marketEvents.Length)
            {
                map.Prefetch(marketEvents[i + PrefetchDistance].Id);
            }

            if ((e.Flags & MarketEventFlags.AfterGap) != 0)
            {
                gaps++;
                Distrust();
                changes |= BookChanges.Cleared;
            }

            if (e.InstrumentId == instrumentId)
            {
                changes |= ApplyOwn(in e);
            }

            if (inMessage && e.IsEndOfMessage)
            {
                changes |= EndMessage(in e);
            }
        }

        return State == BookState.AwaitingSnapshot ? changes | BookChanges.AwaitingSnapshot : changes;
    }

    /// <summary>Applies one event; the same as <see cref="Apply(ReadOnlySpan{MarketEvent})"/> with a span of it.</summary>
    public BookChanges Apply(in MarketEvent marketEvent) => Apply(new ReadOnlySpan<MarketEvent>(in marketEvent));

    /// <summary>Looks an order up. Cost: constant.</summary>
    public bool TryGetOrder(long id, out RestingOrder order)
    {
        int slot = map.Find(id, out _);
        if (slot == 0)
        {
            order = default;
            return false;
        }

        ref OrderPool.Order found = ref pool.Orders[slot];
        ref OrderPool.Queue queue = ref pool.Queues[found.Queue];
        order = new RestingOrder(id, (Side)(queue.Side + 1), queue.Side == 0 ? -queue.Key : queue.Key, found.Quantity);
        return true;
    }

    /// <summary>Where an order stands in its queue. Cost: linear in the orders ahead of it.</summary>
    public bool TryGetQueuePlace(long id, out QueuePlace place)
    {
        int slot = map.Find(id, out _);
        if (slot == 0)
        {
            place = default;
            return false;
        }

        OrderPool.Order[] orders = pool.Orders;
        ref OrderPool.Queue queue = ref pool.Queues[orders[slot].Queue];
        int ahead = 0;
        long quantity = 0;
        for (int i = orders[slot].Previous; i != 0; i = orders[i].Previous)
        {
            ahead++;
            quantity += orders[i].Quantity;
        }

        place = new QueuePlace(ahead, quantity, queue.Count - ahead - 1, queue.Total - quantity - orders[slot].Quantity);
        return true;
    }

    /// <summary>The orders of a price in the order of their execution: <c>foreach (RestingOrder order in book.OrdersAt(Side.Bid, price))</c>.</summary>
    public OrderWalk OrdersAt(Side side, long price)
    {
        SideLevels levels = sides.Of(side);
        int queue = BookSides.IsPrice(price) ? levels.OrderCountAt(levels.ToKey(price)) : 0;
        return new OrderWalk(pool, side, price, queue == 0 ? 0 : pool.Queues[queue].Head);
    }

    /// <inheritdoc/>
    public int LevelCount(Side side) => sides.Of(side).Count;

    /// <summary>Sum of all quantities of a side.</summary>
    public long TotalQuantity(Side side) => sides.Of(side).Total;

    /// <inheritdoc/>
    public bool TryGetBest(Side side, out DepthLevel level) => sides.TryGetBest(side, out level) && WithCount(ref level);

    /// <inheritdoc/>
    public bool TryGetNext(Side side, long afterPrice, out DepthLevel level) => sides.TryGetNext(side, afterPrice, out level) && WithCount(ref level);

    /// <inheritdoc/>
    public int CopyTop(Side side, Span<DepthLevel> levels)
    {
        int count = sides.Of(side).CopyTop(levels);
        foreach (ref DepthLevel level in levels[..count])
        {
            WithCount(ref level);
        }

        return count;
    }

    /// <inheritdoc/>
    public long QuantityAt(Side side, long price) => sides.QuantityAt(side, price);

    /// <inheritdoc/>
    public DepthSum DepthTo(Side side, long limitPrice) => sides.DepthTo(side, limitPrice, options.IsWholeBook ? long.MaxValue : long.MinValue);

    /// <inheritdoc/>
    public SweepCost CostToTake(Side side, long quantity) => sides.CostToTake(side, quantity);

    /// <summary>The hash of the book's levels, see <see cref="BookHash"/>.</summary>
    public ulong ComputeHash() => BookHash.Compute(this);

    /// <summary>The level store keeps the queue's slot where a level-2 book keeps its order count.</summary>
    private bool WithCount(ref DepthLevel level)
    {
        level = level with { OrderCount = pool.Queues[level.OrderCount].Count };
        return true;
    }

    private BookChanges ApplyOwn(in MarketEvent e)
    {
        switch (e.Kind)
        {
            case MarketEventKind.OrderAdd or MarketEventKind.OrderModify or MarketEventKind.OrderDelete or MarketEventKind.OrderExecute:
                if (!inMessage)
                {
                    Begin(in e);
                }

                if (skipping)
                {
                    ignoredEvents++;
                    return BookChanges.None;
                }

                events++;
                ApplyOrder(in e);
                return BookChanges.None;
            case MarketEventKind.Clear:
                if (!inMessage || skipping)
                {
                    Begin(in e);
                }

                skipping = false;
                messageClears = true;
                clears++;
                Clear(e.Side);
                State = BookState.Live;
                return BookChanges.Cleared;
            case MarketEventKind.Heartbeat when !inMessage && State == BookState.Live:
                Begin(in e);
                return BookChanges.None;
            case MarketEventKind.Status:
                Status = (TradingStatus)e.Id;
                return BookChanges.None;
            case MarketEventKind.Level:
                throw new MarketDataFormatException($"{Instrument}: Level of sequence {e.Sequence} is a level-2 event; an OrderByOrderBook takes level 3, a LimitOrderBook takes level 2");
            default:
                return BookChanges.None;
        }
    }

    private void Begin(in MarketEvent e)
    {
        inMessage = true;
        messageClears = false;
        skipping = State == BookState.AwaitingSnapshot;
        if (!skipping && options.IgnoreStaleMessages && e.Sequence != 0 && e.Sequence < Sequence && !e.IsSnapshot && e.Kind != MarketEventKind.Clear)
        {
            skipping = true;
            staleMessages++;
        }

        pendingExchangeTime = e.ExchangeTime;
        pendingReceiveTime = e.ReceiveTime;
        pendingSequence = e.Sequence;
    }

    private void ApplyOrder(in MarketEvent e)
    {
        int slot = map.Find(e.Id, out int position);
        switch (e.Kind)
        {
            case MarketEventKind.OrderAdd:
                if (slot != 0)
                {
                    duplicateAdds++;
                    RemoveOrder(slot, position);
                }

                adds++;
                AddOrder(in e, e.Side);
                break;
            case var _ when slot == 0:
                unknownOrders++;
                break;
            case MarketEventKind.OrderDelete:
                deletes++;
                RemoveOrder(slot, position);
                break;
            case MarketEventKind.OrderExecute:
                executions++;
                Execute(slot, position, in e);
                break;
            default:
                modifies++;
                Modify(slot, position, in e);
                break;
        }
    }

    private void Execute(int slot, int position, in MarketEvent e)
    {
        long left = pool.Orders[slot].Quantity - e.Quantity;
        if (e.Quantity < 0)
        {
            ThrowBadOrder(in e);
        }

        if (left > 0)
        {
            Reduce(slot, left);
            return;
        }

        if (left < 0)
        {
            overExecutions++;
        }

        RemoveOrder(slot, position);
    }

    private void Modify(int slot, int position, in MarketEvent e)
    {
        if (e.Quantity < 0 || !BookSides.IsPrice(e.Price))
        {
            ThrowBadOrder(in e);
        }

        if (e.Quantity == 0)
        {
            RemoveOrder(slot, position);
            return;
        }

        ref OrderPool.Order order = ref pool.Orders[slot];
        ref OrderPool.Queue queue = ref pool.Queues[order.Queue];
        var oldSide = (Side)(queue.Side + 1);
        Side side = e.Side == Side.None ? oldSide : e.Side;
        if (side == oldSide && e.Quantity <= order.Quantity && queue.Key == sides.Of(side).ToKey(e.Price))
        {
            Reduce(slot, e.Quantity);
            return;
        }

        RemoveOrder(slot, position);
        AddOrder(in e, side);
    }

    private void Reduce(int slot, long quantity)
    {
        ref OrderPool.Order order = ref pool.Orders[slot];
        ref OrderPool.Queue queue = ref pool.Queues[order.Queue];
        queue.Total -= order.Quantity - quantity;
        order.Quantity = quantity;
        SetLevel(Levels(queue.Side), queue.Key, queue.Total, order.Queue);
    }

    private void AddOrder(in MarketEvent e, Side side)
    {
        uint index = (uint)side - 1;
        if (index > 1 || e.Quantity < 1 || !BookSides.IsPrice(e.Price))
        {
            ThrowBadOrder(in e);
        }

        SideLevels levels = Levels((int)index);
        long key = levels.ToKey(e.Price);
        int queueSlot = levels.OrderCountAt(key);
        if (queueSlot == 0)
        {
            queueSlot = pool.RentQueue((int)index, key);
        }

        int slot = pool.RentOrder();
        ref OrderPool.Queue queue = ref pool.Queues[queueSlot];
        ref OrderPool.Order order = ref pool.Orders[slot];
        order = new OrderPool.Order { Id = e.Id, Quantity = e.Quantity, Queue = queueSlot, Previous = queue.Tail };
        if (queue.Tail != 0)
        {
            pool.Orders[queue.Tail].Next = slot;
        }
        else
        {
            queue.Head = slot;
        }

        queue.Tail = slot;
        queue.Count++;
        queue.Total += e.Quantity;
        map.Add(e.Id, slot);
        if (queue.Total < 0 || SetLevel(levels, key, queue.Total, queueSlot) == LadderLevels.Outcome.TotalOverflow)
        {
            ThrowBadOrder(in e);
        }
    }

    private void RemoveOrder(int slot, int position)
    {
        ref OrderPool.Order order = ref pool.Orders[slot];
        int queueSlot = order.Queue;
        ref OrderPool.Queue queue = ref pool.Queues[queueSlot];
        if (order.Previous != 0)
        {
            pool.Orders[order.Previous].Next = order.Next;
        }
        else
        {
            queue.Head = order.Next;
        }

        if (order.Next != 0)
        {
            pool.Orders[order.Next].Previous = order.Previous;
        }
        else
        {
            queue.Tail = order.Previous;
        }

        queue.Count--;
        queue.Total -= order.Quantity;
        map.RemoveAt(position);
        SetLevel(Levels(queue.Side), queue.Key, queue.Total, queueSlot);
        if (queue.Count == 0)
        {
            pool.ReturnQueue(queueSlot);
        }

        pool.ReturnOrder(slot);
    }

    private LadderLevels.Outcome SetLevel(SideLevels levels, long key, long total, int queue)
    {
        touchReached |= key <= levels.Best;
        return levels.Set(key, total, queue, 0);
    }

    private SideLevels Levels(int side) => side == 0 ? sides.Bids : sides.Asks;

    private BookChanges EndMessage(in MarketEvent e)
    {
        inMessage = false;
        if (skipping)
        {
            skipping = false;
            return BookChanges.None;
        }

        bool own = e.InstrumentId == instrumentId;
        ExchangeTime = own ? e.ExchangeTime : pendingExchangeTime;
        ReceiveTime = own ? e.ReceiveTime : pendingReceiveTime;
        long sequence = own ? e.Sequence : pendingSequence;
        Sequence = sequence != 0 || messageClears ? sequence : Sequence;
        State = BookState.Live;
        messages++;
        var changes = BookChanges.Message;
        SideLevels bids = sides.Bids, asks = sides.Asks;
        if (bids.Count > 0 && asks.Count > 0 && bids.Best + asks.Best is var gap && gap <= 0)
        {
            changes |= Judge(gap);
        }

        if (touchReached || (messages & 63) == 0)
        {
            bids.Judge();
            asks.Judge();
        }

        if (touchReached)
        {
            touchReached = false;
            (long, long, long, long) touch = (bids.Best, bids.BestQuantity, asks.Best, asks.BestQuantity);
            if (touch != lastTouch)
            {
                lastTouch = touch;
                changes |= BookChanges.Touch;
            }
        }

        return changes;
    }

    private BookChanges Judge(long gap)
    {
        if (gap == 0)
        {
            locked++;
            return BookChanges.Locked;
        }

        if (Status is not (TradingStatus.Trading or TradingStatus.Unknown))
        {
            crossedOutsideTrading++;
            return BookChanges.Crossed;
        }

        crossed++;
        if (options.Crossed == CrossedPolicy.Ignore)
        {
            return BookChanges.Crossed;
        }

        Distrust();
        return BookChanges.Crossed | BookChanges.Cleared;
    }

    private void Clear(Side side)
    {
        touchReached = true;
        if (side == Side.None)
        {
            sides.Bids.Clear();
            sides.Asks.Clear();
            map.Clear();
            pool.Clear();
            return;
        }

        SideLevels levels = sides.Of(side);
        for (long key = levels.Best; key != long.MaxValue; key = levels.Best)
        {
            int slot = pool.Queues[levels.OrderCountAt(key)].Head;
            map.Find(pool.Orders[slot].Id, out int position);
            RemoveOrder(slot, position);
        }
    }

    private void Distrust()
    {
        Clear(Side.None);
        State = BookState.AwaitingSnapshot;
        skipping = inMessage;
    }

    private void ThrowBadOrder(in MarketEvent e)
    {
        Distrust();
        throw new MarketDataFormatException($"{Instrument}: {e.Kind} of order {e.Id}, sequence {e.Sequence}, has side {e.Side}, price {e.Price}, quantity {e.Quantity}; expected Bid or Ask, a price within ±2^62, a positive quantity, and sums within 64 bits; a snapshot is needed");
    }
}
