using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
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
public sealed partial class OrderByOrderBook : IDepthBook
{
    /// <summary>Events ahead whose orders are asked for: about the time of a memory access.</summary>
    private const int PrefetchDistance = 6;

    private readonly int instrumentId;
    private readonly OrderByOrderBookOptions options;
    private readonly OrderQueues queues;
    private readonly SideLevels bids;
    private readonly SideLevels asks;

    private bool inMessage;
    private bool skipping;
    private bool messageClears;
    private long pendingExchangeTime;
    private long pendingReceiveTime;
    private long pendingSequence;
    private Touch lastTouch;
    private long messages;
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
        queues = new OrderQueues(this.options.Structure, this.options.Capacity);
        bids = queues.Sides.Bids;
        asks = queues.Sides.Asks;
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
    public int OrderCount => queues.Count;

    /// <summary>What the book has seen.</summary>
    public OrderCounters Counters => new(messages, adds + modifies + deletes + executions + unknownOrders, adds, modifies, deletes, executions, clears, unknownOrders, duplicateAdds, overExecutions, locked, crossed, crossedOutsideTrading, staleMessages, ignoredEvents, gaps);

    /// <summary>Applies events in their order. A message may be split over calls; other instruments' events and kinds that do not change a level-3 book are passed over.</summary>
    /// <param name="marketEvents">Events as a feed delivers them.</param>
    /// <returns>What the messages completed by this call have done, joined.</returns>
    /// <exception cref="MarketDataFormatException">
    /// An order event has no side, a price outside ±2^62, a quantity that cannot be, or makes a side's quantity exceed 64 bits;
    /// or the event is of level 2. The book is then empty and awaits a snapshot.
    /// </exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public BookChanges Apply(ReadOnlySpan<MarketEvent> marketEvents)
    {
        var changes = BookChanges.None;
        int prefetched = marketEvents.Length - PrefetchDistance;
        for (int i = 0; i < marketEvents.Length; i++)
        {
            ref readonly MarketEvent e = ref marketEvents[i];
            ReadAhead.From(in e);
            if (i < prefetched)
            {
                queues.Prefetch(Unsafe.Add(ref Unsafe.AsRef(in e), PrefetchDistance).Id);
            }

            bool isOrder = e.InstrumentId == instrumentId & (uint)(e.Kind - MarketEventKind.OrderAdd) <= MarketEventKind.OrderExecute - MarketEventKind.OrderAdd;
            if (isOrder & e.Flags == MarketEventFlags.EndOfMessage & !inMessage && State == BookState.Live && !IsStale(in e))
            {
                // A message of one order, as most are on level 3.
                Change(in e);
                ExchangeTime = e.ExchangeTime;
                ReceiveTime = e.ReceiveTime;
                Sequence = e.Sequence != 0 ? e.Sequence : Sequence;
                changes |= Conclude();
                continue;
            }

            if ((e.Flags & MarketEventFlags.AfterGap) != 0)
            {
                gaps++;
                Distrust();
                changes |= BookChanges.Cleared;
            }

            if (isOrder)
            {
                ApplyOrder(in e);
            }
            else if (e.InstrumentId == instrumentId)
            {
                changes |= ApplyOther(in e);
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ApplyOrder(in MarketEvent e)
    {
        if (!inMessage)
        {
            Begin(in e);
        }

        if (skipping)
        {
            ignoredEvents++;
            return;
        }

        Change(in e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsStale(in MarketEvent e) => e.Sequence < Sequence && e.Sequence != 0 && options.IgnoreStaleMessages && !e.IsSnapshot;

    // The kind is known at once, the order only when memory has answered: in this turn a wrong guess costs little.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Change(in MarketEvent e)
    {
        if (e.Kind == MarketEventKind.OrderAdd)
        {
            adds++;
            AddOrder(in e, e.Side);
        }
        else if (e.Kind == MarketEventKind.OrderDelete)
        {
            if (queues.TryRemove(e.Id))
            {
                deletes++;
            }
            else
            {
                unknownOrders++;
            }
        }
        else
        {
            ChangeKnown(in e);
        }
    }

    /// <summary>An execution or a modification.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ChangeKnown(in MarketEvent e)
    {
        int slot = queues.Find(e.Id);
        if (slot == 0)
        {
            unknownOrders++;
            return;
        }

        if (e.Kind != MarketEventKind.OrderExecute)
        {
            Modify(slot, in e);
            return;
        }

        executions++;
        if (e.Quantity < 0)
        {
            ThrowBadOrder(in e);
        }

        long left = queues.Order(slot).Quantity - e.Quantity;
        if (left > 0)
        {
            queues.Reduce(slot, left);
            return;
        }

        overExecutions += left < 0 ? 1 : 0;
        queues.Remove(slot);
    }

    private void Modify(int slot, in MarketEvent e)
    {
        modifies++;
        if (e.Quantity < 0 || !BookSides.IsPrice(e.Price))
        {
            ThrowBadOrder(in e);
        }

        if (e.Quantity == 0)
        {
            queues.Remove(slot);
            return;
        }

        ref QueuePool.Queue queue = ref queues.QueueOf(slot);
        var oldSide = (Side)(queue.Side + 1);
        Side side = e.Side == Side.None ? oldSide : e.Side;
        if (side == oldSide && e.Quantity <= queues.Order(slot).Quantity && queue.Key == queues.Sides.Of(side).ToKey(e.Price))
        {
            queues.Reduce(slot, e.Quantity);
            return;
        }

        queues.Remove(slot);
        AddOrder(in e, side);
    }

    /// <summary>Everything but the orders themselves.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private BookChanges ApplyOther(in MarketEvent e)
    {
        switch (e.Kind)
        {
            case MarketEventKind.Clear:
                if (!inMessage || skipping)
                {
                    Begin(in e);
                }

                skipping = false;
                messageClears = true;
                clears++;
                queues.Clear(e.Side);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddOrder(in MarketEvent e, Side side)
    {
        uint index = (uint)side - 1;
        if (index > 1 || e.Quantity < 1)
        {
            ThrowBadOrder(in e);
        }

        OrderQueues.AddOutcome outcome = queues.Add(e.Id, (int)index, e.Price, e.Quantity);
        if (outcome != OrderQueues.AddOutcome.Added)
        {
            AddAgain(in e, side, outcome);
        }
    }

    /// <summary>An order that is there already is announced once more: the new one takes its place.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddAgain(in MarketEvent e, Side side, OrderQueues.AddOutcome outcome)
    {
        if (outcome == OrderQueues.AddOutcome.IdInUse && queues.TryRemove(e.Id))
        {
            duplicateAdds++;
            outcome = queues.Add(e.Id, (int)side - 1, e.Price, e.Quantity);
        }

        if (outcome != OrderQueues.AddOutcome.Added)
        {
            ThrowBadOrder(in e);
        }
    }

    [DoesNotReturn]
    private void ThrowBadOrder(in MarketEvent e)
    {
        Distrust();
        throw new MarketDataFormatException($"{Instrument}: {e.Kind} of order {e.Id}, sequence {e.Sequence}, has side {e.Side}, price {e.Price}, quantity {e.Quantity}; expected Bid or Ask, a price within ±2^62, a positive quantity, and sums within 64 bits; a snapshot is needed");
    }
}
