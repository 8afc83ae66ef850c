using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Microstructure.Tests;

public class DepthAnalyzerTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Update_RatioHeld_BecomesASignalAtTheGateWithTheResolvedConfidence()
    {
        var analyzer = new DepthAnalyzer();
        DepthSignal signal = default;
        for (int i = 0; i <= 12; i++)
        {
            signal = analyzer.Update(i * 5 * Second, 250, 100);
            Assert.Equal(DepthDirection.Long, signal.Direction);
            Assert.Equal(i < 12 ? DepthSignalState.TooYoung : DepthSignalState.Signal, signal.State);
        }

        // Twelve intervals of 5 s: 60 s held, 13 snapshots.
        double magnitude = (Math.Log(2.5) - Math.Log(2)) / (Math.Log(5) - Math.Log(2));
        Assert.Equal(magnitude, signal.Magnitude, 1e-12);
        Assert.Equal(0.2, signal.Persistence, 1e-12);
        Assert.Equal(13.0 / 60, signal.Consecutive, 1e-12);
        Assert.Equal(0.40 + (0.35 * ((0.5 * magnitude) + (0.3 * 0.2) + (0.2 * 13 / 60))), signal.Confidence, 1e-12);
        Assert.Contains("Long: bid/ask depth 2.50, held 60 s over 13 snapshots", signal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_UsersExample_HasTheirRatioAndImbalance()
    {
        DepthSignal signal = new DepthAnalyzer().Update(0, 125.4567, 89.2341);
        Assert.Equal(1.4059, signal.Ratio!.Value, 5e-5);
        Assert.Equal(0.1687, Math.Tanh(signal.LogRatio / 2), 5e-5);
        Assert.Equal(DepthSignalState.Balanced, signal.State);
    }

    [Theory]
    [InlineData(2.0, 1.0, DepthDirection.Long)]
    [InlineData(1.0, 2.0, DepthDirection.Short)]
    [InlineData(1.999, 1.0, DepthDirection.None)]
    [InlineData(1.0, 1.999, DepthDirection.None)]
    public void Update_AtTheThreshold_IsSymmetric(double bids, double asks, DepthDirection expected) =>
        Assert.Equal(expected, new DepthAnalyzer().Update(0, bids, asks).Direction);

    [Fact]
    public void Update_Mirrored_GivesTheSameConfidence()
    {
        DepthAnalyzer a = new(), b = new();
        for (int i = 0; i < 100; i++)
        {
            double ratio = 2.2 + Math.Sin(i);
            DepthSignal x = a.Update(i * 5 * Second, ratio * 10, 10), y = b.Update(i * 5 * Second, 10, ratio * 10);
            Assert.Equal(x.Confidence, y.Confidence, 1e-12);
            Assert.Equal((int)x.Direction, -(int)y.Direction);
        }
    }

    [Fact]
    public void Update_EverythingFull_ReachesTheTopOfTheRange()
    {
        var analyzer = new DepthAnalyzer();
        DepthSignal signal = default;
        for (int i = 0; i <= 60; i++)
        {
            signal = analyzer.Update(i * 5 * Second, 900, 100);
            Assert.InRange(signal.Confidence, 0.0, 0.75);
        }

        Assert.Equal(0.75, signal.Confidence, 1e-12);
    }

    [Fact]
    public void Update_BalancedSnapshotOrPause_EndsTheRun()
    {
        var analyzer = new DepthAnalyzer();
        for (int i = 0; i <= 20; i++)
        {
            analyzer.Update(i * 5 * Second, 300, 100);
        }

        Assert.Equal(DepthSignalState.Balanced, analyzer.Update(105 * Second, 100, 100).State);
        Assert.Equal((0L, 1), Run(analyzer.Update(110 * Second, 300, 100)));
        Assert.Equal((5 * Second, 2), Run(analyzer.Update(115 * Second, 300, 100)));
        Assert.Equal((0L, 1), Run(analyzer.Update(140 * Second, 300, 100)));
        Assert.Equal((0L, 1), Run(analyzer.Update(145 * Second, 100, 300)));

        static (long, int) Run(DepthSignal s) => (s.HeldNanos, s.Snapshots);
    }

    [Fact]
    public void Update_IrregularSnapshots_WeighsByTime()
    {
        var analyzer = new DepthAnalyzer();
        long[] seconds = [0, 1, 2, 3, 12, 13, 26];
        DepthSignal signal = default;
        foreach (long s in seconds)
        {
            signal = analyzer.Update(s * Second, 300, 100);
        }

        Assert.Equal((26 * Second, 7), (signal.HeldNanos, signal.Snapshots));
    }

    [Fact]
    public void Update_EmptySide_HasNoRatio()
    {
        DepthSignal signal = new DepthAnalyzer().Update(0, 10, 0);
        Assert.Equal(DepthSignalState.EmptySide, signal.State);
        Assert.Null(signal.Ratio);
        Assert.True(double.IsNaN(signal.LogRatio));
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(-1, 1)]
    public void Update_NoDepth_Throws(double bids, double asks) => Assert.Throws<ArgumentOutOfRangeException>(() => new DepthAnalyzer().Update(0, bids, asks));

    [Fact]
    public void TryUpdate_OverABook_LooksOncePerIntervalAndMarksTruncation()
    {
        var book = new SortedBook(new Instrument(1, "X", 1, 1)) { KnownTicks = 5 };
        book.Set(Side.Bid, 9_999, 30).Set(Side.Bid, 9_900, 20).Set(Side.Bid, 9_899, 99).Set(Side.Ask, 10_001, 10).Set(Side.Ask, 10_100, 5);
        var analyzer = new DepthAnalyzer();
        Assert.True(analyzer.TryUpdate(book, 7 * Second, out DepthSignal signal));
        Assert.Equal((50.0, 15.0, false), (signal.BidDepth, signal.AskDepth, signal.IsComplete));
        Assert.False(analyzer.TryUpdate(book, 9 * Second, out _));
        Assert.True(analyzer.TryUpdate(book, 10 * Second, out _));
        Assert.Equal(DepthSignalState.Incomplete, new DepthAnalyzer(new DepthAnalyzerOptions { RequireComplete = true }).Update(book, 0).State);
    }

    [Fact]
    public void Update_Always_AllocatesNothing()
    {
        var analyzer = new DepthAnalyzer();
        var book = new SortedBook(new Instrument(1, "X", 1, 1)).Set(Side.Bid, 99, 30).Set(Side.Ask, 101, 10);
        long time = 0;
        AllocationGuard.ShouldNotAllocate(() => analyzer.Update(book, time += Second));
    }

    [Fact]
    public void Compute_Columns_EqualsTheStreamAfterAnyPast()
    {
        long[] times = [.. Enumerable.Range(0, 200).Select(i => i * 5 * Second)];
        double[] bids = [.. times.Select(t => 100 * (1.5 + Math.Sin(t * 1e-11)))], asks = [.. times.Select(_ => 60.0)];
        var batch = new DepthSignal[200];
        var analyzer = new DepthAnalyzer();
        analyzer.Update(7, 5, 1);
        analyzer.Compute(times, bids, asks, batch);
        var stream = new DepthAnalyzer();
        for (int i = 0; i < times.Length; i++)
        {
            Assert.Equal(stream.Update(times[i], bids[i], asks[i]), batch[i]);
        }

        Assert.Contains(batch, s => s.IsSignal);
        Assert.Throws<ArgumentException>(() => analyzer.Compute(times, bids, asks.AsSpan(1), batch));
    }

    [Fact]
    public void Options_Contradicting_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DepthAnalyzer(new DepthAnalyzerOptions { LongRatio = 0.9 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DepthAnalyzer(new DepthAnalyzerOptions { FullMagnitudeRatio = 1.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DepthAnalyzer(new DepthAnalyzerOptions { MagnitudeWeight = 0.9 }));
        Assert.Throws<ArgumentException>(() => new DepthAnalyzer(new DepthAnalyzerOptions { FullPersistence = TimeSpan.FromSeconds(30) }));
    }
}
