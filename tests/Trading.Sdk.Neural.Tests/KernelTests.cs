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
        AlignedBuffer result = new(16);
        SameBits<Reduction.DotKernel, Reduction.DotArguments>(
            () => new Reduction.DotArguments { X = x.Pointer, Y = y.Pointer, Length = 1600, Result = result.Pointer },
            result);
        Assert.Equal(result.Span[0], Reduction.Dot(x.Pointer, y.Pointer, 1600));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Softmax_AnyWidthAndLength_EqualsScalarBitsAndTheDefinition(bool causal)
    {
        var random = new RandomStream(6);
        foreach (int count in new[] { 1, 3, 15, 16, 17, 31, 33, 60, 64 })
        {
            int stride = MatrixLayout.Pad(count);
            AlignedBuffer scores = Fill(count * stride, ref random, 30), gradient = Fill(count * stride, ref random), work = new(scores.Length), workGradient = new(scores.Length);
            SameBits<SoftmaxKernels.Forward, SoftmaxKernels.Arguments>(
                () =>
                {
                    scores.Span.CopyTo(work.Span);
                    return new SoftmaxKernels.Arguments { Rows = work.Pointer, Count = count, Stride = stride, IsCausal = causal, Scale = 0.25f };
                },
                work);
            for (int t = 0; t < count; t++)
            {
                int used = causal ? t + 1 : count;
                double top = double.NegativeInfinity, total = 0;
                for (int i = 0; i < used; i++)
                {
                    top = Math.Max(top, scores.Span[(i * stride) + t]);
                }

                for (int i = 0; i < used; i++)
                {
                    total += Math.Exp(0.25 * (scores.Span[(i * stride) + t] - top));
                }

                for (int i = 0; i < count; i++)
                {
                    double expected = i < used ? Math.Exp(0.25 * (scores.Span[(i * stride) + t] - top)) / total : 0;
                    Assert.InRange(work.Span[(i * stride) + t] - expected, -1e-6, 1e-6);
                }
            }

            SameBits<SoftmaxKernels.Backward, SoftmaxKernels.Arguments>(
                () =>
                {
                    gradient.Span.CopyTo(workGradient.Span);
                    return new SoftmaxKernels.Arguments { Rows = work.Pointer, Gradient = workGradient.Pointer, Count = count, Stride = stride, Scale = 0.25f };
                },
                workGradient);
        }
    }

    [Fact]
    public void LayerNorm_AnyWidth_EqualsScalarBits()
    {
        var random = new RandomStream(7);
        const int Rows = 5, Features = 37, Stride = 48;
        AlignedBuffer x = Fill(Rows * Stride, ref random), dy = Fill(Rows * Stride, ref random), weight = Fill(Stride, ref random), bias = Fill(Stride, ref random), exists = new(Stride);
        exists.Span[..Features].Fill(1);
        // Output, normalised rows, inverse deviations; then gradients of input, weight and bias.
        AlignedBuffer result = new((3 * Rows * Stride) + 16 + (2 * Stride)), scratch = new(Stride);
        LayerNormKernels.Arguments arguments = new()
        {
            Input = x.Pointer, InputStride = Stride, Output = result.Pointer, Normalized = result.Pointer + (Rows * Stride), Inverse = result.Pointer + (3 * Rows * Stride),
            OutputGradient = dy.Pointer, InputGradient = result.Pointer + (2 * Rows * Stride), InputGradientStride = Stride, Exists = exists.Pointer, Scratch = scratch.Pointer,
            Weight = weight.Pointer, Bias = bias.Pointer, WeightGradient = result.Pointer + (3 * Rows * Stride) + 16, BiasGradient = result.Pointer + (3 * Rows * Stride) + 16 + Stride,
            Rows = Rows, Stride = Stride, Features = Features, Eps = 1e-5f,
        };
        SameBits<LayerNormKernels.Forward, LayerNormKernels.Arguments>(() => arguments, result);
        SameBits<LayerNormKernels.Backward, LayerNormKernels.Arguments>(
            () =>
            {
                result.Span[((3 * Rows * Stride) + 16)..].Clear();
                return arguments;
            },
            result);
    }

    [Fact]
    public void RecurrentCells_AnyWidth_EqualScalarBits()
    {
        var random = new RandomStream(8);
        const int Batch = 3, Stride = 32, Inputs = 5, Outputs = 27, Width = 4 * Stride;
        AlignedBuffer start = Fill(Batch * ((2 * Width) + (7 * Stride)), ref random, 3), work = new(start.Length), input = Fill(Batch * Inputs, ref random);
        AlignedBuffer weightInput = Fill(Inputs * Width, ref random), weightHidden = Fill(Outputs * Width, ref random), bias = Fill(2 * Width, ref random);
        RecurrentCell Prepare()
        {
            start.Span.CopyTo(work.Span);
            float* rows = work.Pointer + (2 * Batch * Width);
            const int Rows = Batch * Stride;
            return new RecurrentCell
            {
                Gates = work.Pointer, Recurrent = work.Pointer + (Batch * Width), PreviousHidden = rows, PreviousCell = rows + Rows, Cell = rows + (2 * Rows), TanhCell = rows + (3 * Rows),
                Output = rows + (4 * Rows), HiddenGradient = rows + (5 * Rows), CellGradient = rows + (6 * Rows), Stride = Stride, Batch = Batch, RowStep = Stride, GateStep = Width,
            };
        }

        SameBits<LstmKernels.Forward, RecurrentCell>(Prepare, work);
        SameBits<LstmKernels.Backward, RecurrentCell>(Prepare, work);
        SameBits<GruKernels.Forward, RecurrentCell>(Prepare, work);
        SameBits<GruKernels.Backward, RecurrentCell>(Prepare, work);
        foreach ((bool fromTheEnd, bool withInput) in new[] { (false, true), (true, true), (false, false), (true, false) })
        {
            SameBits<LstmKernels.Step, LstmKernels.StepArguments>(
                () => new LstmKernels.StepArguments
                {
                    Cell = Prepare(), Input = withInput ? input.Pointer : null, InputStep = Inputs, Inputs = Inputs, Outputs = Outputs, WeightInput = weightInput.Pointer, WeightHidden = weightHidden.Pointer,
                    BiasInput = bias.Pointer, BiasHidden = bias.Pointer + Width, FromTheEnd = fromTheEnd,
                },
                work);
        }
    }

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Gelu)]
    public void Activation_NotANumber_ComesThrough(Activation activation)
    {
        AlignedBuffer x = new(16);
        x.Span.Fill(float.NaN);
        ActivationKernels.Forward(activation, x.Pointer, x.Pointer, 16);
        Assert.All(x.Span.ToArray(), v => Assert.True(float.IsNaN(v)));
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
        AlignedBuffer result = new(x.Length);
        SameBits<Elementwise.Mapped<TKernel>, Elementwise.Arguments>(() => new Elementwise.Arguments { X = x.Pointer, Y = y.Pointer, Destination = result.Pointer, Length = x.Length }, result);
    }

    private static void SameBits<TKernel, TArguments>(Func<TArguments> prepare, AlignedBuffer result)
        where TKernel : struct, IVectorKernel<TArguments>
        where TArguments : struct
    {
        TKernel.Run<float, ScalarOps>(prepare());
        float[] expected = result.Span.ToArray();
        TKernel.Run<Vector128<float>, Vector128Ops>(prepare());
        Assert.Equal(expected, result.Span.ToArray());
        TKernel.Run<Vector256<float>, Vector256Ops>(prepare());
        Assert.Equal(expected, result.Span.ToArray());
        TKernel.Run<Vector512<float>, Vector512Ops>(prepare());
        Assert.Equal(expected, result.Span.ToArray());
        WidestVector.Run<TKernel, TArguments>(prepare());
        Assert.Equal(expected, result.Span.ToArray());
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
