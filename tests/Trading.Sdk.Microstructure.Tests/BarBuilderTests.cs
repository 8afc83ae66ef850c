using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure.Tests;

public class BarBuilderTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void TimeBars_TradesOfTwoIntervals_CloseWhenTheIntervalIsOver()
    {
        var builder = new BarBuilder(BarOptions.OfTime(TimeSpan.FromSeconds(10)), 7);
        Assert.False(builder.Update(new TradeTick(3 * Second, 100, 2, Side.Bid), out _));
        Assert.False(builder.Update(new TradeTick(9 * Second, 90, 3, Side.Ask), out _));
        Assert.False(builder.Advance((10 * Second) - 1, out _));
        Assert.True(builder.Update(new TradeTick(10 * Second, 95, 1, Side.None), out Bar bar));
        Assert.Equal((0L, 10 * Second, 100L, 100L, 90L, 90L, 5L, 2L, 2), (bar.OpenTime, bar.CloseTime, bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, bar.BuyVolume, bar.TradeCount));
        Assert.Equal(470, bar.Notional);
        Assert.True(builder.Advance(20 * Second, out bar));
        Assert.Equal(-1, bar.BuyVolume);
        Assert.False(builder.HasOpenBar);
    }

    [Theory]
    [InlineData(BarKind.Tick, 3, 3)]
    [InlineData(BarKind.Volume, 25, 3)]
    [InlineData(BarKind.Dollar, 1950, 2)]
    public void SizedBars_ReachingTheSize_CloseWithThatTrade(BarKind kind, long size, int expectedTrades)
    {
        var builder = new BarBuilder(new BarOptions { Kind = kind, Size = size });
        int trades = 0;
        Bar bar;
        do
        {
            trades++;
        }
        while (!builder.Update(new TradeTick(trades, 100, 10, Side.Bid), out bar));
        Assert.Equal(expectedTrades, trades);
        Assert.Equal(expectedTrades, bar.TradeCount);
        Assert.Equal(trades + 1, bar.CloseTime);
    }

    [Fact]
    public void ImbalanceBars_OneSidedFlow_CloseSoonerThanBalancedFlow()
    {
        int Bars(Func<int, Side> side)
        {
            var builder = new BarBuilder(new BarOptions { Kind = BarKind.Imbalance, Size = 50 });
            int bars = 0;
            for (int i = 0; i < 4000; i++)
            {
                // The expectation is formed on flow that leans a little.
                bars += builder.Update(new TradeTick(i, 100, 1, i < 1000 ? (i % 5 < 3 ? Side.Bid : Side.Ask) : side(i)), out _) && i >= 1000 ? 1 : 0;
            }

            return bars;
        }

        Assert.True(Bars(_ => Side.Bid) > 2 * Bars(i => i % 2 == 0 ? Side.Bid : Side.Ask));
    }

    [Fact]
    public void Bars_Together_HoldEveryTrade()
    {
        foreach (BarKind kind in Enum.GetValues<BarKind>())
        {
            var builder = new BarBuilder(new BarOptions { Kind = kind, Size = kind == BarKind.Time ? 5 * Second : kind == BarKind.Dollar ? 5_000_000 : 40 });
            long volume = 0, expected = 0;
            foreach (MarketEvent e in SimulatedSession.Events(32, 60).Where(e => e.Kind == MarketEventKind.Trade))
            {
                expected += e.Quantity;
                volume += builder.Update(TradeTick.Of(e), out Bar bar) ? bar.Volume : 0;
                Assert.True(bar.Volume == 0 || (bar.Low <= Math.Min(bar.Open, bar.Close) && bar.High >= Math.Max(bar.Open, bar.Close)));
            }

            volume += builder.Finish(out Bar last) ? last.Volume : 0;
            Assert.Equal(expected, volume);
        }
    }
}
