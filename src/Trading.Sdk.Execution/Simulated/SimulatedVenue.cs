using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Execution;

/// <summary>
/// The venue of a <see cref="SimulatedExecution"/>: orders that have arrived meet the book, rest in its queues or wait for their stop;
/// money moves here. What happens is told through the reports; how long requests travel is not known here.
/// </summary>
internal sealed class SimulatedVenue(IDepthBook book, SimulatedExecutionOptions options, ReportQueue reports)
{
    private readonly List<Order> resting = [];
    private readonly List<Fill> fills = [];
    private long lastTwiceMid, lastTradePrice;
    private FundingTerms funding;

    /// <summary>Money and position.</summary>
    public Account Account { get; } = new(book.Instrument, options.InitialCash, options.BorrowRatePerYear);

    /// <summary>All fills so far, oldest first.</summary>
    public IReadOnlyList<Fill> Fills => fills;

    /// <summary>Best bid plus best ask; the last known sum when a side is empty.</summary>
    public long TwiceMid => lastTwiceMid = book.TryGetTouch(out DepthLevel bid, out DepthLevel ask) ? bid.Price + ask.Price : lastTwiceMid;

    /// <summary>The clock reaches a time.</summary>
    public void AdvanceTo(long time)
    {
        if (funding.NextTime != 0 && time >= funding.NextTime)
        {
            PayFunding();
        }
    }

    /// <summary>The book has taken a message: trades and changes of levels move the queues.</summary>
    public void OnMessage(ReadOnlySpan<MarketEvent> message, long time)
    {
        if (resting.Count != 0)
        {
            MoveQueues(message, time);
        }
        else if (message[0].Kind is MarketEventKind.Trade or MarketEventKind.FundingRate or MarketEventKind.MarkPrice)
        {
            Note(message);
        }
    }

    /// <summary>Counts the cost of a short position up to a time.</summary>
    public void Accrue(long time) => Account.Accrue(time, TwiceMid);

    /// <summary>A cancellation arrives.</summary>
    public void Cancel(Order order, long time)
    {
        if (!order.IsVenueDone)
        {
            Tell(order, OrderState.Cancelled, time);
            resting.Remove(order);
        }
    }

    /// <summary>A new order arrives.</summary>
    public void Arrive(Order order, long time)
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
        bool maker = reason is FillReason.QueueReached or FillReason.PriceCrossed;
        decimal fee = options.Fees.Of(Math.Abs(price * (decimal)quantity * Account.UnitValue), quantity, maker);
        Accrue(time);
        Account.Trade(order.Side, price, quantity, fee);
        order.VenueFilled += quantity;
        order.MoveOnVenue(order.VenueRemaining == 0 ? OrderState.Filled : OrderState.PartiallyFilled);
        long known = reports.Tell(new Report(order, order.VenueState, quantity, fills.Count, OrderRejection.None), time);
        fills.Add(new Fill
        {
            OrderId = order.Id,
            Side = order.Side,
            Price = price,
            Quantity = quantity,
            Time = time,
            KnownTime = known,
            EntryLatency = order.ArrivalTime - order.DecisionTime,
            Fee = fee,
            Reason = reason,
            QueueAhead = order.QueueAhead,
            ReferencePrice = order.ReferencePrice,
        });
    }

    private void Tell(Order order, OrderState state, long time, OrderRejection rejection = OrderRejection.None)
    {
        order.MoveOnVenue(state);
        reports.Tell(new Report(order, state, 0, Report.NoFill, rejection), time);
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
        decimal price = funding.MarkPrice != 0 ? funding.MarkPrice : TwiceMid / 2m;
        Account.Flow(new CashFlow(funding.NextTime, CashFlowKind.Funding, -decimal.Round(Account.Position * price * Account.UnitValue * funding.Rate, 10), Account.Position));
        funding = funding with { NextTime = 0 };
    }

    private readonly record struct FundingTerms(decimal Rate, long NextTime, long MarkPrice);
}
