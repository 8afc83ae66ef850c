using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class FeatureTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void FractionalDifference_WholeOrders_ArePlainDifferences(double order, int lag)
    {
        double[] x = Simulate.Normal(40, 1), weights = new double[6], values = new double[40];
        FractionalDifference.Weights(order, weights);
        FractionalDifference.Apply(x, weights, values);
        for (int t = 0; t < 40; t++)
        {
            Assert.Equal(t < 5 ? double.NaN : lag == 0 ? x[t] : x[t] - x[t - 1], values[t], 1e-15);
        }
    }

    [Fact]
    public void FractionalDifference_HalfTwice_IsTheFirstDifference()
    {
        double[] half = new double[200], product = new double[200];
        FractionalDifference.Weights(0.5, half);
        for (int k = 0; k < 200; k++)
        {
            product[k] = Enumerable.Range(0, k + 1).Sum(j => half[j] * half[k - j]);
        }

        Assert.Equal(1, product[0], 1e-14);
        Assert.Equal(-1, product[1], 1e-14);
        Assert.All(product.Skip(2), v => Assert.Equal(0, v, 1e-14));
    }

    [Fact]
    public void LabelConcurrency_AnyLabels_EqualsTheCount() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        int bars = random.NextInt32(1, 40), n = random.NextInt32(0, 20);
        int[] start = new int[n], end = new int[n], counts = new int[bars];
        double[] uniqueness = new double[n];
        for (int i = 0; i < n; i++)
        {
            start[i] = random.NextInt32(bars);
            end[i] = random.NextInt32(start[i], bars);
        }

        LabelConcurrency.Count(start, end, counts);
        LabelConcurrency.AverageUniqueness(start, end, bars, uniqueness);
        return Enumerable.Range(0, bars).All(t => counts[t] == Enumerable.Range(0, n).Count(i => start[i] <= t && t <= end[i]))
            && Enumerable.Range(0, n).All(i => Math.Abs(uniqueness[i] - Enumerable.Range(start[i], end[i] - start[i] + 1).Average(t => 1.0 / counts[t])) < 1e-14);
    }));

    [Fact]
    public void CusumFilter_SteadyRise_FiresOnceThresholdIsPassed()
    {
        var filter = new CusumFilter(1);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 1], Enumerable.Range(0, 8).Select(_ => filter.Update(0.3)));
        filter.Reset();
        Assert.Equal(-1, filter.Update(-1.5));
    }

    [Fact]
    public void Features_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentException>("weights", () => FractionalDifference.Weights(0.4, []));
        Assert.Throws<ArgumentException>("differences", () => FractionalDifference.Apply([1, 2], [1], new double[1]));
        Assert.Throws<ArgumentException>("end", () => LabelConcurrency.Count([0], [5], new int[5]));
        Assert.Throws<ArgumentOutOfRangeException>("threshold", () => new CusumFilter(0));
    }
}
