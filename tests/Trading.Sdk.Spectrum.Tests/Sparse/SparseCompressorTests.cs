namespace Trading.Sdk.Spectrum.Tests;

public class SparseCompressorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.01)]
    [InlineData(1e-6)]
    public void Compress_AnyLengthAndScale_KeepsTheBound(double bound)
    {
        var noise = new Noise(1);
        var compressor = new SparseCompressor(SparseDictionary.Cosine(32, 64), bound);
        foreach (double scale in new[] { 1e-12, 1, 1e9 })
        {
            for (int trial = 0; trial < 15; trial++)
            {
                double[] x = [.. noise.Red(noise.Integer(1, 300), 0.9).Select(v => v * scale)], y = new double[x.Length];
                CompressedSignal compressed = compressor.Compress(x);
                compressor.Decompress(compressed, y);
                double error = Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum() / x.Sum(v => v * v));
                Assert.True(error <= bound, $"{error}");
                Assert.Equal(compressed.RelativeError, error, 1e-9);
            }
        }
    }

    [Fact]
    public void Compress_SmoothSignal_TakesFewAtoms()
    {
        double[] x = [.. Enumerable.Range(0, 1024).Select(t => Math.Sin(2 * Math.PI * t / 200) + (0.5 * Math.Sin(2 * Math.PI * t / 37)))];
        CompressedSignal compressed = new SparseCompressor(SparseDictionary.Cosine(64), 0.01).Compress(x);
        output.WriteLine($"{compressed.Atoms.Length} atoms for {x.Length} samples, ratio {compressed.Ratio:0.0}");
        Assert.True(compressed.Ratio > 4);
    }

    [Fact]
    public void Compress_Zeros_StoresNothing()
    {
        var compressor = new SparseCompressor(SparseDictionary.Cosine(16), 0.1);
        CompressedSignal compressed = compressor.Compress(new double[40]);
        Assert.Empty(compressed.Atoms);
        double[] y = [.. new Noise(1).White(40)];
        compressor.Decompress(compressed, y);
        Assert.All(y, v => Assert.Equal(0, v));
    }

    [Fact]
    public void Compress_UnfitInput_Throws()
    {
        var compressor = new SparseCompressor(SparseDictionary.Cosine(16), 0.1);
        Assert.Throws<ArgumentException>("signal", () => compressor.Compress([]));
        Assert.Throws<ArgumentException>("signal", () => compressor.Compress([1, double.NaN]));
        Assert.Throws<ArgumentException>("signal", () => compressor.Compress([1e300]));
        Assert.Throws<ArgumentException>("dictionary", () => new SparseCompressor(SparseDictionary.Cosine(16, 8), 0.1));
        Assert.Throws<ArgumentOutOfRangeException>("relativeError", () => new SparseCompressor(SparseDictionary.Cosine(16), 0));
    }

    [Fact]
    public void Decompress_FormThatDoesNotFit_Throws()
    {
        var compressor = new SparseCompressor(SparseDictionary.Cosine(16), 0.1);
        CompressedSignal good = compressor.Compress([.. new Noise(2).White(40)]);
        var y = new double[40];
        foreach (CompressedSignal bad in new[] { good with { Length = 0 }, good with { Length = 60 }, good with { Counts = [1, 1] }, good with { Counts = [-1, 1, 1] }, good with { Atoms = [.. good.Atoms.Select(_ => (ushort)16)] }, good with { Coefficients = [] } })
        {
            Assert.Throws<ArgumentException>("compressed", () => compressor.Decompress(bad, y));
        }

        Assert.Throws<ArgumentException>("signal", () => compressor.Decompress(good, new double[39]));
    }
}
