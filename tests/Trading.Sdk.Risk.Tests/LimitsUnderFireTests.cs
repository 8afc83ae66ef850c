using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Risk;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Risk.Tests;

public class LimitsUnderFireTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Check_RandomOrderStreams_NoLimitIsEverExceeded()
    {
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new RandomStream((ulong)seed, 7);
            var limits = new RiskLimits
            {
                PositionMax = 1 + random.NextInt32(100),
                NotionalMax = random.NextUniform(10, 5000),
                ConcentrationMax = random.NextUniform(0.1, 3),
                GrossMax = random.NextUniform(100, 8000),
                ValueAtRiskMax = random.NextUniform(1, 200),
                OrderQuantityMax = 1 + random.NextInt32(40),
                OrdersMax = 1 + random.NextInt32(8),
                OrderRateWindow = 10 * Second,
                DailyLossMax = random.NextUniform(20, 300),
                DrawdownMax = random.NextUniform(0.05, 1),
                CoolDown = random.NextInt32(60) * Second,
                Probation = random.NextInt32(60) * Second,
            };
            var gate = new RiskGate(limits);
            long position = 0, time = 0;
            var sent = new List<long>();
            double equity = 1000, otherGross = 0;
            for (int i = 0; i < 300; i++)
            {
                time += random.NextInt32(4) * Second;
                equity = Math.Max(1, equity + random.NextNormal(0, 20));
                otherGross = Math.Abs(otherGross + random.NextNormal(0, 50));
                double lotValue = random.NextUniform(1, 60);
                long quantity = (1 + random.NextInt32(150)) * (random.NextBoolean() ? 1 : -1);
                RiskDecision decision = gate.Check(quantity, new RiskContext(time, time, position, lotValue, equity, otherGross, 0.05));
                if (Math.Abs(decision.Allowed) > Math.Abs(quantity) || decision.Allowed * quantity < 0 || (decision.Verdict == RiskVerdict.Reject) != (decision.Allowed == 0))
                {
                    return false;
                }

                if (decision.Allowed == 0)
                {
                    continue;
                }

                sent.Add(time);
                long before = Math.Abs(position);
                position += decision.Allowed;
                long after = Math.Abs(position);
                bool grew = after > before;
                double value = after * lotValue;
                bool holds = Math.Abs(decision.Allowed) <= limits.OrderQuantityMax
                    && sent.Count(t => time - t < limits.OrderRateWindow) <= limits.OrdersMax
                    && (!grew || (after <= limits.PositionMax && value <= limits.NotionalMax && value <= limits.ConcentrationMax * equity
                        && value + otherGross <= limits.GrossMax && value * 0.05 <= limits.ValueAtRiskMax && gate.State is BreakerState.Closed or BreakerState.Probation));
                if (!holds)
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Breaker_LossCoolDownProbation_GoesThroughItsStates()
    {
        var seen = new List<(BreakerState, RiskRule)>();
        var limits = new RiskLimits { DailyLossMax = 50, CoolDown = 60 * Second, Probation = 30 * Second, PositionMax = 10 };
        var gate = new RiskGate(limits, t => seen.Add((t.To, t.Rule)));
        gate.OnEquity(0, 1000);
        gate.OnEquity(1, 950);
        Assert.Equal(BreakerState.Open, gate.State);
        Assert.Equal(RiskRule.DailyLoss, gate.Check(1, new RiskContext(2, 2, 0, 1, 950)).Rule);
        gate.OnEquity(61 * Second, 950);
        Assert.Equal(BreakerState.Probation, gate.State);
        Assert.Equal((5L, RiskRule.Probation), gate.Check(8, new RiskContext(62 * Second, 62 * Second, 0, 1, 950)) is var d ? (d.Allowed, d.Rule) : default);
        gate.OnEquity(92 * Second, 951);
        Assert.Equal(BreakerState.Closed, gate.State);
        gate.Kill(93 * Second);
        Assert.Equal([(BreakerState.Open, RiskRule.DailyLoss), (BreakerState.Probation, RiskRule.None), (BreakerState.Closed, RiskRule.None), (BreakerState.Killed, RiskRule.KillSwitch)], seen);
    }

    [Fact]
    public void LiquidityCap_Ladder_GivesTheLargestCheapQuantity()
    {
        var book = new LimitOrderBook(new Instrument(1, "T", 1m, 1m));
        book.Apply(
        [
            MarketEvent.Level(1, Side.Bid, 9_990, 100, 1),
            MarketEvent.Level(1, Side.Ask, 10_010, 100, 1),
            MarketEvent.Level(1, Side.Ask, 10_030, 100, 1),
            MarketEvent.Level(1, Side.Ask, 10_100, 1000, 1, flags: MarketEventFlags.EndOfMessage),
        ]);
        // 10 bps = the first level; 20 bps = the average of both first levels; beyond the book nothing.
        Assert.Equal(100, LiquidityCap.Apply(book, 500, 10));
        Assert.Equal(200, LiquidityCap.Apply(book, 500, 20));
        Assert.Equal(0, LiquidityCap.Apply(book, 500, 9));
        Assert.Equal(-60, LiquidityCap.Apply(book, -60, 10));
        Assert.Equal(1200, LiquidityCap.Apply(book, long.MaxValue, 1000));
    }

    [Fact]
    public void Tail_KnownSample_IsTheWorstShare()
    {
        double[] returns = [.. Enumerable.Range(1, 100).Select(i => (i - 50) / 1000.0)];
        TailRisk risk = PositionTail.Historical(returns, 1000, 0.95);
        Assert.Equal(47, risk.ExpectedShortfall, 9);
        Assert.Equal(-1000 * Quantiles.Of(returns, 0.05), risk.ValueAtRisk, 9);
        Assert.Equal(PositionTail.Historical([.. returns.Select(r => -r)], -1000, 0.95), risk);
        Assert.Throws<ArgumentException>(() => PositionTail.Historical([double.NaN], 1, 0.9));
    }
}
