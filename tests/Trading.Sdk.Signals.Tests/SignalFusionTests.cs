using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Signals;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Signals.Tests;

public class SignalFusionTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void TryFuse_LogOdds_EqualsTheHandComputedPool()
    {
        var fusion = new SignalFusion(new SignalFusionOptions { Weights = new Dictionary<string, double> { ["a"] = 3, ["b"] = 1 } });
        Assert.True(fusion.TryFuse([Make("a", SignalDirection.Long, 0.8), Make("b", SignalDirection.Short, 0.6)], 0, out Signal fused));
        // 0.75·ln(0.8/0.2) + 0.25·ln(0.4/0.6) = 0.93836...; σ = 0.71877...
        double expected = 1 / (1 + Math.Exp(-((0.75 * Math.Log(4)) + (0.25 * Math.Log(2.0 / 3)))));
        Assert.Equal(SignalDirection.Long, fused.Direction);
        Assert.Equal(expected, fused.Confidence, 12);
        Assert.Equal(0.7188, fused.Confidence, 3);
    }

    [Fact]
    public void TryFuse_Linear_EqualsTheWeightedMean()
    {
        var fusion = new SignalFusion(new SignalFusionOptions { Method = FusionMethod.Linear });
        Assert.True(fusion.TryFuse([Make("a", SignalDirection.Long, 0.9), Make("b", SignalDirection.Short, 0.6)], 0, out Signal fused));
        Assert.Equal(0.65, fused.Confidence, 12);
        Assert.Equal(SignalDirection.Long, fused.Direction);
    }

    [Fact]
    public void TryFuse_ConfidenceWeighted_IgnoresSourcesThatSayNothing()
    {
        var fusion = new SignalFusion(new SignalFusionOptions { Method = FusionMethod.ConfidenceWeighted });
        Assert.True(fusion.TryFuse([Make("a", SignalDirection.Short, 0.7), Make("b", SignalDirection.Flat, 0.5)], 0, out Signal fused));
        Assert.Equal(SignalDirection.Short, fused.Direction);
        Assert.Equal(0.7, fused.Confidence, 12);
    }

    [Fact]
    public void TryFuse_MissingExpiredOrFutureSource_LeavesTheOthersAlone()
    {
        var fusion = new SignalFusion();
        Signal present = Make("a", SignalDirection.Long, 0.8);
        Signal expired = Make("b", SignalDirection.Short, 0.9) with { AvailableTime = -10 * Second };
        Signal future = Make("c", SignalDirection.Short, 0.9) with { AvailableTime = 1 };
        Assert.True(fusion.TryFuse([expired, present, future], 0, out Signal fused));
        Assert.Equal(0.8, fused.Confidence, 12);
        Assert.False(fusion.TryFuse([expired, future], 0, out _));
        Assert.False(fusion.TryFuse([], 0, out _));
    }

    [Fact]
    public void TryFuse_AnySignals_StaysInsideTheirRangeAndIgnoresOrder()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(0, 100).Two().ListOf().Where(l => l.Count > 0).ToArbitrary(), parts =>
        {
            Signal[] signals = [.. parts.Select((p, i) => Make("s" + i, p.Item1 % 2 == 0 ? SignalDirection.Long : SignalDirection.Short, 0.5 + (p.Item2 / 220.0)))];
            bool ok = true;
            foreach (FusionMethod method in Enum.GetValues<FusionMethod>())
            {
                var fusion = new SignalFusion(new SignalFusionOptions { Method = method, DeadBand = 0 });
                if (!fusion.TryFuse(signals, 0, out Signal fused))
                {
                    ok &= method == FusionMethod.ConfidenceWeighted && signals.All(s => s.Confidence == 0.5);
                    continue;
                }

                fusion.TryFuse([.. signals.Reverse()], 0, out Signal mirrored);
                double up = fused.ProbabilityUp;
                ok &= up >= signals.Min(s => s.ProbabilityUp) - 1e-12 && up <= signals.Max(s => s.ProbabilityUp) + 1e-12
                    && Math.Abs(up - mirrored.ProbabilityUp) < 1e-12;
            }

            return ok;
        }));
    }

    [Fact]
    public void TryFuse_BadInput_Throws()
    {
        var fusion = new SignalFusion();
        Assert.Throws<ArgumentException>(() => fusion.TryFuse([Make("a", SignalDirection.Long, double.NaN)], 0, out _));
        Assert.Throws<ArgumentException>(() => fusion.TryFuse([Make("a", SignalDirection.Long, 0.6), Make("b", SignalDirection.Long, 0.6) with { InstrumentId = 2 }], 0, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalFusion(new SignalFusionOptions { DeadBand = 0.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalFusion(new SignalFusionOptions { Weights = new Dictionary<string, double> { ["a"] = -1 } }));
    }

    [Fact]
    public void TryFuse_AfterWarmUp_AllocatesNothing()
    {
        var fusion = new SignalFusion();
        Signal[] signals = [Make("a", SignalDirection.Long, 0.8), Make("b", SignalDirection.Short, 0.6)];
        AllocationGuard.ShouldNotAllocate(() => fusion.TryFuse(signals, 0, out _));
    }

    private static Signal Make(string source, SignalDirection direction, double confidence) => new()
    {
        InstrumentId = 1,
        Source = source,
        Direction = direction,
        Confidence = confidence,
        Horizon = 5 * Second,
    };
}
