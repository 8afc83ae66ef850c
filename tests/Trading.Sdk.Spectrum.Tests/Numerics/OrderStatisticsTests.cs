namespace Trading.Sdk.Spectrum.Tests;

[Trait("Category", "InstructionSets")]
public class OrderStatisticsTests
{
    [Fact]
    public void Median_AnyShapeAndLength_EqualsTheSortedOne()
    {
        var noise = new Noise(1);
        foreach (int n in new[] { 1, 2, 3, 17, 100, 2047, 2048, 2049, 5000, 32_771 })
        {
            double[][] shapes =
            [
                noise.White(n),
                [.. Enumerable.Range(0, n).Select(i => (double)i)],
                [.. Enumerable.Range(0, n).Select(i => (double)-i)],
                [.. noise.White(n).Select(v => Math.Round(v))],
                new double[n],
                [.. Enumerable.Range(0, n).Select(i => i % Math.Max(1, n / 1024) == 0 ? 1e9 + i : noise.Normal())],
            ];
            foreach (double[] values in shapes)
            {
                double[] sorted = [.. values.Order()];
                double[] copy = [.. values];
                Assert.Equal(n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[(n / 2) - 1] + sorted[n / 2]), OrderStatistics.Median(copy));
                Assert.Equal(sorted, copy.Order());
            }
        }
    }
}
