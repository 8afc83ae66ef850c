using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Execution.Tests;

public class AssumptionTests
{
    [Fact]
    public void Transitions_EveryPair_FinalStatesAreLeftByNothing()
    {
        OrderState[] states = Enum.GetValues<OrderState>();
        foreach (OrderState from in states)
        {
            Assert.Equal(OrderTransitions.IsFinal(from), !states.Any(to => OrderTransitions.IsLegal(from, to)));
            Assert.All(states, to => Assert.False(to < from && OrderTransitions.IsLegal(from, to)));
        }
    }

    [Fact]
    public void InterpolatedLatency_BetweenOrders_IsLinearAndRefusalsSpread()
    {
        var model = new InterpolatedLatency(new(0, 10, 30), new(100, 130, 170), new(200, 0, 260), new(300, 310, 330));
        Assert.Equal((10L, 20L, 30L), (model.OrderEntry(-5), model.OrderEntry(50), model.OrderEntry(99) + 0 >= 29 ? 30L : 0L));
        Assert.Equal(-60, model.OrderEntry(150));
        Assert.Equal(-60, model.OrderEntry(250));
        Assert.Equal(10, model.OrderEntry(400));
        Assert.Equal(30, model.Response(70));
        Assert.Equal(20, model.Response(1000));
        Assert.Throws<ArgumentException>(() => new InterpolatedLatency(new RecordedLatency(5, 4, 9)));
        Assert.Throws<ArgumentException>(() => new InterpolatedLatency(new RecordedLatency(5, 0, 9)));
    }

    [Fact]
    public void FeedLatency_SlowFeed_SlowsOrders()
    {
        var model = new FeedLatency(2, 1, 5, 0);
        model.OnFeed(100, 140);
        Assert.Equal((85L, 40L), (model.OrderEntry(0), model.Response(0)));
        model.OnFeed(100, 90);
        Assert.Equal((5L, 0L), (model.OrderEntry(0), model.Response(0)));
    }

    [Fact]
    public void Calendar_DaylightSaving_KeepsTheLocalHour()
    {
        var week = Enumerable.Range(1, 5).ToDictionary(d => (DayOfWeek)d, _ => new TradingHours(new TimeOnly(9, 30), new TimeOnly(16, 0)));
        var calendar = new TradingCalendar(
            TimeZoneInfo.FindSystemTimeZoneById("America/New_York"),
            week,
            [new DateOnly(2026, 7, 3)],
            new Dictionary<DateOnly, TimeOnly> { [new DateOnly(2026, 11, 27)] = new TimeOnly(13, 0) });
        // Clocks went forward on 8 March 2026: the Friday before opens at 14:30 UTC, the Monday after at 13:30 UTC.
        Assert.Equal((false, true), (calendar.IsOpen(At(2026, 3, 6, 14, 29)), calendar.IsOpen(At(2026, 3, 6, 14, 30))));
        Assert.Equal((false, true), (calendar.IsOpen(At(2026, 3, 9, 13, 29)), calendar.IsOpen(At(2026, 3, 9, 13, 30))));
        Assert.Equal(At(2026, 3, 9, 13, 30), calendar.NextOpen(At(2026, 3, 6, 21, 0)));
        Assert.Equal(At(2026, 7, 6, 13, 30), calendar.NextOpen(At(2026, 7, 2, 20, 0)));
        Assert.Equal(At(2026, 11, 27, 18, 0), calendar.NextClose(At(2026, 11, 27, 15, 0)));
        // Going back in time is answered too.
        Assert.True(calendar.IsOpen(At(2026, 3, 6, 15, 0)));
    }

    [Fact]
    public void Calendar_SessionOverMidnight_IsOneSession()
    {
        var week = new[] { DayOfWeek.Sunday, DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday }.ToDictionary(d => d, _ => new TradingHours(new TimeOnly(18, 0), new TimeOnly(17, 0)));
        var calendar = new TradingCalendar(TimeZoneInfo.Utc, week);
        Assert.True(calendar.IsOpen(At(2026, 1, 5, 3, 0)));
        Assert.False(calendar.IsOpen(At(2026, 1, 5, 17, 30)));
        Assert.Equal(At(2026, 1, 11, 18, 0), calendar.NextOpen(At(2026, 1, 9, 17, 0)));
    }

    [Fact]
    public void Bars_OrdersOfOneClose_MeetTheNextBarOnly()
    {
        var execution = new BarExecution(new Instrument(1, "B", 0.01m, 1m), new BarExecutionOptions { InitialCash = 1000, Slippage = 0.001m });
        execution.OnBar(Bar(0, 100_00, 101_00, 99_00, 100_00));
        Order market = execution.Submit(Side.Bid, OrderType.Market, 2, 60), stop = execution.Submit(Side.Ask, OrderType.Stop, 2, 60, stopPrice: 98_00);
        Order stopLimit = execution.Submit(Side.Bid, OrderType.StopLimit, 1, 60, limitPrice: 103_00, stopPrice: 102_50);
        Assert.Empty(execution.Fills);
        execution.OnBar(Bar(60, 101_00, 102_00, 99_00, 100_50));
        Assert.Equal((OrderState.Filled, OrderState.Armed, OrderState.Armed), (market.State, stop.State, stopLimit.State));
        Assert.Equal(101_11, execution.Fills[0].Price);
        execution.OnBar(Bar(120, 97_00, 103_50, 96_00, 98_00));
        // The stop gaps: its price is the open, made worse; the buy stop-limit is reached within the bar at its stop.
        Assert.Equal([101_11L, 96_90L, 102_50L], execution.Fills.Select(f => f.Price));
        Assert.Equal(0, execution.ConservationError);
        Assert.Equal(1, execution.Position);
    }

    private static Bar Bar(long open, long o, long h, long l, long c) => new() { InstrumentId = 1, OpenTime = open, CloseTime = open + 60, Open = o, High = h, Low = l, Close = c, Volume = 1000 };

    private static long At(int year, int month, int day, int hour, int minute) => (new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks * 100;
}
