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
    public void IcebergDetector_OrderShownAgainAfterItWasExecuted_IsCertain()
    {
        var detector = new IcebergDetector();
        detector.OnOrderExecuted(0, 7, Side.Ask, 100, 10, 0);
        Assert.True(detector.OnOrderShown(1, 7, Side.Ask, 100, 10, out IcebergEvidence evidence));
        Assert.Equal((1, 10L, 1.0), (evidence.Refills, evidence.ExecutedQuantity, evidence.Probability));
        Assert.False(detector.OnOrderShown(2, 7, Side.Ask, 100, 10, out _));
        Assert.False(detector.OnOrderShown(2, 8, Side.Ask, 100, 10, out _));
        // A second slice of the same order.
        detector.OnOrderExecuted(3, 7, Side.Ask, 100, 4, 6);
        Assert.False(detector.OnOrderShown(4, 7, Side.Ask, 100, 5, out _));
        Assert.True(detector.OnOrderShown(5, 7, Side.Ask, 100, 10, out evidence));
        Assert.Equal((2, 14L), (evidence.Refills, evidence.ExecutedQuantity));
    }

    [Theory]
    [InlineData(1, Side.Ask, 101)]
    [InlineData(1, Side.Bid, 100)]
    [InlineData(2 * Second, Side.Ask, 100)]
    public void IcebergDetector_OrderElsewhereOrLate_IsNoRefill(long time, Side side, long price)
    {
        var detector = new IcebergDetector();
        detector.OnOrderExecuted(0, 7, Side.Ask, 100, 10, 0);
        Assert.False(detector.OnOrderShown(time, 7, side, price, 10, out _));
        Assert.False(detector.OnOrderShown(time, 7, Side.Ask, 100, 10, out _));
    }

    [Fact]
    public void PassiveFlow_RandomBooks_EqualsTheDifferenceOfTheKnownLevels()
    {
        var random = new SimulationRandom(61);
        const int N = 4;
        for (int round = 0; round < 300; round++)
        {
            var flow = new PassiveFlow(N);
            SortedBook before = RandomBook(), after = RandomBook();
            Update(before);
            Update(after);
            Assert.Equal((Difference(Side.Bid, 1), Difference(Side.Bid, -1)), (flow.BidsAdded, flow.BidsRemoved));
            Assert.Equal((Difference(Side.Ask, 1), Difference(Side.Ask, -1)), (flow.AsksAdded, flow.AsksRemoved));
            flow.Break();
            Update(before);
            Assert.Equal(Difference(Side.Bid, 1), flow.BidsAdded);

            void Update(SortedBook book) => flow.Update(Top(book, Side.Bid), Top(book, Side.Ask));

            // Price by price over everything that both looks know.
            long Difference(Side side, int sign)
            {
                DepthLevel[] x = Top(before, side), y = Top(after, side);
                long sum = 0;
                foreach (long price in x.Concat(y).Select(l => l.Price).Distinct())
                {
                    bool known = Knows(x, price) && Knows(y, price);
                    sum += known ? Math.Max(0, sign * (Quantity(y, price) - Quantity(x, price))) : 0;
                }

                return sum;

                bool Knows(DepthLevel[] levels, long price) => levels.Length < N || (side == Side.Bid ? price >= levels[^1].Price : price <= levels[^1].Price);
                static long Quantity(DepthLevel[] levels, long price) => levels.FirstOrDefault(l => l.Price == price).Quantity;
            }
        }

        SortedBook RandomBook()
        {
            var book = new SortedBook(new Instrument(1, "X", 1, 1));
            int levels = random.NextInt32(7);
            for (int i = 0; i < levels; i++)
            {
                book.Set(Side.Bid, 90 + random.NextInt32(10), 1 + random.NextInt32(9)).Set(Side.Ask, 101 + random.NextInt32(10), 1 + random.NextInt32(9));
            }

            return book;
        }

        static DepthLevel[] Top(SortedBook book, Side side)
        {
            var levels = new DepthLevel[N];
            return levels[..book.CopyTop(side, levels)];
        }
    }

    [Fact]
    public void LeeReady_WithLag_LooksAtTheQuoteOfThatMoment()
    {
        QuoteTick[] quotes = [new(0, 100, 1, 102, 1), new(3 * Second, 110, 1, 112, 1), new(9 * Second, 90, 1, 92, 1)];
        TradeTick[] trades = [new(3 * Second, 105, 1, Side.None), new(4 * Second, 105, 1, Side.None), new(9 * Second, 105, 1, Side.None), new(15 * Second, 105, 1, Side.None)];
        var sides = new Side[4];
        LeeReady.Classify(trades, quotes, sides);
        // The quote of the very moment of a trade is not before it.
        Assert.Equal([Side.Bid, Side.Ask, Side.Ask, Side.Bid], sides);
        LeeReady.Classify(trades, quotes, sides, TimeSpan.FromSeconds(5));
        Assert.Equal([Side.None, Side.None, Side.Ask, Side.Bid], sides);
        var lagged = new LaggedQuotes(TimeSpan.FromSeconds(5));
        var rule = new LeeReady();
        int next = 0;
        for (int i = 0; i < trades.Length; i++)
        {
            while (next < quotes.Length && quotes[next].Time < trades[i].Time)
            {
                lagged.Add(quotes[next++]);
            }

            Assert.Equal(sides[i], rule.Classify(trades[i].Price, lagged.At(trades[i].Time)));
        }

        Assert.Throws<ArgumentException>(() => LeeReady.Classify(trades, [quotes[1], quotes[0]], new Side[4]));
    }

    [Fact]
    public void LaggedQuotes_ManyWithinTheLag_KeepsTheirOrder()
    {
        var lagged = new LaggedQuotes(TimeSpan.FromSeconds(1));
        for (int i = 0; i < 2_000; i++)
        {
            lagged.Add(new QuoteTick(i * 1_000_000, i, 1, i + 1, 1));
            Assert.Equal(Math.Max(0, i - 1001), lagged.At(i * 1_000_000).BidPrice);
        }
    }

    [Fact]
    public void Hawkes_ManySimulatedProcesses_RarelyFailTheTimeRescalingTest()
    {
        // With the true parameters the p-values are uniform: of 60 processes about 3 fall below 0.05, and more than 10 with a probability of 1 in 5,000.
        var truth = new HawkesParameters(1.0, 0.9, 1.8);
        int rejected = 0;
        for (ulong seed = 0; seed < 60; seed++)
        {
            double[] times = Simulate(truth, 400, new SimulationRandom(100 + seed));
            var residuals = new double[times.Length];
            Hawkes.Residuals(times, truth, residuals);
            double[] uniform = [.. residuals.Select(r => 1 - Math.Exp(-r)).Order()];
            double distance = uniform.Select((u, i) => Math.Max(((i + 1.0) / uniform.Length) - u, u - ((double)i / uniform.Length))).Max();
            rejected += Statistics.KolmogorovDistribution.Survival(distance, uniform.Length) < 0.05 ? 1 : 0;
        }

        Assert.InRange(rejected, 0, 10);
    }

    [Fact]
    public void Vpin_AnyTrades_StaysWithinItsInterval()
    {
        var random = new SimulationRandom(62);
        for (int round = 0; round < 50; round++)
        {
            var vpin = new Vpin(1 + random.NextInt32(40), 1 + random.NextInt32(20));
            for (int i = 0; i < 500; i++)
            {
                vpin.Update(new TradeTick(i, 100, 1 + random.NextInt32(100), random.NextInt32(3) switch { 0 => Side.Bid, 1 => Side.Ask, _ => Side.None }));
                Assert.True(double.IsNaN(vpin.Value) || vpin.Value is >= 0 and <= 1);
            }
        }
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
