using Trading.Sdk.Testing;

namespace Trading.Sdk.PatternIndex.Tests;

public class PatternShaperTests
{
    [Fact]
    public void Describe_ScaledAndShiftedPrices_GivesTheSameShape()
    {
        var shaper = new PatternShaper();
        double[] closes = Walk(1, 64), scaled = closes.Select(c => Math.Exp((3 * Math.Log(c)) + 5)).ToArray();
        float[] a = new float[32], b = new float[32];
        PatternShape shape = shaper.Describe(closes, a);
        shaper.Describe(scaled, b);
        Assert.False(shape.IsFlat);
        Assert.Equal(Math.Log(closes[^1] / closes[0]), shape.Change, 12);
        for (int i = 0; i < 32; i++)
        {
            Assert.Equal(a[i], b[i], 1e-5f);
        }
    }

    [Theory]
    [InlineData(64, 32)]
    [InlineData(50, 32)]
    [InlineData(40, 40)]
    [InlineData(7, 2)]
    public void Describe_TwoWindows_BoundTheirFullDistanceFromBelow(int bars, int dimensions)
    {
        var shaper = new PatternShaper(new PatternShapeOptions { WindowBars = bars, ShapeDimensions = dimensions });
        for (int seed = 0; seed < 20; seed++)
        {
            double[] one = Walk(seed, bars), two = Walk(seed + 100, bars);
            float[] a = new float[dimensions], b = new float[dimensions];
            shaper.Describe(one, a);
            shaper.Describe(two, b);
            double full = ZNormal(one).Zip(ZNormal(two), (x, y) => (x - y) * (x - y)).Sum();
            double shape = a.Zip(b, (x, y) => ((double)x - y) * (x - y)).Sum();
            Assert.True(shape <= full * (1 + 1e-5), $"{shape} above {full}");
            if (bars == dimensions)
            {
                Assert.Equal(full, shape, 1e-3);
            }
        }
    }

    [Fact]
    public void Describe_FlatWindow_IsZeroAndSaysSo()
    {
        var shaper = new PatternShaper();
        float[] vector = new float[32];
        PatternShape shape = shaper.Describe(Enumerable.Repeat(0.1 + 0.2, 64).ToArray(), vector);
        Assert.True(shape.IsFlat);
        Assert.All(vector, v => Assert.Equal(0, v));
    }

    [Fact]
    public void Describe_VolumeAndFeatures_FollowTheShapeWithTheirWeights()
    {
        var shaper = new PatternShaper(new PatternShapeOptions { VolumeDimensions = 4, FeatureDimensions = 2, FeatureWeight = 0.25, VolumeWeight = 2 });
        Assert.Equal(38, shaper.Dimension);
        float[] vector = new float[38];
        double[] volumes = Enumerable.Range(0, 64).Select(i => i < 32 ? 0.0 : Math.E - 1).ToArray();
        shaper.Describe(Walk(1, 64), vector, volumes, [4, -8]);
        Assert.Equal([1, -2], vector[36..]);
        Assert.Equal([-8, -8, 8, 8], vector[32..36].Select(v => (int)Math.Round(v)));
    }

    [Fact]
    public void Describe_BadInput_NamesTheParameter()
    {
        var shaper = new PatternShaper();
        float[] vector = new float[32];
        Assert.Equal("closes", Assert.Throws<ArgumentException>(() => shaper.Describe(new double[63], vector)).ParamName);
        Assert.Equal("closes", Assert.Throws<ArgumentException>(() => shaper.Describe(new double[64], vector)).ParamName);
        Assert.Equal("volumes", Assert.Throws<ArgumentException>(() => shaper.Describe(Walk(1, 64), vector, new double[64])).ParamName);
        Assert.Equal("vector", Assert.Throws<ArgumentException>(() => shaper.Describe(Walk(1, 64), new float[31])).ParamName);
    }

    [Fact]
    public void Describe_Always_AllocatesNothing()
    {
        var shaper = new PatternShaper();
        double[] closes = Walk(1, 64);
        float[] vector = new float[32];
        AllocationGuard.ShouldNotAllocate(() => shaper.Describe(closes, vector));
    }

    [Fact]
    public void ShapeHash_NearAndFarVectors_EstimatesTheirCosine()
    {
        var random = new Random(5);
        double worst = 0;
        for (int i = 0; i < 200; i++)
        {
            float[] a = BruteForce.Vector(random, 32), b = a.Select(v => v + (float)((random.NextDouble() - 0.5) * i / 50)).ToArray();
            double cosine = a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
            double angle = Math.Acos(Math.Clamp(cosine, -1, 1)) / Math.PI, estimate = ShapeHash.Distance(ShapeHash.Compute(a), ShapeHash.Compute(b)) / 64.0;
            worst = Math.Max(worst, Math.Abs(angle - estimate));
        }

        // 64 sides of hyperplanes: the standard error is at most 1/16.
        Assert.True(worst < 0.25, $"{worst}");
        Assert.Equal(0UL, ShapeHash.Compute(new float[32]));
    }

    internal static double[] Walk(int seed, int bars)
    {
        var random = new Random(seed);
        double price = 100;
        return Enumerable.Range(0, bars).Select(_ => price *= Math.Exp((random.NextDouble() - 0.5) * 0.04)).ToArray();
    }

    private static double[] ZNormal(double[] closes)
    {
        double[] logs = closes.Select(c => Math.Log(c)).ToArray();
        double mean = logs.Average(), deviation = Math.Sqrt(logs.Average(l => (l - mean) * (l - mean)));
        return logs.Select(l => (l - mean) / deviation).ToArray();
    }
}
