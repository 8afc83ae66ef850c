using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;

namespace Trading.Sdk.Microstructure.Tests;

public class FlowTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void OrderFlowImbalance_EachCaseOfThePaper_HasItsContribution()
    {
        var before = new QuoteTick(0, 100, 10, 102, 20);
        Assert.Equal(7, OrderFlowImbalance.Contribution(before, before with { BidQuantity = 17 }));
        Assert.Equal(5, OrderFlowImbalance.Contribution(before, before with { BidPrice = 101, BidQuantity = 5 }));
        Assert.Equal(-10, OrderFlowImbalance.Contribution(before, before with { BidPrice = 99, BidQuantity = 50 }));
        Assert.Equal(-4, OrderFlowImbalance.Contribution(before, before with { AskQuantity = 24 }));
        Assert.Equal(-6, OrderFlowImbalance.Contribution(before, before with { AskPrice = 101, AskQuantity = 6 }));
        Assert.Equal(20, OrderFlowImbalance.Contribution(before, before with { AskPrice = 103, AskQuantity = 8 }));
    }

    [Fact]
    [Trait("Category", "InstructionSets")]
    public void OrderFlowColumns_AnyLength_EqualTheStreams()
    {
        var random = new SimulationRandom(3);
        for (int n = 1; n < 70; n++)
        {
            double[] b = new double[n], a = new double[n], bq = new double[n * 3], aq = new double[n * 3], e = new double[n], imbalance = new double[n], spread = new double[n];
            for (int i = 0; i < n; i++)
            {
                b[i] = 100 + random.NextInt32(3);
                a[i] = 104 + random.NextInt32(3);
            }

            for (int i = 0; i < n * 3; i++)
            {
                bq[i] = 1 + random.NextInt32(100);
                aq[i] = 1 + random.NextInt32(100);
            }

            OrderFlowColumns.OrderFlow(b, bq.AsSpan(0, n), a, aq.AsSpan(0, n), e);
            OrderFlowColumns.Imbalance(bq, aq, imbalance);
            OrderFlowColumns.Spread(b, a, spread);
            QuoteTick Quote(int i) => new(i, (long)b[i], (long)bq[i], (long)a[i], (long)aq[i]);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(i == 0 ? 0 : OrderFlowImbalance.Contribution(Quote(i - 1), Quote(i)), e[i]);
                DepthLevel[] bids = [.. Enumerable.Range(0, 3).Select(m => new DepthLevel(0, (long)bq[(m * n) + i]))];
                DepthLevel[] asks = [.. Enumerable.Range(0, 3).Select(m => new DepthLevel(0, (long)aq[(m * n) + i]))];
                Assert.Equal(DepthImbalance.OfLevels(bids, asks, 3), imbalance[i]);
                Assert.Equal(a[i] - b[i], spread[i]);
            }
        }
    }

    [Fact]
    public void MultiLevelOrderFlow_FirstLevel_IsTheOrderFlowOfTheTouch()
    {
        var flow = new MultiLevelOrderFlow(2);
        flow.Update([new(100, 10), new(99, 5)], [new(102, 20), new(103, 7)]);
        flow.Update([new(101, 4), new(100, 10)], [new(102, 15), new(103, 7)]);
        Assert.Equal([4 + 5, 10], flow.Sums.ToArray());
    }

    [Theory]
    [InlineData(105, Side.Bid)]
    [InlineData(101, Side.Ask)]
    public void LeeReady_OffTheMid_FollowsTheQuote(long price, Side expected) => Assert.Equal(expected, new LeeReady().Classify(price, new QuoteTick(0, 100, 1, 106, 1)));

    [Fact]
    public void LeeReady_AtTheMid_FollowsTheLastPriceChange()
    {
        var rule = new LeeReady();
        var quote = new QuoteTick(0, 100, 1, 106, 1);
        Assert.Equal(Side.None, rule.Classify(103, quote));
        Assert.Equal(Side.Ask, rule.Classify(101, quote));
        Assert.Equal(Side.Bid, rule.Classify(103, quote));
        Assert.Equal(Side.Bid, rule.Classify(103, quote));
    }

    [Fact]
    public void Vpin_TradesSplitAtBuckets_HasTheHandComputedValue()
    {
        // Buckets of 100: (70 buy, 30 sell) → 0.4; (50 buy, 50 sell) → 0; then 100 sell → 1.
        var vpin = new Vpin(100, 3);
        foreach ((long quantity, Side side) in ((long, Side)[])[(70, Side.Bid), (80, Side.Ask), (50, Side.Bid), (99, Side.Ask)])
        {
            vpin.Update(new TradeTick(0, 1, quantity, side));
            Assert.True(double.IsNaN(vpin.Value));
        }

        vpin.Update(new TradeTick(0, 1, 1, Side.Ask));
        Assert.Equal((0.4 + 0 + 1) / 3, vpin.Value, 1e-12);
    }

    [Fact]
    public void Vpin_AbsurdlyLargeTrade_IsBoundedInTimeAndValue()
    {
        var vpin = new Vpin(1, 50);
        vpin.Update(new TradeTick(0, 1, long.MaxValue / 2, Side.Bid));
        Assert.Equal(1.0, vpin.Value);
    }

    [Fact]
    public void Hawkes_SimulatedProcess_IsRecoveredAndItsResidualsAreExponential()
    {
        var truth = new HawkesParameters(0.8, 1.2, 2.0);
        double[] times = Simulate(truth, 4000, new SimulationRandom(12));
        HawkesFit fit = Hawkes.Fit(times, times[^1]);
        Assert.Equal(truth.Mu, fit.Parameters.Mu, 0.15);
        Assert.Equal(truth.BranchingRatio, fit.Parameters.BranchingRatio, 0.08);
        Assert.Equal(truth.Beta, fit.Parameters.Beta, 0.4);
        Assert.True(fit.Parameters.BranchingRatio < 1);
        Assert.True(fit.PValue > 0.01, $"p {fit.PValue}");
        Assert.True(fit.LogLikelihood > fit.PoissonLogLikelihood + 100);
        HawkesParameters p = fit.Parameters;
        foreach (HawkesParameters other in (HawkesParameters[])[p with { Mu = p.Mu * 1.1 }, p with { Mu = p.Mu / 1.1 }, p with { Alpha = p.Alpha * 1.1 }, p with { Alpha = p.Alpha / 1.1 }, p with { Beta = p.Beta * 1.1 }, p with { Beta = p.Beta / 1.1 }])
        {
            Assert.True(Hawkes.LogLikelihood(times, times[^1], other) < fit.LogLikelihood);
        }
    }

    [Fact]
    public void Hawkes_TwoEvents_HasTheHandComputedLikelihood()
    {
        // λ(1) = 0.5, λ(2) = 0.5 + 0.4·e^-1; compensator 0.5·3 + 0.4·((1 − e^-2) + (1 − e^-1)).
        double expected = Math.Log(0.5) + Math.Log(0.5 + (0.4 * Math.Exp(-1))) - 1.5 - (0.4 * (2 - Math.Exp(-2) - Math.Exp(-1)));
        Assert.Equal(expected, Hawkes.LogLikelihood([1, 2], 3, new HawkesParameters(0.5, 0.4, 1.0)), 1e-14);
        var stream = new HawkesIntensity(new HawkesParameters(0.5, 0.4, 1.0));
        stream.Update(Second, new double[1]);
        Assert.Equal(0.5 + (0.4 * Math.Exp(-1)), stream.At(2 * Second), 1e-14);
    }

    [Fact]
    public void FlowIntensity_OneTrade_FadesWithTheTimeConstant()
    {
        var flow = new FlowIntensity(TimeSpan.FromSeconds(4));
        flow.Update(new TradeTick(0, 1, 1, Side.Bid));
        Assert.Equal(0.25, flow.BuyRateAt(0));
        Assert.Equal(0.25 * Math.Exp(-2), flow.BuyRateAt(8 * Second), 1e-15);
        Assert.Equal(0, flow.SellRateAt(8 * Second));
    }

    [Fact]
    public void BulkVolume_TwoSigmaMove_CountsThePhiShare()
    {
        var measure = new BulkVolume(3);
        double[] closes = [10, 11, 10, 12];
        PriceBar[] bars = [.. closes.Select(c => new PriceBar(0, c, c, c, c, 100))];
        var outputs = new double[8];
        measure.Compute(bars, outputs);
        // Changes 1, −1, 2: mean 2/3, deviation √(7/3); Φ(2/√(7/3)) = Φ(1.30931) = 0.90478 (normal table).
        Assert.Equal(90.478, outputs[6], 5e-3);
        Assert.Equal(100, outputs[6] + outputs[7], 1e-12);
    }

    [Fact]
    public void BlockTrades_OneLargeTrade_IsFlaggedAgainstThePastOnly()
    {
        var measure = new BlockTrades(200, 10, 0.99);
        var row = new double[3];
        for (int i = 0; i < 150; i++)
        {
            measure.Update(new TradeTick(i, 1, 10 + (i % 3), Side.Bid), row);
        }

        Assert.Equal(0, row[0]);
        measure.Update(new TradeTick(200, 1, 220, Side.Bid), row);
        Assert.Equal((1.0, 1.0, 110.0), (row[0], row[1], row[2]));
    }

    [Fact]
    public void IcebergDetector_OrderAddedAgainAfterItWasExecuted_IsCertain()
    {
        var detector = new IcebergDetector();
        detector.OnOrderExecuted(7, 10, 0);
        Assert.True(detector.OnOrderAdded(1, 7, Side.Ask, 100, 10, out IcebergEvidence evidence));
        Assert.Equal((1, 10L, 1.0), (evidence.Refills, evidence.ExecutedQuantity, evidence.Probability));
        Assert.False(detector.OnOrderAdded(2, 8, Side.Ask, 100, 10, out _));
    }

    [Fact]
    public void IcebergDetector_LevelComesBackRepeatedly_GrowsCertain()
    {
        var detector = new IcebergDetector();
        double last = 0;
        for (int i = 0; i < 4; i++)
        {
            long time = i * Second;
            detector.OnTrade(new TradeTick(time, 100, 50, Side.Bid), 50);
            Assert.False(detector.OnLevel(time, Side.Ask, 100, 0, out _));
            Assert.True(detector.OnLevel(time + 1_000_000, Side.Ask, 100, 50, out IcebergEvidence e));
            Assert.True(e.Probability > last && e.Probability < 1);
            last = e.Probability;
        }

        detector.OnTrade(new TradeTick(10 * Second, 100, 50, Side.Bid), 50);
        Assert.False(detector.OnLevel(12 * Second, Side.Ask, 100, 50, out _));
    }

    private static double[] Simulate(HawkesParameters p, int events, SimulationRandom random)
    {
        // Ogata's thinning.
        var times = new List<double>();
        double t = 0, excitement = 0;
        while (times.Count < events)
        {
            double bound = p.Mu + (p.Alpha * excitement);
            double gap = random.NextExponential(1 / bound);
            t += gap;
            excitement *= Math.Exp(-p.Beta * gap);
            if (random.NextDouble() * bound < p.Mu + (p.Alpha * excitement))
            {
                times.Add(t);
                excitement++;
            }
        }

        return [.. times];
    }
}
