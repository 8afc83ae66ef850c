using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Statistics;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Tests;

public class RandomStreamTests
{
    [Fact]
    public void RandomStream_RawNumbers_EqualThoseOfNumPyPhilox()
    {
        var random = new RandomStream(0x123456789abcdef, 42);
        ulong[] expected = [0x66516e75b3bf9e6e, 0x9139ca60866d5353, 0x2476827e52f6179a, 0x6e3c07c043576d4d, 0xab6a06e54aa72f06, 0xde965b23629a4080];
        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()).ToArray());
    }

    [Fact]
    public void RandomStream_UniformNumbers_EqualThoseOfNumPy()
    {
        var random = new RandomStream(7, 3);
        Assert.Equal([0.4821286018761155, 0.7241355726248441, 0.05025403948627161], new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() });
    }

    [Fact, Trait("Category", "InstructionSets")]
    public void RandomStream_FirstThousandDraws_KeepTheirBitsForever()
    {
        // A change here would change every seeded result of every package: it is a breaking change.
        var random = new RandomStream(1, 2);
        ulong hash = 14695981039346656037;
        for (int i = 0; i < 1000; i++)
        {
            double value = (i % 5) switch
            {
                0 => random.NextDouble(),
                1 => random.NextNormal(),
                2 => random.NextExponential(),
                3 => random.NextInt32(1000003),
                _ => random.NextGamma(0.7 + i % 3),
            };
            hash = (hash ^ (ulong)BitConverter.DoubleToInt64Bits(value)) * 1099511628211;
        }

        Assert.Equal(2488828831545731678UL, hash);
    }

    [Fact]
    public void RandomStream_PositionSetAnywhere_ContinuesTheSameSequence() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong, ulong, byte>((seed, stream, position) =>
    {
        var straight = new RandomStream(seed, stream);
        for (int i = 0; i < position; i++)
        {
            straight.NextUInt64();
        }

        var jumped = new RandomStream(seed, stream) { Position = position };
        bool same = straight.Position == position && jumped.Position == position;
        for (int i = 0; i < 9; i++)
        {
            same &= straight.NextUInt64() == jumped.NextUInt64() && straight.Position == jumped.Position;
        }

        return same;
    }));

    [Fact]
    public void RandomStream_DifferentStreams_DoNotRepeatEachOther()
    {
        var seen = new HashSet<ulong>();
        for (ulong stream = 0; stream < 500; stream++)
        {
            var random = new RandomStream(9, RandomStream.Key(stream, 1));
            for (int i = 0; i < 20; i++)
            {
                Assert.True(seen.Add(random.NextUInt64()));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void RandomStream_BoundedIntegers_AreUniform(int bound)
    {
        var random = new RandomStream(11, (ulong)bound);
        int cells = Math.Min(bound, 50), draws = 100_000;
        double[] counts = new double[cells];
        for (int i = 0; i < draws; i++)
        {
            int value = random.NextInt32(bound);
            Assert.InRange(value, 0, bound - 1);
            counts[(long)value * cells / bound]++;
        }

        double chi = counts.Sum(c => (c - draws / (double)cells) * (c - draws / (double)cells) / (draws / (double)cells));
        Assert.True(cells == 1 || ChiSquaredDistribution.Survival(chi, cells - 1) > 1e-4);
    }

    [Fact]
    public void RandomStream_ExtremeBounds_StayInside()
    {
        var random = new RandomStream(3);
        for (int i = 0; i < 1000; i++)
        {
            Assert.InRange(random.NextInt32(int.MinValue, int.MaxValue), int.MinValue, int.MaxValue - 1);
            Assert.InRange(random.NextInt64(long.MaxValue), 0, long.MaxValue - 1);
            Assert.InRange(random.NextOpenDouble(), double.Epsilon, 1 - 1e-17);
            Assert.InRange(random.NextUniform(1, Math.BitIncrement(1.0)), 1, 1);
        }

        Assert.Throws<ArgumentOutOfRangeException>("bound", () => random.NextInt32(0));
        Assert.Throws<ArgumentOutOfRangeException>("bound", () => random.NextInt32(5, 5));
        Assert.Throws<ArgumentException>("high", () => random.NextUniform(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>("shape", () => random.NextGamma(0));
    }

    [Theory]
    [InlineData("normal", 0, 1, 0, 3)]
    [InlineData("exponential", 1, 1, 2, 9)]
    [InlineData("gamma0.5", 0.5, 0.5, 2.8284271247461903, 15)]
    [InlineData("gamma4", 4, 4, 1, 4.5)]
    [InlineData("t12", 0, 1.2, 0, 3.75)]
    public void RandomStream_Distributions_HaveTheirMoments(string kind, double mean, double variance, double skewness, double kurtosis)
    {
        var random = new RandomStream(5, 77);
        double[] x = new double[200_000];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = kind switch
            {
                "normal" => random.NextNormal(),
                "exponential" => random.NextExponential(),
                "gamma0.5" => random.NextGamma(0.5),
                "gamma4" => random.NextGamma(4),
                _ => random.NextStudentT(12),
            };
        }

        Moments m = Moments.Of(x);
        Assert.Equal(mean, m.Mean, 5 * Math.Sqrt(variance / x.Length));
        Assert.Equal(variance, m.Variance, 5 * variance * Math.Sqrt((kurtosis - 1) / x.Length));
        Assert.Equal(skewness, m.Skewness, 0.15);
        Assert.Equal(kurtosis, m.Kurtosis, kurtosis * 0.15);
    }

    [Fact]
    public void RandomStream_Shuffle_GivesEveryOrderEqually()
    {
        var random = new RandomStream(8);
        var counts = new Dictionary<string, int>();
        char[] items = new char[4];
        for (int i = 0; i < 24_000; i++)
        {
            "abcd".CopyTo(items);
            random.Shuffle<char>(items);
            string key = new(items);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(24, counts.Count);
        double chi = counts.Values.Sum(c => (c - 1000.0) * (c - 1000.0) / 1000);
        Assert.True(ChiSquaredDistribution.Survival(chi, 23) > 1e-4);
    }

    [Fact]
    public void RandomStream_Drawing_AllocatesNothing()
    {
        var random = new RandomStream(1);
        double[] buffer = new double[64];
        AllocationGuard.ShouldNotAllocate(() =>
        {
            random.Restart(2, 3);
            random.FillNormal(buffer);
            random.FillUniform(buffer);
            random.Shuffle<double>(buffer);
            random.NextGamma(0.5);
        });
    }
}
