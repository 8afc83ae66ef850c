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
    private readonly SimulatedVenue venue;
    private readonly ReportQueue reports;
    private readonly List<Order> active = [];
    private readonly Queue<Request> requests = new();
    private long nextId = 1, lastArrival;

    /// <summary>Creates the execution.</summary>
    /// <param name="book">The book orders meet; updated by its owner.</param>
    /// <param name="options">Assumptions; default: no fees, 1 ms latency, no cash.</param>
    public SimulatedExecution(IDepthBook book, SimulatedExecutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(book);
        this.book = book;
        this.options = options ?? new SimulatedExecutionOptions();
        this.options.Validate();
        reports = new ReportQueue(this.options.Latency);
        venue = new SimulatedVenue(book, this.options, reports);
    }

    /// <summary>Raised when the owner learns of a fill.</summary>
    public event Action<Fill>? FillKnown;

    /// <summary>Money, exact, with everything that happened on the venue.</summary>
    public decimal Cash => venue.Account.Cash;

    /// <summary>Fees paid so far.</summary>
    public decimal FeesPaid => venue.Account.FeesPaid;

    /// <summary>Largest difference so far between <see cref="Cash"/> and the sum of fills, fees and flows: 0, or the accounting is wrong.</summary>
    public decimal ConservationError => venue.Account.ConservationError;

    /// <inheritdoc/>
    public long Position { get; private set; }

    /// <summary>Signed position in lots on the venue, with fills the owner does not know of yet.</summary>
    public long VenuePosition => venue.Account.Position;

    /// <summary>All fills on the venue so far, oldest first.</summary>
    public IReadOnlyList<Fill> Fills => venue.Fills;

    /// <summary>Funding and borrowing so far, oldest first.</summary>
    public IReadOnlyList<CashFlow> CashFlows => venue.Account.Flows;

    /// <inheritdoc/>
    public IReadOnlyList<Order> ActiveOrders => active;

    /// <inheritdoc/>
    public decimal UnitValue => venue.Account.UnitValue;

    /// <summary>Cash plus the position at the mid price, as known; at the last known mid when a side is empty.</summary>
    public decimal Equity
    {
        get
        {
            long twiceMid = venue.TwiceMid;
            decimal unknown = 0;
            foreach (Report report in reports)
            {
                if (report.FillIndex >= 0)
                {
                    Fill fill = Fills[report.FillIndex];
                    unknown += (fill.Side.Sign() * fill.Price * (decimal)fill.Quantity * UnitValue) + fill.Fee;
                }
            }

            return Cash + unknown + (Position * (decimal)twiceMid / 2 * UnitValue);
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
            reports.Add(new Report(order, OrderState.Rejected, 0, Report.NoFill, OrderRejection.NotReached), latency == long.MinValue ? long.MaxValue : time - latency);
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
        venue.AdvanceTo(time);
        TakeRequests(time);
    }

    /// <summary>Tells of a message that the book has just taken: trades and changes of levels move the queues.</summary>
    /// <param name="message">One whole message.</param>
    /// <param name="time">The venue's time of the message.</param>
    public void OnMessage(ReadOnlySpan<MarketEvent> message, long time)
    {
        ref readonly MarketEvent last = ref message[^1];
        options.Latency.OnFeed(last.ExchangeTime, last.ReceiveTime);
        venue.OnMessage(message, time);

        // What waited for a fresh book meets it now.
        TakeRequests(time);
    }

    /// <summary>The owner's clock reaches a time: reports that have arrived by then become known.</summary>
    /// <param name="time">Nanoseconds since 1970.</param>
    public void Deliver(long time)
    {
        while (reports.TryTake(time, out Report report))
        {
            report.Order.Rejection = report.Rejection;
            report.Order.Learn(report.State, report.Filled);
            if (report.Order.IsDone)
            {
                active.Remove(report.Order);
            }

            if (report.FillIndex >= 0)
            {
                Fill fill = Fills[report.FillIndex];
                Position += fill.Side.Sign() * fill.Quantity;
                FillKnown?.Invoke(fill);
            }
        }
    }

    /// <summary>Counts the cost of a short position up to a time. Called at decisions, so that the sum does not depend on who asks.</summary>
    public void Accrue(long time) => venue.Accrue(time);

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
                venue.Cancel(request.Order, request.ArrivalTime);
            }
            else
            {
                venue.Arrive(request.Order, Math.Max(request.ArrivalTime, book.ExchangeTime));
            }
        }
    }

    private long Arrival(long time, long latency) => lastArrival = Math.Max(lastArrival, latency > long.MaxValue - time ? long.MaxValue : time + latency);

    private readonly record struct Request(Order Order, long ArrivalTime, bool IsCancel);
}
