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
                Assert.Equal(MiddleOfSorted(sorted), OrderStatistics.Median(copy));
                foreach (double center in new[] { 0, 0.3, -2e9 })
                {
                    Assert.Equal(MiddleOfSorted([.. values.Select(v => Math.Abs(v - center)).Order()]), OrderStatistics.MedianDistance(values, center, copy));
                }
            }
        }
    }

    private static double MiddleOfSorted(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : 0.5 * (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]);
}
