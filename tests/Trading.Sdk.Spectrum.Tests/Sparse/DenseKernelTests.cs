namespace Trading.Sdk.Spectrum.Tests;

[Trait("Category", "InstructionSets")]
public class DenseKernelTests
{
    [Fact]
    public void Products_AnyShape_AreTheRowsDotProducts()
    {
        var noise = new Noise(3);
        foreach ((int rows, int length) in new[] { (1, 1), (3, 5), (4, 8), (5, 17), (64, 64), (7, 100), (0, 4) })
        {
            double[] matrix = noise.White(rows * length), x = noise.White(length), products = new double[rows];
            DenseKernel.Products(matrix, x, products);
            for (int j = 0; j < rows; j++)
            {
                Assert.Equal(Enumerable.Range(0, length).Sum(i => matrix[(j * length) + i] * x[i]), products[j], 1e-12);
            }
        }
    }

    [Fact]
    public void Residual_AnyShape_TakesTheRowsAway()
    {
        var noise = new Noise(4);
        foreach ((int rows, int length, int[] places) in new[] { (3, 1, new[] { 2 }), (5, 31, [4, 0]), (9, 64, [1, 8, 3]), (4, 257, []), (6, 256, [5, 5, 0, 1, 2]) })
        {
            double[] matrix = noise.White(rows * length), x = noise.White(length), factors = noise.White(places.Length), y = new double[length];
            DenseKernel.Residual(x, matrix, places, factors, y);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(x[i] - Enumerable.Range(0, places.Length).Sum(k => factors[k] * matrix[(places[k] * length) + i]), y[i], 1e-12);
            }
        }
    }

    [Fact]
    public void Largest_OfAnyLength_IsTheFirstOfThem()
    {
        var noise = new Noise(5);
        for (int n = 1; n < 90; n++)
        {
            double[] values = [.. noise.White(n).Select(v => Math.Round(3 * v))];
            Assert.Equal(Array.IndexOf(values, values.Max()), DenseKernel.Largest(values));
            double size = values.Max(Math.Abs);
            Assert.Equal(Array.FindIndex(values, v => Math.Abs(v) == size), DenseKernel.LargestAbsolute(values));
            Assert.Equal(size, DenseKernel.MaximumAbsolute(values));
            values[n / 2] = double.NaN;
            Assert.Equal(values.Where(v => !double.IsNaN(v)).Select(Math.Abs).DefaultIfEmpty(0).Max(), DenseKernel.MaximumAbsolute(values));
        }
    }
}
