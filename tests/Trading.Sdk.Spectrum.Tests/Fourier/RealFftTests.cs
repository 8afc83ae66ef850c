using System.Numerics;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Spectrum.Tests;

[Trait("Category", "InstructionSets")]
public class RealFftTests(ITestOutputHelper output)
{
    [Fact]
    public void Forward_EveryLengthTo300_EqualsTheDefinition()
    {
        var noise = new Noise(1);
        for (int n = 1; n <= 300; n++)
        {
            double[] x = noise.White(n);
            var plan = new RealFft(n);
            var spectrum = new Complex[plan.SpectrumLength];
            plan.Forward(x, spectrum);
            double error = 0, norm = 0;
            for (int k = 0; k < spectrum.Length; k++)
            {
                Complex sum = 0;
                for (int t = 0; t < n; t++)
                {
                    sum += x[t] * UnitRoots.Of(-(long)k * t, n);
                }

                error += Math.Pow((sum - spectrum[k]).Magnitude, 2);
                norm += Math.Pow(sum.Magnitude, 2);
            }

            // The naive sum's own rounding is part of the difference.
            Assert.True(Math.Sqrt(error / norm) < 4e-15 * Math.Max(2, Math.Log2(n)), $"n = {n}: {Math.Sqrt(error / norm):e1}");
        }
    }

    [Fact]
    public void Inverse_RandomLengthsTo5000_GivesTheSignalBackAndKeepsEnergy()
    {
        var noise = new Noise(2);
        for (int trial = 0; trial < 150; trial++)
        {
            int n = noise.Integer(1, 5001);
            double[] x = noise.White(n), y = new double[n];
            var plan = new RealFft(n);
            var spectrum = new Complex[plan.SpectrumLength];
            plan.Forward(x, spectrum);
            double energy = 0;
            for (int k = 0; k < spectrum.Length; k++)
            {
                energy += (k == 0 || 2 * k == n ? 1 : 2) * ((spectrum[k].Real * spectrum[k].Real) + (spectrum[k].Imaginary * spectrum[k].Imaginary));
            }

            double squares = x.Sum(v => v * v);
            Assert.Equal(1, energy / n / squares, 1e-13);
            plan.Inverse(spectrum, y);
            double error = Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum() / squares);
            Assert.True(error < 4e-15 * Math.Max(1, Math.Log2(n)), $"n = {n}: {error:e1}");
        }
    }

    [Fact]
    public void Single_RandomLengths_AgreesWithDouble()
    {
        var noise = new Noise(3);
        foreach (int n in new[] { 1, 2, 3, 8, 15, 64, 97, 100, 243, 500, 1000, 1024, 1009, 4096, 4095 })
        {
            double[] x = noise.White(n);
            var exact = new Complex[(n / 2) + 1];
            new RealFft(n).Forward(x, exact);
            var plan = new RealFftSingle(n);
            var spectrum = new float[plan.SpectrumLength];
            float[] single = [.. x.Select(v => (float)v)], back = new float[n];
            plan.Forward(single, spectrum);
            double error = 0, norm = 0;
            for (int k = 0; k < exact.Length; k++)
            {
                error += Math.Pow((exact[k] - new Complex(spectrum[2 * k], spectrum[(2 * k) + 1])).Magnitude, 2);
                norm += Math.Pow(exact[k].Magnitude, 2);
            }

            Assert.True(Math.Sqrt(error / norm) < 4e-7 * Math.Max(1, Math.Log2(n)), $"n = {n}: {Math.Sqrt(error / norm):e1}");
            plan.Inverse(spectrum, back);
            Assert.True(back.Zip(single, (a, b) => Math.Abs(a - b)).Max() < 1e-5);
        }
    }

    [Fact]
    public void ComplexSingle_RandomLengths_AgreesWithDoubleAndInverts()
    {
        var noise = new Noise(4);
        foreach (int n in new[] { 1, 2, 3, 7, 16, 60, 97, 128, 1000, 1021, 2048 })
        {
            float[] signal = [.. noise.White(2 * n).Select(v => (float)v)], spectrum = new float[2 * n], back = new float[2 * n];
            Complex[] exact = [.. Enumerable.Range(0, n).Select(i => new Complex(signal[2 * i], signal[(2 * i) + 1]))];
            new ComplexFft(n).Forward(exact, exact);
            var plan = new ComplexFftSingle(n);
            plan.Forward(signal, spectrum);
            double error = exact.Select((v, k) => Math.Pow((v - new Complex(spectrum[2 * k], spectrum[(2 * k) + 1])).Magnitude, 2)).Sum();
            Assert.True(Math.Sqrt(error / exact.Sum(v => Math.Pow(v.Magnitude, 2))) < 4e-7 * Math.Max(1, Math.Log2(n)), $"n = {n}");
            plan.Inverse(spectrum, back);
            Assert.True(back.Zip(signal, (a, b) => Math.Abs(a - b)).Max() < 1e-5);
        }
    }

    [Fact]
    public void ForwardBatch_AnyLengthAndCount_AgreesWithSingleCalls()
    {
        var noise = new Noise(5);
        for (int trial = 0; trial < 400; trial++)
        {
            int n = trial < 150 ? trial + 1 : noise.Integer(1, 3000), count = noise.Integer(0, 20);
            double[] x = noise.White(n * count);

            // Rows of very different size: none may leak into another.
            for (int i = 0; i < x.Length; i++)
            {
                x[i] *= Math.Pow(10, 9 * (i / n % 3));
            }

            var plan = new RealFft(n);
            Complex[] spectra = new Complex[count * plan.SpectrumLength], one = new Complex[plan.SpectrumLength];
            plan.ForwardBatch(x, spectra);
            for (int row = 0; row < count; row++)
            {
                plan.Forward(x.AsSpan(row * n, n), one);
                Complex[] batched = spectra[(row * one.Length)..((row + 1) * one.Length)];
                double error = Math.Sqrt(one.Zip(batched, (a, b) => Math.Pow((a - b).Magnitude, 2)).Sum() / one.Sum(v => Math.Pow(v.Magnitude, 2)));
                Assert.True(error < 4e-15 * Math.Max(1, Math.Log2(n)), $"n = {n}, row {row} of {count}: {error:e1}");
                Assert.Equal(0, batched[0].Imaginary);
                Assert.True(n % 2 != 0 || batched[^1].Imaginary == 0);
            }
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(243)]
    [InlineData(1001)]
    public void ForwardBatch_RowByItselfOrAmongOthers_IsTheSameToTheLastBit(int n)
    {
        var noise = new Noise(n);
        double[] x = noise.White(n * 19);
        x[5 * n] = double.NaN;
        var plan = new RealFft(n);
        Complex[] all = new Complex[19 * plan.SpectrumLength], one = new Complex[plan.SpectrumLength];
        plan.ForwardBatch(x, all);
        for (int row = 0; row < 19; row++)
        {
            plan.ForwardBatch(x.AsSpan(row * n, n), one);
            Assert.Equal(one, all[(row * one.Length)..((row + 1) * one.Length)]);
            Assert.Equal(row == 5, double.IsNaN(one[1].Real));
        }
    }

    [Fact]
    public void Batches_WholeRowsOnly_AndInvert()
    {
        var noise = new Noise(6);
        double[] x = noise.White(5 * 30), back = new double[150];
        var plan = new RealFft(30);
        Complex[] spectra = new Complex[5 * 16], values = [.. x.Select(v => new Complex(v, -v))], many = new Complex[150], single = new Complex[30];
        plan.ForwardBatch(x, spectra);
        plan.InverseBatch(spectra, back);
        Assert.True(x.Zip(back, (a, b) => Math.Abs(a - b)).Max() < 1e-14);
        var complex = new ComplexFft(30);
        complex.ForwardBatch(values, many);
        complex.Forward(values.AsSpan(60, 30), single);
        Assert.Equal(single, many[60..90]);
        Assert.Throws<ArgumentException>("signals", () => plan.ForwardBatch(new double[31], spectra));
        Assert.Throws<ArgumentException>("spectra", () => plan.InverseBatch(new Complex[17], back));
        AllocationGuard.ShouldNotAllocate(() => plan.ForwardBatch(x, spectra));
    }

    /// <summary>Single bins of long transforms against sums whose rounding is carried along: what remains is the transform's own error.</summary>
    [Theory]
    [InlineData(65_536)]
    [InlineData(100_000)]
    [InlineData(100_003)]
    [InlineData(1_000_003)]
    public void Forward_LongSignal_IsAccurateInSampledBins(int n)
    {
        double[] x = new Noise(n).White(n);
        var spectrum = new Complex[(n / 2) + 1];
        new RealFft(n).Forward(x, spectrum);
        double norm = Math.Sqrt(spectrum.Average(v => (v.Real * v.Real) + (v.Imaginary * v.Imaginary))), squares = 0;
        int[] bins = [1, 2, 3, n / 7, n / 5, n / 3, (n / 2) - 1];
        foreach (int k in bins)
        {
            double re = 0, im = 0, lostRe = 0, lostIm = 0;
            for (int t = 0; t < n; t++)
            {
                Complex root = UnitRoots.Of(-(long)k * t % n, n);
                Add(ref re, ref lostRe, x[t], root.Real);
                Add(ref im, ref lostIm, x[t], root.Imaginary);
            }

            squares += Math.Pow((new Complex(re + lostRe, im + lostIm) - spectrum[k]).Magnitude / norm, 2);
        }

        double error = Math.Sqrt(squares / bins.Length);
        output.WriteLine($"n = {n}: relative error {error:e1}");
        Assert.True(error < 4e-15 * Math.Log2(n));
    }

    private static void Add(ref double sum, ref double lost, double a, double b)
    {
        double product = a * b, total = sum + product, part = total - sum;
        lost += Math.FusedMultiplyAdd(a, b, -product) + (sum - (total - part)) + (product - part);
        sum = total;
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1000)]
    [InlineData(4099)]
    public void Forward_AfterTheFirstCall_AllocatesNothing(int n)
    {
        var plan = new RealFft(n);
        double[] x = new Noise(1).White(n);
        var spectrum = new Complex[plan.SpectrumLength];
        AllocationGuard.ShouldNotAllocate(() => plan.Forward(x, spectrum));
        AllocationGuard.ShouldNotAllocate(() => plan.Inverse(spectrum, x));
    }

    [Fact]
    public void Forward_WrongLengths_Throw()
    {
        var plan = new RealFft(8);
        Assert.Throws<ArgumentException>("signal", () => plan.Forward(new double[7], new Complex[5]));
        Assert.Throws<ArgumentException>("spectrum", () => plan.Forward(new double[8], new Complex[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealFft(0));
    }
}
