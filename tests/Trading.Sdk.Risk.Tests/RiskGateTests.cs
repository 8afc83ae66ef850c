using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Risk;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Risk.Tests;

public class RiskGateTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Check_RandomOrders_NeverExceedsPositionOrNotional()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Gen.Choose(-120, 120).Where(q => q != 0).ListOf(60).ToArbitrary(), orders =>
        {
            var gate = new RiskGate(new RiskLimits { PositionMax = 100, NotionalMax = 600 });
            long position = 0;
            double price = 5;
            foreach (int quantity in orders)
            {
                price = 3 + (Math.Abs(quantity) % 7);
                RiskDecision decision = gate.Check(quantity, new RiskContext(0, 0, position, price, 1000));
                long before = Math.Abs(position);
                position += decision.Allowed;
                bool within = Math.Abs(position) <= 100 && Math.Abs(position) * price <= 600;
                // A price rise may leave a position above the notional limit; then it may only shrink.
                bool shrinks = Math.Abs(position) <= before;
                bool sameSign = decision.Allowed == 0 || Math.Sign(decision.Allowed) == Math.Sign(quantity);
                if (!(within || shrinks) || !sameSign || Math.Abs(decision.Allowed) > Math.Abs(quantity))
                {
                    return false;
                }
            }

            return true;
        }));
    }

    [Fact]
    public void Check_ExtremeQuantities_DoNotOverflow()
    {
        var gate = new RiskGate(new RiskLimits { PositionMax = 10 });
        Assert.Equal(10, gate.Check(long.MaxValue, new RiskContext(0, 0, 0, 1, 0)).Allowed);
        Assert.Equal(-20, gate.Check(long.MinValue, new RiskContext(0, 0, 10, 1, 0)).Allowed);
        Assert.Equal(RiskVerdict.Reject, gate.Check(1, new RiskContext(0, 0, long.MaxValue, 1, 0)).Verdict);
    }

    [Fact]
    public void Check_OrderRate_RejectsUntilTheWindowHasPassed()
    {
        var gate = new RiskGate(new RiskLimits { OrdersMax = 2, OrderRateWindow = 10 * Second });
        Assert.Equal(RiskVerdict.Allow, gate.Check(1, At(0)).Verdict);
        Assert.Equal(RiskVerdict.Allow, gate.Check(1, At(5 * Second)).Verdict);
        Assert.Equal(RiskRule.OrderRate, gate.Check(1, At(9 * Second)).Rule);
        Assert.Equal(RiskVerdict.Allow, gate.Check(1, At(10 * Second)).Verdict);
        Assert.Equal(RiskRule.OrderRate, gate.Check(1, At(14 * Second)).Rule);
    }

    [Fact]
    public void Check_LossOfTheDay_OpensTheCircuitButLetsOneOut()
    {
        var gate = new RiskGate(new RiskLimits { DailyLossMax = 50, CoolDown = 60 * Second });
        Assert.Equal(RiskVerdict.Allow, gate.Check(5, new RiskContext(0, 0, 0, 1, 1000)).Verdict);
        RiskDecision blocked = gate.Check(5, new RiskContext(Second, Second, 5, 1, 950));
        Assert.Equal((RiskVerdict.Reject, RiskRule.DailyLoss), (blocked.Verdict, blocked.Rule));
        Assert.Equal(BreakerState.Open, gate.State);
        Assert.Equal(RiskVerdict.Allow, gate.Check(-5, new RiskContext(2 * Second, 2 * Second, 5, 1, 950)).Verdict);
        // Turning the position around is new risk.
        Assert.Equal(RiskVerdict.Reject, gate.Check(-6, new RiskContext(2 * Second, 2 * Second, 5, 1, 950)).Verdict);
        Assert.Equal(RiskVerdict.Allow, gate.Check(5, new RiskContext(61 * Second, 61 * Second, 0, 1, 950)).Verdict);
    }

    [Fact]
    public void Check_Drawdown_CountsFromThePeak()
    {
        var gate = new RiskGate(new RiskLimits { DrawdownMax = 0.1 });
        gate.OnEquity(0, 1000);
        gate.OnEquity(1, 1200);
        Assert.Equal(RiskVerdict.Allow, gate.Check(1, new RiskContext(2, 2, 0, 1, 1081)).Verdict);
        Assert.Equal(RiskRule.Drawdown, gate.Check(1, new RiskContext(3, 3, 0, 1, 1080)).Rule);
    }

    [Fact]
    public void Check_StaleDataOrKillSwitch_RejectsNewRisk()
    {
        var gate = new RiskGate(new RiskLimits { DataAgeMax = Second });
        Assert.Equal(RiskRule.StaleData, gate.Check(1, new RiskContext(3 * Second, Second, 0, 1, 1)).Rule);
        gate.Kill(3 * Second);
        Assert.Equal(RiskRule.KillSwitch, gate.Check(1, At(3 * Second)).Rule);
        Assert.Equal(RiskVerdict.Allow, gate.Check(-1, new RiskContext(0, 0, 1, 1, 1)).Verdict);
    }

    [Fact]
    public void Constructor_ContradictoryLimits_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiskGate(new RiskLimits { DrawdownMax = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiskGate(new RiskLimits { NotionalMax = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiskGate(new RiskLimits { PositionMax = -1 }));
    }

    [Fact]
    public void Check_AfterWarmUp_AllocatesNothing()
    {
        var gate = new RiskGate(new RiskLimits { PositionMax = 10, OrdersMax = 5, DailyLossMax = 5 });
        AllocationGuard.ShouldNotAllocate(() => gate.Check(3, At(0)));
    }

    [Fact]
    public void Sizing_KnownNumbers_AreExact()
    {
        // Kelly at even odds with p = 0.75 is 0.5; half of it of 1000 at 5 a lot is 50 lots.
        Assert.Equal(50, PositionSizing.FractionalKelly(1, 1000, 5, 0.75));
        Assert.Equal(0, PositionSizing.FractionalKelly(1, 1000, 5, 0.4));
        Assert.Equal(-50, PositionSizing.VolatilityTarget(-1, 1000, 5, 0.02, 0.005));
        Assert.Throws<ArgumentOutOfRangeException>(() => PositionSizing.FractionalKelly(2, 1, 1, 0.5));
    }

    private static RiskContext At(long time) => new(time, time, 0, 1, 1000);
}
