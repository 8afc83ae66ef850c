namespace Trading.Sdk.Microstructure.Tests;

public class DepthSignalBacktestTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Run_KnownPrices_HasTheHandComputedRates()
    {
        long[] times = [0, 10 * Second, 20 * Second, 30 * Second, 40 * Second];
        double[] prices = [100, 101, 100, 103, 103];
        DepthSignal[] signals =
        [
            Signal(0, DepthDirection.Long, DepthSignalState.Signal),
            Signal(10 * Second, DepthDirection.Long, DepthSignalState.TooYoung),
            Signal(20 * Second, DepthDirection.Short, DepthSignalState.Signal),
            Signal(25 * Second, DepthDirection.None, DepthSignalState.Balanced),
            Signal(35 * Second, DepthDirection.Long, DepthSignalState.Signal),
        ];
        DepthSignalHorizon h = Assert.Single(DepthSignalBacktest.Run(signals, times, prices, [TimeSpan.FromSeconds(10)]));
        // The last signal's horizon ends after the last price and is left out.
        Assert.Equal((2, 3), (h.Signals, h.UngatedSignals));
        double[] returns = [Math.Log(1.01), -Math.Log(1.03)];
        Assert.Equal(0.5, h.HitRate);
        Assert.Equal(returns.Average(), h.MeanReturn, 1e-15);
        Assert.Equal(0.5, h.FalsePositiveRate);
        Assert.Equal(2.0 / 3, h.UngatedFalsePositiveRate, 1e-15);
        // No overlap: the error is that of independent values, divided by n.
        double mean = returns.Average();
        Assert.Equal(Math.Sqrt(returns.Average(r => (r - mean) * (r - mean)) / 2), h.StandardError, 1e-12);
    }

    [Fact]
    public void Run_LeaningThatForeseesThePrice_IsWorthItsGate()
    {
        // Long runs are followed by a rise; leans of one snapshot by a coin.
        var random = new Simulation.SimulationRandom(64);
        var analyzer = new DepthAnalyzer();
        var signals = new List<DepthSignal>();
        var prices = new List<double>();
        var times = new List<long>();
        double log = 0;
        for (int i = 0; i < 4_000; i++)
        {
            bool isRun = i / 40 % 3 == 0;
            double ratio = isRun ? 3 : random.NextBoolean(0.3) ? (random.NextBoolean(0.5) ? 3 : 1 / 3.0) : 1;
            log += (isRun ? 3e-5 : 0) + (5e-5 * random.NextNormal());
            signals.Add(analyzer.Update(i * 5 * Second, ratio, 1));
            times.Add(i * 5 * Second);
            prices.Add(Math.Exp(log));
        }

        DepthSignalHorizon h = DepthSignalBacktest.Run([.. signals], [.. times], [.. prices], [TimeSpan.FromSeconds(30)])[0];
        Assert.True(h.Signals > 500 && h.UngatedSignals > h.Signals);
        Assert.True(h.TStatistic > 3);
        Assert.True(h.FalsePositiveRate < h.UngatedFalsePositiveRate - 0.05, $"{h.FalsePositiveRate} with, {h.UngatedFalsePositiveRate} without the gate");
        Assert.Equal(1.0, h.HitRate + h.FalsePositiveRate, 1e-12);
        Assert.Equal(1.0, h.UngatedHitRate + h.UngatedFalsePositiveRate, 1e-12);
        Assert.True(h.UngatedStandardError > 0);
    }

    [Fact]
    public void Run_NoSignals_IsUndefinedNotZero()
    {
        DepthSignalHorizon h = Assert.Single(DepthSignalBacktest.Run([], [0], [1], [TimeSpan.FromSeconds(1)]));
        Assert.True(double.IsNaN(h.HitRate) && double.IsNaN(h.MeanReturn) && h.Signals == 0);
    }

    [Fact]
    public void Run_BadPrices_Throws() => Assert.Throws<ArgumentException>(() => DepthSignalBacktest.Run([], [1, 0], [1, 1], [TimeSpan.FromSeconds(1)]));

    private static DepthSignal Signal(long time, DepthDirection direction, DepthSignalState state) => new(time, state, direction, 1, 1, 0, 0, 0, 0, 0, 0, 0, true);
}
