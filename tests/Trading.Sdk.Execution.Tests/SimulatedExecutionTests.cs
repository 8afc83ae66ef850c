using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Execution.Tests;

public class SimulatedExecutionTests
{
    private static readonly Instrument Instrument = new(1, "TEST", 0.01m, 0.1m);

    private readonly LimitOrderBook book = new(Instrument);
    private long now, knownAfter;

    [Fact]
    public void Market_Buy_WalksTheBookAsOfItsArrivalAndPaysTakerFees()
    {
        SimulatedExecution execution = Execute(new FeeSchedule(0.0001m, 0.001m), latency: 10);
        Send(execution, 1, Level(Side.Bid, 99_00, 5), Level(Side.Ask, 100_00, 3), Level(Side.Ask, 101_00, 4));
        Order order = execution.Submit(Side.Bid, OrderType.Market, 5, time: 2);
        // The best level shrinks before the order arrives: the fill is at the book of that moment.
        Send(execution, 5, Level(Side.Ask, 100_00, 1));
        Assert.Equal(OrderState.Sent, order.State);
        Send(execution, 13, Level(Side.Bid, 98_00, 1));
        // Filled on the venue at 12; the answer is under way until 22.
        Assert.Equal((OrderState.Sent, 0L, 5L), (order.State, execution.Position, execution.VenuePosition));
        Assert.Equal(0m, execution.Equity);
        execution.Deliver(22);
        Assert.Equal(OrderState.Filled, order.State);
        Assert.Equal([(100_00L, 1L), (101_00L, 4L)], execution.Fills.Select(f => (f.Price, f.Quantity)));
        decimal value = (100m * 0.1m) + (101m * 0.4m);
        Assert.Equal(-value - (value * 0.001m), execution.Cash);
        Assert.Equal(5, execution.Position);
        Assert.Equal(99_50, execution.Fills[0].ReferencePrice);
        Assert.Equal(22, execution.Fills[0].KnownTime);
    }

    [Fact]
    public void Market_ThinBook_FillsWhatIsThereAndCancelsTheRest()
    {
        SimulatedExecution execution = Execute();
        Send(execution, 1, Level(Side.Bid, 99_00, 5), Level(Side.Ask, 100_00, 3));
        Order order = execution.Submit(Side.Ask, OrderType.Market, 8, time: 1);
        Send(execution, 2, Level(Side.Ask, 102_00, 3));
        Assert.Equal(OrderState.Cancelled, order.State);
        Assert.Equal(5, order.Filled);
        Assert.Equal(-5, execution.Position);
        Assert.Empty(execution.ActiveOrders);
    }

    [Fact]
    public void Limit_Resting_WaitsForTradesBeyondTheQueue()
    {
        SimulatedExecution execution = Execute(new FeeSchedule(-0.0001m, 0.001m));
        Send(execution, 1, Level(Side.Bid, 99_00, 5), Level(Side.Ask, 100_00, 3));
        Order order = execution.Submit(Side.Bid, OrderType.Limit, 4, time: 1, limitPrice: 99_00);
        Send(execution, 2, Level(Side.Ask, 100_00, 2));
        Assert.Equal((OrderState.Open, 5L), (order.State, order.QueueAhead));

        Trade(execution, 3, Side.Ask, 99_00, 3);
        Assert.Equal((0L, 2L), (order.Filled, order.QueueAhead));
        Trade(execution, 4, Side.Ask, 99_00, 5);
        Assert.Equal((3L, OrderState.PartiallyFilled), (order.Filled, order.State));
        Assert.Equal(FillReason.QueueReached, execution.Fills[0].Reason);
        Assert.True(execution.Fills[0].Fee < 0);
        // A buyer's aggression at the same price does not fill a bid.
        Trade(execution, 5, Side.Bid, 99_00, 50);
        Assert.Equal(3, order.Filled);
        Trade(execution, 6, Side.Ask, 98_99, 1);
        Assert.Equal((4L, FillReason.PriceCrossed, 99_00L), (order.Filled, execution.Fills[1].Reason, execution.Fills[1].Price));
    }

    [Fact]
    public void Limit_LevelShrinks_QueueNeverExceedsWhatStands()
    {
        SimulatedExecution execution = Execute();
        Send(execution, 1, Level(Side.Bid, 99_00, 50), Level(Side.Ask, 100_00, 3));
        Order order = execution.Submit(Side.Bid, OrderType.Limit, 4, time: 1, limitPrice: 99_00);
        Send(execution, 2, Level(Side.Bid, 98_00, 1));
        Assert.Equal(50, order.QueueAhead);
        Send(execution, 3, Level(Side.Bid, 99_00, 7));
        Assert.Equal(7, order.QueueAhead);
        Send(execution, 4, Level(Side.Bid, 99_00, 70));
        Assert.Equal(7, order.QueueAhead);
    }

    [Fact]
    public void Cancel_UnderWay_TheOrderCanStillBeFilled()
    {
        SimulatedExecution execution = Execute(latency: 10);
        knownAfter = 10;
        Send(execution, 0, Level(Side.Bid, 99_00, 1), Level(Side.Ask, 100_00, 3));
        Order order = execution.Submit(Side.Bid, OrderType.Limit, 4, time: 0, limitPrice: 99_50);
        Send(execution, 11, Level(Side.Bid, 98_00, 1));
        Assert.Equal(OrderState.Open, order.State);
        execution.Cancel(order, 11);
        Trade(execution, 15, Side.Ask, 99_50, 1);
        Assert.Equal(1, order.Filled);
        Send(execution, 22, Level(Side.Bid, 98_00, 2));
        Assert.Equal(OrderState.Cancelled, order.State);
        Assert.Empty(execution.ActiveOrders);
    }

    [Fact]
    public void ImmediateOrCancel_BeyondTheLimit_IsNotFilled()
    {
        SimulatedExecution execution = Execute();
        Send(execution, 1, Level(Side.Bid, 99_00, 5), Level(Side.Ask, 100_00, 3), Level(Side.Ask, 100_01, 3));
        Order order = execution.Submit(Side.Bid, OrderType.ImmediateOrCancel, 5, time: 1, limitPrice: 100_00);
        Send(execution, 2, Level(Side.Bid, 98_00, 2));
        Assert.Equal((OrderState.Cancelled, 3L), (order.State, order.Filled));
    }

    [Fact]
    public void WorstPosition_OpenOrders_AreCountedPerSide()
    {
        SimulatedExecution execution = Execute();
        execution.Submit(Side.Bid, OrderType.Limit, 4, 0, 10);
        execution.Submit(Side.Ask, OrderType.Limit, 7, 0, 1000);
        Assert.Equal(4, execution.WorstPosition(Side.Bid));
        Assert.Equal(-7, execution.WorstPosition(Side.Ask));
        Assert.Throws<ArgumentOutOfRangeException>(() => execution.Submit(Side.None, OrderType.Market, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => execution.Submit(Side.Bid, OrderType.Market, 0, 0));
    }

    [Fact]
    public void Stop_GapThroughIt_FillsBehindIt()
    {
        SimulatedExecution execution = Execute();
        Send(execution, 1, Level(Side.Bid, 99_00, 5), Level(Side.Ask, 100_00, 3));
        Order order = execution.Submit(Side.Bid, OrderType.Stop, 2, time: 1, stopPrice: 100_50);
        Send(execution, 2, Level(Side.Bid, 98_00, 5));
        Assert.Equal(OrderState.Armed, order.State);
        Send(execution, 3, Level(Side.Ask, 100_00, 0), Level(Side.Ask, 103_00, 9));
        Assert.Equal((OrderState.Filled, 103_00L, FillReason.StopReached), (order.State, execution.Fills[0].Price, execution.Fills[0].Reason));
    }

    [Fact]
    public void PostOnlyAndFillOrKill_ThatCannotBeMet_AreRejectedWithTheReason()
    {
        SimulatedExecution execution = Execute();
        Send(execution, 1, Level(Side.Bid, 99_00, 5), Level(Side.Ask, 100_00, 3));
        Order post = execution.Submit(Side.Bid, OrderType.PostOnly, 1, time: 1, limitPrice: 100_00);
        Order kill = execution.Submit(Side.Bid, OrderType.FillOrKill, 4, time: 1, limitPrice: 100_00);
        Order whole = execution.Submit(Side.Bid, OrderType.FillOrKill, 3, time: 1, limitPrice: 100_00);
        Send(execution, 2, Level(Side.Bid, 98_00, 1));
        Assert.Equal((OrderState.Rejected, OrderRejection.WouldTake), (post.State, post.Rejection));
        Assert.Equal((OrderState.Rejected, OrderRejection.NotWhole), (kill.State, kill.Rejection));
        Assert.Equal(OrderState.Filled, whole.State);
    }

    [Fact]
    public void Market_AfterASilence_WaitsForAFreshBook()
    {
        SimulatedExecution execution = Execute();
        Send(execution, 1, Level(Side.Bid, 99_00, 5), Level(Side.Ask, 100_00, 3));
        const long Hour = 3_600_000_000_000;
        execution.Submit(Side.Bid, OrderType.Market, 1, time: Hour);
        Send(execution, Hour + 5, Level(Side.Ask, 100_00, 0), Level(Side.Ask, 107_00, 2));
        Assert.Equal(107_00, execution.Fills[0].Price);
    }

    [Fact]
    public void Funding_AtItsTime_MovesCashExactlyOnce()
    {
        SimulatedExecution execution = Execute();
        Send(execution, 1, Level(Side.Bid, 99_00, 50), Level(Side.Ask, 100_00, 50));
        execution.Submit(Side.Ask, OrderType.Market, 10, time: 1);
        Send(execution, 2, new MarketEvent { Kind = MarketEventKind.FundingRate, InstrumentId = 1, Quantity = 10_000_000, Id = 100 });
        Send(execution, 3, new MarketEvent { Kind = MarketEventKind.MarkPrice, InstrumentId = 1, Price = 99_00 });
        decimal before = execution.Cash;
        Send(execution, 100, Level(Side.Bid, 98_00, 1));
        Send(execution, 200, Level(Side.Bid, 98_00, 2));
        // Short 1.0 at 99 with a rate of 0.1 %: the short receives 0.099.
        Assert.Equal(0.099m, execution.Cash - before);
        Assert.Equal((CashFlowKind.Funding, 0m), (Assert.Single(execution.CashFlows).Kind, execution.ConservationError));
    }

    [Fact]
    public void Shadow_Signal_ComparesTheoryWithWhatWasAchieved()
    {
        var trader = new ShadowTrader(Instrument, new SimulatedExecutionOptions { Latency = new ConstantLatency(10, 10) });
        trader.OnEvents([Level(Side.Bid, 99_00, 5) with { ExchangeTime = 1 }, Level(Side.Ask, 100_00, 3) with { ExchangeTime = 1, Flags = MarketEventFlags.EndOfMessage }]);
        trader.Follow(77, 3, time: 2);
        trader.OnEvents([Level(Side.Ask, 100_00, 1) with { ExchangeTime = 5 }, Level(Side.Ask, 101_00, 9) with { ExchangeTime = 5, Flags = MarketEventFlags.EndOfMessage }]);
        trader.OnEvents([Level(Side.Bid, 98_00, 5) with { ExchangeTime = 30, ReceiveTime = 30, Flags = MarketEventFlags.EndOfMessage }]);
        ShadowResult result = Assert.Single(trader.Results);
        Assert.Equal((77L, 3L, 99_50.0, (100_00.0 + (2 * 101_00.0)) / 3, 10L), (result.SignalId, result.Filled, result.TheoreticalPrice, result.AchievedPrice, result.FirstFillLatency));
        Assert.Equal((result.AchievedPrice - 99_50) / 99_50 * 1e4, result.SlippageBasisPoints, 9);
        Assert.Equal(OrderState.Filled, result.State);
    }

    private static MarketEvent Level(Side side, long price, long quantity) => MarketEvent.Level(1, side, price, quantity, 0);

    private SimulatedExecution Execute(FeeSchedule fees = default, long latency = 0) =>
        new(book, new SimulatedExecutionOptions { Fees = fees, Latency = new ConstantLatency(latency, latency) });

    private void Send(SimulatedExecution execution, long time, params MarketEvent[] events)
    {
        now = time;
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = events[i] with { ExchangeTime = time, ReceiveTime = time, Flags = i == events.Length - 1 ? MarketEventFlags.EndOfMessage : MarketEventFlags.None };
        }

        execution.AdvanceTo(now);
        book.Apply(events);
        execution.OnMessage(events, now);
        execution.Deliver(now + knownAfter);
    }

    private void Trade(SimulatedExecution execution, long time, Side aggressor, long price, long quantity) =>
        Send(execution, time, MarketEvent.Trade(1, aggressor, price, quantity, time));
}
