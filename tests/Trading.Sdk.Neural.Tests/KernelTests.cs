using System.Runtime.Intrinsics;

namespace Trading.Sdk.Neural.Tests;

/// <summary>Every vector width gives the bits of the scalar path.</summary>
[Trait("Category", "InstructionSets")]
public sealed unsafe class KernelTests
{
    [Fact]
    public void MatrixProduct_AnyShapeAndWidth_EqualsScalarBits()
    {
        var random = new RandomStream(1);
        foreach ((int rows, int inner, int columns) in new[] { (1, 1, 16), (1, 7, 64), (1, 64, 112), (2, 3, 32), (3, 16, 48), (5, 33, 64), (7, 64, 16), (9, 2, 80), (16, 10, 256) })
        {
            foreach (bool transposed in new[] { false, true })
            {
                foreach (int mode in new[] { 0, 1, 2 })
                {
                    AlignedBuffer a = Fill(rows * inner, ref random), b = Fill(inner * columns, ref random), bias = Fill(columns, ref random), start = Fill(rows * columns, ref random);
                    nint aRow = transposed ? 1 : inner, aStep = transposed ? rows : 1;
                    float* biasPointer = mode == 1 ? bias.Pointer : null;
                    float[] expected = Result(start, c => MatrixProduct.RunNarrow<float, ScalarOps>(a.Pointer, aRow, aStep, b.Pointer, columns, (float*)c, columns, rows, inner, columns, biasPointer, mode == 2));
                    Assert.Equal(expected, Result(start, c => MatrixProduct.RunNarrow<Vector128<float>, Vector128Ops>(a.Pointer, aRow, aStep, b.Pointer, columns, (float*)c, columns, rows, inner, columns, biasPointer, mode == 2)));
                    Assert.Equal(expected, Result(start, c => MatrixProduct.RunNarrow<Vector256<float>, Vector256Ops>(a.Pointer, aRow, aStep, b.Pointer, columns, (float*)c, columns, rows, inner, columns, biasPointer, mode == 2)));
                    Assert.Equal(expected, Result(start, c => MatrixProduct.RunWide<Vector512<float>, Vector512Ops>(a.Pointer, aRow, aStep, b.Pointer, columns, (float*)c, columns, rows, inner, columns, biasPointer, mode == 2)));
                    Assert.Equal(expected, Result(start, c => MatrixProduct.Run(a.Pointer, aRow, aStep, b.Pointer, columns, (float*)c, columns, rows, inner, columns, biasPointer, mode == 2)));
                    for (int r = 0; r < rows; r++)
                    {
                        for (int n = 0; n < columns; n++)
                        {
                            double sum = mode switch { 0 => 0, 1 => bias.Pointer[n], _ => start.Pointer[(r * columns) + n] };
                            for (int k = 0; k < inner; k++)
                            {
                                sum += (double)a.Pointer[(r * aRow) + (k * aStep)] * b.Pointer[(k * columns) + n];
                            }

                            Assert.InRange(expected[(r * columns) + n] - sum, -1e-5, 1e-5);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Activations_AnyWidth_EqualScalarBits()
    {
        var random = new RandomStream(2);
        AlignedBuffer x = Fill(4096, ref random, 12), y = Fill(4096, ref random);
        Same<ActivationKernels.TanhForward>(x, y);
        Same<ActivationKernels.TanhBackward>(x, y);
        Same<ActivationKernels.ReluForward>(x, y);
        Same<ActivationKernels.ReluBackward>(x, y);
        Same<ActivationKernels.SigmoidForward>(x, y);
        Same<ActivationKernels.SigmoidBackward>(x, y);
        Same<ActivationKernels.SiluForward>(x, y);
        Same<ActivationKernels.SiluBackward>(x, y);
        Same<ActivationKernels.GeluForward>(x, y);
        Same<ActivationKernels.GeluBackward>(x, y);
        Same<Elementwise.ExpKernel>(x, y);
    }

    [Fact]
    public void Dot_AnyWidth_EqualsScalarBits()
    {
        var random = new RandomStream(3);
        AlignedBuffer x = Fill(1600, ref random), y = Fill(1600, ref random);
        float expected = Reduction.Dot<float, ScalarOps>(x.Pointer, y.Pointer, 1600);
        Assert.Equal(expected, Reduction.Dot<Vector128<float>, Vector128Ops>(x.Pointer, y.Pointer, 1600));
        Assert.Equal(expected, Reduction.Dot<Vector256<float>, Vector256Ops>(x.Pointer, y.Pointer, 1600));
        Assert.Equal(expected, Reduction.Dot<Vector512<float>, Vector512Ops>(x.Pointer, y.Pointer, 1600));
        Assert.Equal(expected, Reduction.Dot(x.Pointer, y.Pointer, 1600));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 16)]
    [InlineData(7, 13)]
    [InlineData(33, 21)]
    [InlineData(64, 64)]
    public void Transpose_AnyShape_MovesEveryElementAndClearsThePadding(int rows, int columns)
    {
        var random = new RandomStream(4);
        int stride = MatrixLayout.Pad(rows);
        AlignedBuffer source = Fill(rows * columns, ref random), target = Fill(columns * stride, ref random);
        MatrixLayout.Transpose(source.Pointer, columns, target.Pointer, stride, rows, columns);
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < stride; i++)
            {
                Assert.Equal(i < rows ? source.Pointer[(i * columns) + j] : 0f, target.Pointer[(j * stride) + i]);
            }
        }
    }

    [Fact]
    public void ReproducibleMath_AcrossRanges_AgreesWithThePlatform()
    {
        var random = new RandomStream(5);
        for (int i = 0; i < 20_000; i++)
        {
            double x = ((random.NextDouble() * 2) - 1) * 40;
            Assert.InRange((ReproducibleMath.Exp(x) / Math.Exp(x)) - 1, -4e-16, 4e-16);
            Assert.InRange(ReproducibleMath.Log(Math.Abs(x)) - Math.Log(Math.Abs(x)), -1e-15, 1e-15);
            (double sin, double cos) = ReproducibleMath.SinCos(x);
            Assert.InRange(sin - Math.Sin(x), -4e-16, 4e-16);
            Assert.InRange(cos - Math.Cos(x), -4e-16, 4e-16);
            Assert.InRange(ReproducibleMath.Tanh(x / 20) - Math.Tanh(x / 20), -4e-16, 4e-16);
        }

        Assert.Equal(0, ReproducibleMath.Exp(-800));
        Assert.Equal(double.PositiveInfinity, ReproducibleMath.Exp(800));
        Assert.Equal(double.NegativeInfinity, ReproducibleMath.Log(0));
        Assert.True(double.IsNaN(ReproducibleMath.Log(-1)));
        Assert.InRange(ReproducibleMath.Exp(-740) / Math.Exp(-740), 0.95, 1.05);
        Assert.InRange(ReproducibleMath.Exp(709.5) / Math.Exp(709.5), 1 - 1e-15, 1 + 1e-15);
    }

    private static void Same<TKernel>(AlignedBuffer x, AlignedBuffer y)
        where TKernel : struct, IBinaryKernel
    {
        AlignedBuffer start = new(x.Length);
        float[] expected = Result(start, c => Elementwise.Run<TKernel, float, ScalarOps>(x.Pointer, y.Pointer, (float*)c, x.Length));
        Assert.Equal(expected, Result(start, c => Elementwise.Run<TKernel, Vector128<float>, Vector128Ops>(x.Pointer, y.Pointer, (float*)c, x.Length)));
        Assert.Equal(expected, Result(start, c => Elementwise.Run<TKernel, Vector256<float>, Vector256Ops>(x.Pointer, y.Pointer, (float*)c, x.Length)));
        Assert.Equal(expected, Result(start, c => Elementwise.Run<TKernel, Vector512<float>, Vector512Ops>(x.Pointer, y.Pointer, (float*)c, x.Length)));
        Assert.Equal(expected, Result(start, c => Elementwise.Map<TKernel>(x.Pointer, y.Pointer, (float*)c, x.Length)));
    }

    private static float[] Result(AlignedBuffer start, Action<nint> run)
    {
        AlignedBuffer c = new(start.Length);
        start.Span.CopyTo(c.Span);
        run((nint)c.Pointer);
        float[] result = c.Span.ToArray();
        GC.KeepAlive(c);
        return result;
    }

    private static AlignedBuffer Fill(int length, ref RandomStream random, double scale = 1)
    {
        AlignedBuffer buffer = new(length);
        foreach (ref float v in buffer.Span)
        {
            v = (float)(((random.NextDouble() * 2) - 1) * scale);
        }

        return buffer;
    }
}
