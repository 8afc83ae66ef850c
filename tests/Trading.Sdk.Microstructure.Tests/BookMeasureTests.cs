using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;

namespace Trading.Sdk.Microstructure.Tests;

public class BookMeasureTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void QuoteTick_Example_HasTheHandComputedPrices()
    {
        var quote = new QuoteTick(0, 100, 30, 102, 10);
        Assert.Equal((101.0, 2L, 0.75, 101.5), (quote.Mid, quote.Spread, quote.QueueImbalance, quote.WeightedMid));
    }

    [Fact]
    public void DepthImbalance_Weighted_CountsNearLevelsMore()
    {
        DepthLevel[] bids = [new(100, 10), new(98, 30)], asks = [new(101, 20)];
        double bid = 10 + (30 * Math.Exp(-1));
        Assert.Equal((bid - 20) / (bid + 20), DepthImbalance.Weighted(bids, asks, 0.5), 1e-15);
        Assert.Equal((40 - 20) / 60.0, DepthImbalance.OfLevels(bids, asks, 5), 1e-15);
        Assert.True(double.IsNaN(DepthImbalance.OfLevels(bids, [], 5)));
    }

    [Fact]
    public void BookSlope_TwoLevels_HasTheFormulaOfThePaper()
    {
        double v1 = Math.Log(11), v2 = Math.Log(31);
        double expected = ((v1 / 0.01) + (((v2 / v1) - 1) / Math.Abs((102.0 / 101) - 1))) / 2;
        Assert.Equal(expected, BookSlope.OfSide([new(101, 10), new(102, 20)], 100), 1e-9);
    }

    [Fact]
    public void MicropriceModel_SymmetricMarket_LeansToTheHeavySideAndIsAntisymmetric()
    {
        // The mid moves up with probability I at the next change, down otherwise; the imbalance is drawn anew: the adjustment must grow with I.
        var random = new SimulationRandom(15);
        var quotes = new List<QuoteTick>();
        long bid = 100_000;
        double imbalance = 0.5;
        for (int i = 0; i < 60_000; i++)
        {
            long b = 1 + (long)(999 * imbalance);
            quotes.Add(new QuoteTick(i, bid, b, bid + 1, 1000 - b + 1));
            if (random.NextBoolean(0.3))
            {
                bid += random.NextBoolean(imbalance) ? 1 : -1;
            }

            imbalance = random.NextDouble();
        }

        MicropriceModel model = MicropriceModel.Fit([.. quotes], 10, 1);
        for (int bucket = 0; bucket < 10; bucket++)
        {
            Assert.Equal(-model.Adjustment(9 - bucket, 1), model.Adjustment(bucket, 1), 1e-9);
            // One draw in three moves by (2I − 1) ticks on average; what follows has no lean.
            Assert.Equal(0.3 * ((2 * (bucket + 0.5) / 10) - 1), model.Adjustment(bucket, 1), 0.03);
        }

        var quote = new QuoteTick(0, 100, 95, 101, 5);
        Assert.Equal(quote.Mid + model.Adjustment(9, 1), model.Of(quote));
        Assert.True(double.IsNaN(model.Of(default)));
    }

    [Fact]
    public void MicropriceModel_StatesThatNoMoveLeaves_IsRefused()
    {
        // The imbalance changes for ever at a mid that never moves.
        QuoteTick[] quotes = [.. Enumerable.Range(0, 90).Select(i => new QuoteTick(i, 100, 1 + (i * 7 % 13), 101, 1 + (i * 5 % 11)))];
        Assert.Throws<ArgumentException>(() => MicropriceModel.Fit(quotes, 3, 1));
    }

    [Fact]
    public void BookResilience_QuoteOlderThanTheTrade_SaysNothing()
    {
        var measure = new BookResilience();
        var before = new QuoteTick(0, 100, 50, 101, 40);
        measure.OnTrade(new TradeTick(Second, 101, 40, Side.Bid), before);
        Assert.False(measure.OnQuote(before with { Time = Second - 1 }, out _));
        Assert.True(measure.OnQuote(before with { Time = Second + 1 }, out BookRecovery recovery));
        Assert.Equal((1L, true), (recovery.RecoveryNanos, recovery.IsRecovered));
    }

    [Fact]
    public void BookResilience_TouchComesBack_GivesTheTime()
    {
        var measure = new BookResilience(TimeSpan.FromSeconds(2));
        var before = new QuoteTick(0, 100, 50, 101, 40);
        measure.OnTrade(new TradeTick(Second, 101, 40, Side.Bid), before);
        Assert.False(measure.OnQuote(new QuoteTick(Second + 5, 100, 50, 104, 10), out _));
        Assert.False(measure.OnQuote(new QuoteTick(Second + 9, 100, 50, 101, 10), out _));
        Assert.True(measure.OnQuote(new QuoteTick(Second + 20, 100, 50, 101, 32), out BookRecovery recovery));
        Assert.Equal((20L, true, 1L, 4L), (recovery.RecoveryNanos, recovery.IsRecovered, recovery.SpreadBefore, recovery.SpreadWidest));
        measure.OnTrade(new TradeTick(2 * Second, 100, 50, Side.Ask), before);
        Assert.True(measure.OnQuote(new QuoteTick(5 * Second, 99, 50, 101, 40), out recovery));
        Assert.False(recovery.IsRecovered);
    }

    [Fact]
    public void PersistentDepth_OldWallAndNewWall_ListsTheOldOne()
    {
        var measure = new PersistentDepth(TimeSpan.FromSeconds(10));
        DepthLevel[] asks = [new(101, 10), new(102, 10), new(103, 200), new(104, 12), new(105, 11)];
        for (int s = 0; s <= 60; s++)
        {
            measure.Update(s * Second, [new(100, 10)], s == 60 ? [new(101, 5000), .. asks[1..]] : asks);
        }

        var strongest = new PersistentLevel[3];
        Assert.Equal(1, measure.CopyStrongest(Side.Ask, strongest));
        Assert.Equal((103L, Side.Ask), (strongest[0].Price, strongest[0].Side));
        Assert.Equal(200, strongest[0].AverageQuantity, 1.0);
    }

    [Fact]
    public void LiquidityScore_WiderSpreadAndThinnerDepth_Falls()
    {
        var score = new LiquidityScore();
        var random = new SimulationRandom(16);
        double last = double.NaN;
        for (int i = 0; i < 200; i++)
        {
            last = score.Update(2 + (0.1 * random.NextNormal()), 100 + random.NextNormal(), 3 + (0.1 * random.NextNormal()));
            Assert.True(i >= score.WarmUp ? last is > 0 and < 1 : double.IsNaN(last));
        }

        Assert.True(score.Update(4, 60, 6) < 0.05);
        Assert.True(score.Update(1.5, 110, 2.5) > 0.8);
    }
}
