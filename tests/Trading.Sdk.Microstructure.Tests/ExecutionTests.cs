using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;

namespace Trading.Sdk.Microstructure.Tests;

public class ExecutionTests
{
    [Fact]
    public void ExecutionQuality_OneTrade_HasTheHandComputedSpreads()
    {
        var quality = new ExecutionQuality(TimeSpan.FromSeconds(5));
        quality.OnQuote(new QuoteTick(0, 9_990, 5, 10_010, 5));
        quality.OnTrade(new TradeTick(1_000_000_000, 10_010, 3, Side.Bid));
        Assert.False(quality.TryTake(6_000_000_000, out _));
        quality.OnQuote(new QuoteTick(6_000_000_000, 9_994, 5, 10_014, 5));
        Assert.True(quality.TryTake(6_000_000_001, out TradeExecution e));
        Assert.Equal((20.0, 12.0, 8.0), (e.EffectiveSpread, e.RealizedSpread, e.PriceImpact));
        Assert.Equal(0, quality.PendingTrades);
    }

    [Fact]
    public void ExecutionQuality_SimulatedSession_KeepsTheIdentityExactly()
    {
        var quality = new ExecutionQuality(TimeSpan.FromSeconds(2));
        var book = new SortedBook(SimulatedSession.Instrument);
        int measured = 0;
        int start = 0;
        MarketEvent[] events = SimulatedSession.Events(31, 200);
        for (int i = 0; i < events.Length; i++)
        {
            if (!events[i].IsEndOfMessage)
            {
                continue;
            }

            ReadOnlySpan<MarketEvent> message = events.AsSpan(start, i + 1 - start);
            start = i + 1;
            while (quality.TryTake(message[0].ExchangeTime, out TradeExecution e))
            {
                Assert.Equal(e.EffectiveSpread, e.RealizedSpread + e.PriceImpact);
                Assert.True(e.EffectiveSpread >= 0);
                measured++;
            }

            book.Apply(message);
            if (message[0].Kind == MarketEventKind.Trade)
            {
                quality.OnTrade(TradeTick.Of(message[0]));
            }
            else
            {
                quality.OnQuote(QuoteTick.Of(book, message[0].ExchangeTime));
            }
        }

        Assert.True(measured > 300);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ExecutionQuality_AnyBenchmark_KeepsTheIdentityToTheLastBit(bool useWeightedMid)
    {
        var random = new SimulationRandom(63);
        var quotes = new List<QuoteTick>();
        var trades = new List<TradeTick>();
        for (int i = 0; i < 3_000; i++)
        {
            long bid = random.NextInt64(1, 1L << 40);
            quotes.Add(new QuoteTick(i * 10, bid, random.NextInt64(1, 1_000_000), bid + random.NextInt64(1, 999), random.NextInt64(1, 1_000_000)));
            trades.Add(new TradeTick((i * 10) + 5, bid + random.NextInt64(-500, 500), 1, random.NextBoolean(0.5) ? Side.Bid : Side.Ask));
        }

        IReadOnlyList<TradeExecution> executions = ExecutionQuality.Compute(trades.ToArray(), quotes.ToArray(), TimeSpan.FromTicks(1), useWeightedMid);
        Assert.True(executions.Count > 2_900);
        Assert.All(executions, e => Assert.Equal(e.EffectiveSpread, e.RealizedSpread + e.PriceImpact));
        Assert.All(executions, e => Assert.Equal(2.0 * e.Side.Sign() * (trades[(int)(e.Time / 10)].Price - e.BenchmarkBefore), e.EffectiveSpread, 1e-3));
    }

    [Fact]
    public void ImplementationShortfall_Sale_CountsTheOtherWay()
    {
        // Decided to sell 100 at 20, arrived at 19.8, sold 60 at 19.7, closed at 19: a fall costs the seller.
        ImplementationShortfall s = ImplementationShortfall.Compute(Side.Ask, 20, 19.8, 19, 100, [19.7], [60]);
        Assert.Equal((12.0, 6.0, 40.0), (Math.Round(s.Delay, 9), Math.Round(s.Trading, 9), Math.Round(s.Opportunity, 9)));
        Assert.Throws<ArgumentException>(() => ImplementationShortfall.Compute(Side.Ask, 20, 19.8, 19, 100, [19.7], [101]));
    }

    [Fact]
    public void ImplementationShortfall_PartlyFilledPurchase_AddsUp()
    {
        // Decided at 50, arrived at 50.10, filled 600 at 50.20 and 200 at 50.30 of 1,000, closed at 51.
        ImplementationShortfall s = ImplementationShortfall.Compute(Side.Bid, 50, 50.10, 51, 1000, [50.20, 50.30], [600, 200], fees: 8);
        Assert.Equal(80, s.Delay, 1e-9);
        Assert.Equal(100, s.Trading, 1e-9);
        Assert.Equal(200, s.Opportunity, 1e-9);
        // Paper: 1,000 bought at 50 and worth 51; real: 800 bought for 40,180.
        Assert.Equal(1000.0 - ((800 * 51) - 40_180 - 8), s.Total, 1e-9);
    }

    [Fact]
    public void KyleLambda_ExactLine_GivesItsSlope()
    {
        var measure = new KyleLambda(5);
        ImpactObservation[] inputs = [.. Enumerable.Range(0, 8).Select(i => new ImpactObservation(0.5 + (0.02 * (i * i % 7)), i * i % 7))];
        var outputs = new double[16];
        measure.Compute(inputs, outputs);
        Assert.Equal(0.02, outputs[14], 1e-12);
        Assert.Equal(1.0, outputs[15], 1e-12);
    }

    [Fact]
    public void RollSpread_BouncingPrice_GivesTheSpread()
    {
        // A price that only bounces between bid and ask, in a fair sequence: Roll's spread is the bounce.
        var random = new SimulationRandom(5);
        double[] prices = [.. Enumerable.Range(0, 40_001).Select(_ => 100 + (random.NextBoolean(0.5) ? 0.5 : -0.5))];
        double[] spread = new RollSpread(40_000).ComputeColumn(prices);
        Assert.Equal(1.0, spread[^1], 0.02);
        Assert.True(double.IsNaN(new RollSpread(10).ComputeColumn([.. Enumerable.Range(0, 12).Select(i => (double)i * i)])[^1]));
    }

    [Fact]
    public void HasbrouckImpact_SimulatedVar_IsRecovered()
    {
        // r = 0.1 r₋₁ + 0.5 x + 0.2 x₋₁ + v, x = 0.3 x₋₁ + w: permanent response (0.5 + 0.2)/(1 − 0.1)/(1 − 0.3).
        var random = new SimulationRandom(6);
        const int N = 60_000;
        double[] r = new double[N], x = new double[N];
        for (int t = 1; t < N; t++)
        {
            x[t] = (0.3 * x[t - 1]) + random.NextNormal();
            r[t] = (0.1 * r[t - 1]) + (0.5 * x[t]) + (0.2 * x[t - 1]) + (0.3 * random.NextNormal());
        }

        HasbrouckImpact impact = HasbrouckImpact.Fit(r, x, 2);
        Assert.Equal(0.1, impact.ReturnEquation[0], 0.02);
        Assert.Equal(0.5, impact.ReturnEquation[2], 0.01);
        var response = new double[60];
        impact.Respond(response);
        Assert.Equal(0.5, response[0], 0.01);
        Assert.Equal(0.7 / 0.9 / 0.7, response[^1], 0.03);
    }
}
