namespace Trading.Sdk.Neural.Tests;

public class InitializerTests
{
    [Theory]
    [InlineData(24, 60)]
    [InlineData(60, 24)]
    [InlineData(16, 16)]
    public void Orthogonal_AnyShape_HasOrthogonalVectorsOfTheGain(int rows, int columns)
    {
        ParameterBlock block = ParameterBlock.Create(("w", [rows, columns]));
        var random = new RandomStream(1);
        Initializer.Orthogonal(block, "w", 1.5, ref random);
        float[] w = Values(block, rows * columns);
        int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        double At(int i, int k) => rows <= columns ? w[(i * columns) + k] : w[(k * columns) + i];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double dot = Enumerable.Range(0, length).Sum(k => At(i, k) * At(j, k));
                Assert.InRange(dot - (i == j ? 2.25 : 0), -1e-6, 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void XavierAndKaiming_LargeMatrix_HaveTheirBoundAndVariance(bool kaiming)
    {
        const int Rows = 200, Columns = 300;
        ParameterBlock block = ParameterBlock.Create(("w", [Rows, Columns]));
        var random = new RandomStream(2);
        double bound;
        if (kaiming)
        {
            Initializer.KaimingUniform(block, "w", Math.Sqrt(2), ref random);
            bound = Math.Sqrt(2) * Math.Sqrt(3.0 / Columns);
        }
        else
        {
            Initializer.XavierUniform(block, "w", 2, ref random);
            bound = 2 * Math.Sqrt(6.0 / (Rows + Columns));
        }

        float[] w = Values(block, Rows * Columns);
        Assert.InRange(w.Max(), bound * 0.999, bound);
        Assert.InRange(w.Min(), -bound, -bound * 0.999);
        // The variance of a uniform number in ±bound is bound²/3; 60,000 draws miss it by less than 2 %.
        Assert.InRange(w.Sum(v => (double)v * v) / w.Length / (bound * bound / 3), 0.98, 1.02);
        Assert.InRange(w.Average() / bound, -0.01, 0.01);
    }

    [Fact]
    public void Network_EveryKindOfLayer_GetsItsStart()
    {
        var network = new Network(new Embedding("table", 50, 8), new LayerNorm("norm", 8), new Lstm("lstm.", 8, 6), new Linear("out", 6, 2));
        ParameterBlock block = ParameterBlock.For(network);
        RandomStream random = new(3), again = new(3);
        Initializer.Network(network, 1.4, 0.01, ref random);
        float[] table = Values(block, 400, "table.weight"), lstm = Values(block, 24 * 8, "lstm.weight_ih_l0"), last = Values(block, 12, "out.weight");
        Assert.InRange(table.Sum(v => v * v) / 400, 0.8, 1.2);
        Assert.All(Values(block, 8, "norm.weight"), v => Assert.Equal(1, v));
        Assert.All(Values(block, 8, "norm.bias").Concat(Values(block, 24, "lstm.bias_hh_l0")).Concat(Values(block, 2, "out.bias")), v => Assert.Equal(0, v));
        Assert.InRange(Math.Sqrt(lstm.Sum(v => v * v) / 8), 0.999, 1.001);
        Assert.InRange(Math.Sqrt(last.Sum(v => v * v) / 2), 0.00999, 0.01001);
        Initializer.Network(network, 1.4, 0.01, ref again);
        Assert.Equal(lstm, Values(block, 24 * 8, "lstm.weight_ih_l0"));
    }

    [Fact]
    public void Orthogonal_Vector_IsRefused()
    {
        ParameterBlock block = ParameterBlock.Create(("v", [3]));
        var random = new RandomStream(1);
        Assert.Throws<ArgumentException>(() => Initializer.Orthogonal(block, "v", 1, ref random));
        Assert.Throws<ArgumentException>(() => Initializer.KaimingUniform(block, "missing", 1, ref random));
    }

    private static float[] Values(ParameterBlock block, int count, string name = "w")
    {
        var values = new float[count];
        block.CopyValue(name, values);
        return values;
    }
}
