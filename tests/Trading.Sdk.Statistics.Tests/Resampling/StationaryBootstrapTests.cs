using Trading.Sdk.Statistics;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Tests;

public class StationaryBootstrapTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Draw_ManyResamples_HaveUniformPlacesAndGeometricBlocks(double restart)
    {
        const int N = 50, B = 4000;
        int[] rows = StationaryBootstrap.DrawMany(N, B, restart, 4);
        double[] counts = new double[N];
        int continued = 0;
        for (int b = 0; b < B; b++)
        {
            for (int i = 0; i < N; i++)
            {
                counts[rows[b * N + i]]++;
                continued += i > 0 && rows[b * N + i] == (rows[b * N + i - 1] + 1) % N ? 1 : 0;
            }
        }

        Assert.All(counts, c => Assert.InRange(c, 3400, 4600));
        double expected = 1 - restart + restart / N;
        Assert.Equal(expected, continued / (double)(B * (N - 1)), 0.005);
    }

    [Fact]
    public void DrawMany_Resample_DependsOnItsNumberAlone()
    {
        int[] many = StationaryBootstrap.DrawMany(20, 30, 0.1, 5, 2), few = StationaryBootstrap.DrawMany(20, 7, 0.1, 5, 2);
        Assert.Equal(few, many[..few.Length]);
        Assert.NotEqual(few, StationaryBootstrap.DrawMany(20, 7, 0.1, 5, 3));
    }

    [Fact]
    public void Mean_IndependentData_IntervalHasTheNormalWidth()
    {
        double[] x = Simulate.Normal(400, 6);
        BootstrapMean result = StationaryBootstrap.Mean(x, StationaryBootstrap.DrawMany(400, 2000, 1, 7), 0.95);
        double width = result.PercentileInterval.High - result.PercentileInterval.Low;
        Assert.Equal(2 * 1.96 * Moments.Of(x).StandardDeviation / 20, width, 0.02);
        Assert.Equal(width, result.BasicInterval.High - result.BasicInterval.Low, 1e-12);
        Assert.True(result.PercentileInterval.Contains(result.Mean));
    }

    [Fact]
    public void Draw_IntoAGivenSpan_AllocatesNothing()
    {
        var random = new RandomStream(1);
        int[] row = new int[100];
        AllocationGuard.ShouldNotAllocate(() => StationaryBootstrap.Draw(row, 0.1, random));
    }

    [Fact]
    public void Bootstrap_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentOutOfRangeException>("restartProbability", () => StationaryBootstrap.DrawMany(5, 1, 0, 1));
        Assert.Throws<ArgumentException>("indices", () => StationaryBootstrap.Mean([1, 2, 3], [0, 1], 0.9));
        Assert.Throws<ArgumentException>("indices", () => StationaryBootstrap.Mean([1, 2], [0, 2], 0.9));
        Assert.Throws<ArgumentException>("values", () => StationaryBootstrap.Mean([], [], 0.9));
    }
}
