using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Execution;

/// <summary>
/// Executes orders against a recorded or live book without touching it. An order reaches the venue after the latency of the model
/// and meets the book as it is then; takers walk the levels; resting orders wait behind the quantity that stood at their price and
/// move forward by a <see cref="QueueModel"/>; the owner learns of everything after the latency of the answer.
/// </summary>
/// <remarks>
/// Own fills do not change the market: quantities stay small against the book. Requests reach the venue in the order in which they
/// were sent. Around each message call <see cref="AdvanceTo"/> before the book takes it and <see cref="OnMessage"/> after. Cash is a
/// decimal and adds up exactly: cash = initial − Σ side · price · quantity · unit − Σ fees + Σ flows, checked at each movement. Not
/// thread-safe.
/// </remarks>
public sealed class SimulatedExecution : IOrderExecution
{
    private readonly IDepthBook book;
    private readonly SimulatedExecutionOptions options;
    private readonly Account account;
    private readonly List<Order> active = [];
    private readonly List<Order> resting = [];
    private readonly Queue<Request> requests = new();
    private readonly Queue<Report> reports = new();
    private readonly List<Fill> fills = [];
    private long nextId = 1, lastArrival, lastKnown, lastTwiceMid, lastTradePrice;
    private FundingTerms funding;

    /// <summary>Creates the execution.</summary>
    /// <param name="book">The book orders meet; updated by its owner.</param>
    /// <param name="options">Assumptions; default: no fees, 1 ms latency, no cash.</param>
    public SimulatedExecution(IDepthBook book, SimulatedExecutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(book);
        this.book = book;
        this.options = options ?? new SimulatedExecutionOptions();
        this.options.Validate();
        account = new Account(book.Instrument, this.options.InitialCash, this.options.BorrowRatePerYear);
    }

    /// <summary>Raised when the owner learns of a fill.</summary>
    public event Action<Fill>? FillKnown;

    /// <summary>Money, exact, with everything that happened on the venue.</summary>
    public decimal Cash => account.Cash;

    /// <summary>Fees paid so far.</summary>
    public decimal FeesPaid => account.FeesPaid;

    /// <summary>Largest difference so far between <see cref="Cash"/> and the sum of fills, fees and flows: 0, or the accounting is wrong.</summary>
    public decimal ConservationError => account.ConservationError;

    /// <inheritdoc/>
    public long Position { get; private set; }

    /// <summary>Signed position in lots on the venue, with fills the owner does not know of yet.</summary>
    public long VenuePosition => account.Position;

    /// <summary>All fills on the venue so far, oldest first.</summary>
    public IReadOnlyList<Fill> Fills => fills;

    /// <summary>Funding and borrowing so far, oldest first.</summary>
    public IReadOnlyList<CashFlow> CashFlows => account.Flows;

    /// <inheritdoc/>
    public IReadOnlyList<Order> ActiveOrders => active;

    /// <inheritdoc/>
    public decimal UnitValue => account.UnitValue;

    /// <summary>Cash plus the position at the mid price, as known; at the last known mid when a side is empty.</summary>
    public decimal Equity
    {
        get
        {
            NoteMid();
            decimal unknown = 0;
            foreach (Report report in reports)
            {
                if (report.FillIndex >= 0)
                {
                    Fill fill = fills[report.FillIndex];
                    unknown += (fill.Side.Sign() * fill.Price * (decimal)fill.Quantity * UnitValue) + fill.Fee;
                }
            }

            return account.Cash + unknown + (Position * (decimal)lastTwiceMid / 2 * UnitValue);
        }
    }

    /// <inheritdoc/>
    public long WorstPosition(Side side)
    {
        long position = Position;
        foreach (Order order in active)
        {
            position += order.Side == side ? side.Sign() * order.Remaining : 0;
        }

        return position;
    }

    /// <inheritdoc/>
    public Order Submit(Side side, OrderType type, long quantity, long time, long limitPrice = 0, long stopPrice = 0)
    {
        if (side is not (Side.Bid or Side.Ask))
        {
            throw new ArgumentOutOfRangeException(nameof(side), side, "An order buys (Bid) or sells (Ask).");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        long limit = type is OrderType.Market or OrderType.Stop ? 0 : limitPrice;
        long stop = type is OrderType.Stop or OrderType.StopLimit ? stopPrice : 0;
        var order = new Order(nextId++, side, type, quantity, limit, stop, time, book.Mid());
        active.Add(order);
        long latency = options.Latency.OrderEntry(time);
        if (latency < 0)
        {
            order.ArrivalTime = time;
            order.MoveOnVenue(OrderState.Rejected);
            Tell(new Report(order, OrderState.Rejected, 0, -1, OrderRejection.NotReached), latency == long.MinValue ? long.MaxValue : time - latency);
            return order;
        }

        order.ArrivalTime = Arrival(time, latency);
        requests.Enqueue(new Request(order, order.ArrivalTime, IsCancel: false));
        return order;
    }

    /// <inheritdoc/>
    public void Cancel(Order order, long time)
    {
        ArgumentNullException.ThrowIfNull(order);
        long latency = options.Latency.OrderEntry(time);
        if (!order.IsDone && latency >= 0)
        {
            requests.Enqueue(new Request(order, Arrival(time, latency), IsCancel: true));
        }
    }

    /// <summary>The venue's clock reaches a time: requests that arrive before it meet the book as it stands. Call before the book takes the message of that time.</summary>
    /// <param name="time">Nanoseconds since 1970; never goes backwards.</param>
    public void AdvanceTo(long time)
    {
        if (funding.NextTime != 0 && time >= funding.NextTime)
        {
            PayFunding();
        }

        TakeRequests(time);
    }

    /// <summary>Tells of a message that the book has just taken: trades and changes of levels move the queues.</summary>
    /// <param name="message">One whole message.</param>
    /// <param name="time">The venue's time of the message.</param>
    public void OnMessage(ReadOnlySpan<MarketEvent> message, long time)
    {
        ref readonly MarketEvent last = ref message[^1];
        options.Latency.OnFeed(last.ExchangeTime, last.ReceiveTime);
        if (resting.Count == 0)
        {
            if (message[0].Kind is MarketEventKind.Trade or MarketEventKind.FundingRate or MarketEventKind.MarkPrice)
            {
                Note(message);
            }
        }
        else
        {
            MoveQueues(message, time);
        }

        // What waited for a fresh book meets it now.
        TakeRequests(time);
    }

    /// <summary>The owner's clock reaches a time: reports that have arrived by then become known.</summary>
    /// <param name="time">Nanoseconds since 1970.</param>
    public void Deliver(long time)
    {
        while (reports.TryPeek(out Report report) && report.KnownTime <= time)
        {
            reports.Dequeue();
            report.Order.Rejection = report.Rejection;
            report.Order.Learn(report.State, report.Filled);
            if (report.Order.IsDone)
            {
                active.Remove(report.Order);
            }

            if (report.FillIndex >= 0)
            {
                Fill fill = fills[report.FillIndex];
                Position += fill.Side.Sign() * fill.Quantity;
                FillKnown?.Invoke(fill);
            }
        }
    }

    /// <summary>Counts the cost of a short position up to a time. Called at decisions, so that the sum does not depend on who asks.</summary>
    public void Accrue(long time)
    {
        NoteMid();
        account.Accrue(time, lastTwiceMid);
    }

    private void TakeRequests(long time)
    {
        while (requests.TryPeek(out Request request) && request.ArrivalTime < time)
        {
            if (!request.IsCancel && request.ArrivalTime - book.ExchangeTime > options.BookAgeMax)
            {
                return;
            }

            requests.Dequeue();
            if (request.IsCancel)
            {
                CancelOnVenue(request.Order, request.ArrivalTime);
            }
            else
            {
                Arrive(request.Order, Math.Max(request.ArrivalTime, book.ExchangeTime));
            }
        }
    }

    private long Arrival(long time, long latency) => lastArrival = Math.Max(lastArrival, latency > long.MaxValue - time ? long.MaxValue : time + latency);

    private void Tell(in Report report, long knownTime)
    {
        lastKnown = Math.Max(lastKnown, knownTime);
        reports.Enqueue(report with { KnownTime = lastKnown });
    }

    private void Tell(Order order, OrderState state, long time, OrderRejection rejection = OrderRejection.None)
    {
        order.MoveOnVenue(state);
        Tell(new Report(order, state, 0, -1, rejection), time + options.Latency.Response(time));
    }

    private void CancelOnVenue(Order order, long time)
    {
        if (!order.IsVenueDone)
        {
            Tell(order, OrderState.Cancelled, time);
            resting.Remove(order);
        }
    }

    private void Arrive(Order order, long time)
    {
        if (options.Calendar is { } calendar && !calendar.IsOpen(time))
        {
            Tell(order, OrderState.Rejected, time, OrderRejection.Closed);
        }
        else if (order.StopPrice != 0)
        {
            Tell(order, OrderState.Armed, time);
            resting.Add(order);
            if (IsStopReached(order))
            {
                Trigger(order, time);
            }
        }
        else
        {
            Execute(order, time, FillReason.TookLiquidity);
        }
    }

    private void Execute(Order order, long time, FillReason reason)
    {
        bool crosses = Crosses(order);
        if (order.Type == OrderType.PostOnly && crosses)
        {
            Tell(order, OrderState.Rejected, time, OrderRejection.WouldTake);
            return;
        }

        if (order.Type == OrderType.FillOrKill && Takeable(order) < order.VenueRemaining)
        {
            Tell(order, OrderState.Rejected, time, OrderRejection.NotWhole);
            return;
        }

        if (crosses)
        {
            Take(order, time, reason);
        }

        if (order.IsVenueDone)
        {
            return;
        }

        if (order.Type is OrderType.Limit or OrderType.PostOnly or OrderType.StopLimit)
        {
            if (order.VenueState != OrderState.PartiallyFilled)
            {
                Tell(order, OrderState.Open, time);
            }

            order.LevelQuantity = book.QuantityAt(order.Side, order.LimitPrice);
            order.Queue = new QueueEstimator(options.Queue, order.LevelQuantity);
            if (!resting.Contains(order))
            {
                resting.Add(order);
            }
        }
        else
        {
            Tell(order, OrderState.Cancelled, time);
        }
    }

    private void MoveQueues(ReadOnlySpan<MarketEvent> message, long time)
    {
        Note(message);
        foreach (ref readonly MarketEvent e in message)
        {
            if (e.InstrumentId != book.Instrument.Id)
            {
                continue;
            }

            if (e.Kind == MarketEventKind.Trade)
            {
                OnTrade(in e, time);
            }
            else if (e.Kind == MarketEventKind.Level)
            {
                foreach (Order order in resting)
                {
                    if (order.Rests && order.Side == e.Side && order.LimitPrice == e.Price)
                    {
                        order.Queue!.OnDepth(order.LevelQuantity, e.Quantity);
                        order.LevelQuantity = e.Quantity;
                    }
                }
            }
        }

        for (int i = 0; i < resting.Count; i++)
        {
            Order order = resting[i];
            if (order.VenueState == OrderState.Armed)
            {
                if (IsStopReached(order))
                {
                    Trigger(order, time);
                    i--;
                }
            }
            else if (order.Rests)
            {
                MeetBook(order, time);
            }
        }

        resting.RemoveAll(static o => o.IsVenueDone);
    }

    /// <summary>A message may replace the whole book: a level that is not the one remembered counts as one change; a market through the price fills.</summary>
    private void MeetBook(Order order, long time)
    {
        if (Crosses(order))
        {
            Fill(order, order.LimitPrice, order.VenueRemaining, time, FillReason.PriceCrossed);
            return;
        }

        long level = book.QuantityAt(order.Side, order.LimitPrice);
        if (level != order.LevelQuantity)
        {
            order.Queue!.OnDepth(order.LevelQuantity, level);
            order.LevelQuantity = level;
        }
    }

    private void OnTrade(in MarketEvent trade, long time)
    {
        foreach (Order order in resting)
        {
            if (!order.Rests || order.Side == trade.Side)
            {
                continue;
            }

            bool through = order.Side == Side.Bid ? trade.Price < order.LimitPrice : trade.Price > order.LimitPrice;
            if (through)
            {
                Fill(order, order.LimitPrice, order.VenueRemaining, time, FillReason.PriceCrossed);
            }
            else if (trade.Price == order.LimitPrice)
            {
                order.Queue!.OnTrade(trade.Quantity);
                if (order.Queue.IsReached(1))
                {
                    long reached = (long)Math.Round(order.Queue.TakeFill(order.VenueRemaining), MidpointRounding.AwayFromZero);
                    Fill(order, order.LimitPrice, options.AllowPartialFills ? Math.Min(reached, order.VenueRemaining) : order.VenueRemaining, time, FillReason.QueueReached);
                }
            }
        }
    }

    private void Trigger(Order order, long time)
    {
        resting.Remove(order);
        Execute(order, time, FillReason.StopReached);
    }

    private bool IsStopReached(Order order)
    {
        // A buy stop is reached by a trade or an ask at or above it: the gap through the stop counts, at the price behind it.
        bool buys = order.Side == Side.Bid;
        bool quoted = book.TryGetBest(order.Side.Opposite(), out DepthLevel best) && (buys ? best.Price >= order.StopPrice : best.Price <= order.StopPrice);
        return quoted || (lastTradePrice != 0 && (buys ? lastTradePrice >= order.StopPrice : lastTradePrice <= order.StopPrice));
    }

    private bool Crosses(Order order) =>
        book.TryGetBest(order.Side.Opposite(), out DepthLevel best)
        && (order.Type is OrderType.Market or OrderType.Stop || (order.Side == Side.Bid ? best.Price <= order.LimitPrice : best.Price >= order.LimitPrice));

    private long Takeable(Order order)
    {
        long quantity = 0;
        Side from = order.Side.Opposite();
        for (bool any = book.TryGetBest(from, out DepthLevel level); any && IsWithin(order, level.Price) && quantity < order.VenueRemaining; any = book.TryGetNext(from, level.Price, out level))
        {
            quantity += level.Quantity;
        }

        return quantity;
    }

    private void Take(Order order, long time, FillReason reason)
    {
        Side from = order.Side.Opposite();
        for (bool any = book.TryGetBest(from, out DepthLevel level); any && IsWithin(order, level.Price) && order.VenueRemaining > 0; any = book.TryGetNext(from, level.Price, out level))
        {
            Fill(order, level.Price, Math.Min(level.Quantity, order.VenueRemaining), time, reason);
        }
    }

    private static bool IsWithin(Order order, long price) =>
        order.Type is OrderType.Market or OrderType.Stop || (order.Side == Side.Bid ? price <= order.LimitPrice : price >= order.LimitPrice);

    private void Fill(Order order, long price, long quantity, long time, FillReason reason)
    {
        long known = time + options.Latency.Response(time);
        bool maker = reason is FillReason.QueueReached or FillReason.PriceCrossed;
        decimal fee = options.Fees.Of(Math.Abs(price * (decimal)quantity * UnitValue), quantity, maker);
        NoteMid();
        account.Accrue(time, lastTwiceMid);
        account.Trade(order.Side, price, quantity, fee);
        order.VenueFilled += quantity;
        order.MoveOnVenue(order.VenueRemaining == 0 ? OrderState.Filled : OrderState.PartiallyFilled);
        lastKnown = Math.Max(lastKnown, known);
        fills.Add(new Fill
        {
            OrderId = order.Id,
            Side = order.Side,
            Price = price,
            Quantity = quantity,
            Time = time,
            KnownTime = lastKnown,
            EntryLatency = order.ArrivalTime - order.DecisionTime,
            Fee = fee,
            Reason = reason,
            QueueAhead = order.QueueAhead,
            ReferencePrice = order.ReferencePrice,
        });
        reports.Enqueue(new Report(order, order.VenueState, quantity, fills.Count - 1, OrderRejection.None) { KnownTime = lastKnown });
    }

    private void NoteMid()
    {
        if (book.TryGetTouch(out DepthLevel bid, out DepthLevel ask))
        {
            lastTwiceMid = bid.Price + ask.Price;
        }
    }

    private void Note(ReadOnlySpan<MarketEvent> message)
    {
        foreach (ref readonly MarketEvent e in message)
        {
            if (e.InstrumentId != book.Instrument.Id)
            {
                continue;
            }

            if (e.Kind == MarketEventKind.Trade && (e.Flags & MarketEventFlags.NotLast) == 0)
            {
                lastTradePrice = e.Price;
            }
            else if (e.Kind == MarketEventKind.MarkPrice)
            {
                funding = funding with { MarkPrice = e.Price };
            }
            else if (e.Kind == MarketEventKind.FundingRate && options.PayFunding)
            {
                funding = funding with { Rate = e.Quantity * 1e-10m, NextTime = e.Id };
            }
        }
    }

    private void PayFunding()
    {
        NoteMid();
        decimal price = funding.MarkPrice != 0 ? funding.MarkPrice : lastTwiceMid / 2m;
        account.Flow(new CashFlow(funding.NextTime, CashFlowKind.Funding, -decimal.Round(account.Position * price * UnitValue * funding.Rate, 10), account.Position));
        funding = funding with { NextTime = 0 };
    }

    private readonly record struct Request(Order Order, long ArrivalTime, bool IsCancel);

    private readonly record struct Report(Order Order, OrderState State, long Filled, int FillIndex, OrderRejection Rejection)
    {
        public long KnownTime { get; init; }
    }

    private readonly record struct FundingTerms(decimal Rate, long NextTime, long MarkPrice);
}
