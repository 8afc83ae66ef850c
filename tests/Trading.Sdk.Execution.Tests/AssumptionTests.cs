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

    [Fact]
    public void Bars_SquareRootImpact_GrowsWithTheRootOfTheShareOfVolume()
    {
        long Fill(long quantity)
        {
            var execution = new BarExecution(new Instrument(1, "B", 0.01m, 1m), new BarExecutionOptions { ImpactCoefficient = 1, ImpactWindow = 4 });
            long[] closes = [100_00, 102_00, 100_00, 102_00, 100_00];
            for (int i = 0; i < closes.Length; i++)
            {
                execution.OnBar(Bar(i * 60, closes[i], 103_00, 99_00, closes[i]));
            }

            execution.Submit(Side.Bid, OrderType.Market, quantity, 300);
            execution.OnBar(Bar(300, 100_00, 200_00, 99_00, 100_00));
            return execution.Fills[0].Price;
        }

        // σ of ±ln 1.02 with n − 1; a hundredth of the volume costs a tenth of it, a quarter costs half.
        double sigma = Math.Log(1.02) * Math.Sqrt(4.0 / 3);
        Assert.Equal((long)Math.Ceiling(100_00 * (1 + (sigma / 10))), Fill(10));
        Assert.Equal((long)Math.Ceiling(100_00 * (1 + (sigma / 2))), Fill(250));
    }

    [Fact]
    public void Bars_ShortPosition_PaysForBorrowing()
    {
        const long Year = 365L * 86_400_000_000_000;
        var execution = new BarExecution(new Instrument(1, "B", 0.01m, 1m), new BarExecutionOptions { BorrowRatePerYear = 0.1m });
        Bar At(int year) => new() { InstrumentId = 1, OpenTime = year * Year, CloseTime = ((year + 1) * Year), Open = 100_00, High = 100_00, Low = 100_00, Close = 100_00 };
        execution.OnBar(At(0));
        execution.Submit(Side.Ask, OrderType.Market, 5, Year);
        execution.OnBar(At(1));
        // Five short at 100 for a year at 10 %.
        Assert.Equal(-50m, execution.CashFlows.Sum(f => f.Amount));
        Assert.Equal(450m, execution.Cash);
        Assert.Equal(0, execution.ConservationError);
    }

    [Fact]
    public void Order_ArrivesWhileTheVenueIsClosed_IsRejected()
    {
        var week = Enumerable.Range(1, 5).ToDictionary(d => (DayOfWeek)d, _ => new TradingHours(new TimeOnly(9, 0), new TimeOnly(17, 0)));
        var book = new Trading.Sdk.OrderBook.LimitOrderBook(new Instrument(1, "C", 0.01m, 1m));
        var execution = new SimulatedExecution(book, new SimulatedExecutionOptions { Latency = new ConstantLatency(0, 0), Calendar = new TradingCalendar(TimeZoneInfo.Utc, week) });
        long close = At(2026, 3, 9, 17, 0);
        book.Apply([MarketEvent.Level(1, Side.Bid, 99, 5, close - 10), MarketEvent.Level(1, Side.Ask, 100, 5, close - 10, flags: MarketEventFlags.EndOfMessage)]);
        Order inside = execution.Submit(Side.Bid, OrderType.Market, 1, close - 5), outside = execution.Submit(Side.Bid, OrderType.Market, 1, close);
        execution.AdvanceTo(close + 1);
        execution.Deliver(close + 1);
        Assert.Equal((OrderState.Filled, OrderState.Rejected, OrderRejection.Closed), (inside.State, outside.State, outside.Rejection));
    }

    private static Bar Bar(long open, long o, long h, long l, long c) => new() { InstrumentId = 1, OpenTime = open, CloseTime = open + 60, Open = o, High = h, Low = l, Close = c, Volume = 1000 };

    private static long At(int year, int month, int day, int hour, int minute) => (new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks * 100;
}
