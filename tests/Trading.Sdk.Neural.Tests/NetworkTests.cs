using Trading.Sdk.Testing;

namespace Trading.Sdk.Neural.Tests;

public class NetworkTests
{
    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.Sigmoid)]
    public void Perceptron_Backward_AgreesWithDifferences(Activation activation)
    {
        var network = Network.Perceptron("", [5, 17, 9, 3], activation);
        GradientCheck.Run(network, batch: 4, steps: 1, seed: 1);
    }

    [Fact]
    public void Perceptron_ForwardAndBackwardAndStep_AllocateNothing()
    {
        var network = Network.Perceptron("", [16, 64, 64, 4], Activation.Tanh);
        ParameterBlock parameters = ParameterBlock.For(network);
        var random = new RandomStream(1);
        Initializer.Network(network, Math.Sqrt(2), 1, ref random);
        NetworkWorkspace workspace = network.CreateWorkspace(32);
        var adam = new Adam(parameters);
        var x = new float[32 * 16];
        var y = new float[32 * 4];
        AllocationGuard.ShouldNotAllocate(() =>
        {
            network.Forward(workspace, x, y, 32);
            network.Backward(workspace, y);
            adam.StepClipped(0.5);
        });
    }

    public static TheoryData<string> SequenceLayers { get; } = ["lstm", "gru", "attention", "causal", "encoder", "post-norm", "layer-norm", "narrow-heads"];

    [Theory]
    [MemberData(nameof(SequenceLayers))]
    public void SequenceLayer_Backward_AgreesWithDifferences(string name) => GradientCheck.Run(Sequence(name), batch: 2, steps: 5, seed: 2, tolerance: 1e-2);

    [Theory]
    [MemberData(nameof(SequenceLayers))]
    public void SequenceLayer_ForwardAndBackward_AllocateNothing(string name)
    {
        Network network = Sequence(name);
        ParameterBlock.For(network);
        var random = new RandomStream(1);
        Initializer.Network(network, 1, 1, ref random);
        NetworkWorkspace workspace = network.CreateWorkspace(2, 6);
        float[] x = new float[2 * 6 * network.Inputs], y = new float[2 * 6 * network.Outputs];
        AllocationGuard.ShouldNotAllocate(() =>
        {
            network.Forward(workspace, x, y, 2, 6);
            network.Backward(workspace, y);
        });
    }

    [Fact]
    public void Backward_ManyRows_SumsTheGradientsOfItsBlocks()
    {
        const int Rows = 700;
        var network = Network.Perceptron("", [3, 5], Activation.Identity);
        ParameterBlock parameters = ParameterBlock.For(network);
        NetworkWorkspace workspace = network.CreateWorkspace(Rows);
        var random = new RandomStream(4);
        float[] x = new float[Rows * 3], dy = new float[Rows * 5], gradient = new float[15], bias = new float[5];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)random.NextNormal();
        }

        for (int i = 0; i < dy.Length; i++)
        {
            dy[i] = (float)random.NextNormal();
        }

        network.Forward(workspace, x, new float[Rows * 5], Rows);
        network.Backward(workspace, dy);
        parameters.CopyGradient("0.weight", gradient);
        parameters.CopyGradient("0.bias", bias);
        for (int o = 0; o < 5; o++)
        {
            Assert.InRange(bias[o] - Enumerable.Range(0, Rows).Sum(r => (double)dy[(r * 5) + o]), -1e-4, 1e-4);
            for (int i = 0; i < 3; i++)
            {
                Assert.InRange(gradient[(o * 3) + i] - Enumerable.Range(0, Rows).Sum(r => (double)dy[(r * 5) + o] * x[(r * 3) + i]), -1e-4, 1e-4);
            }
        }
    }

    private static Network Sequence(string name) => new(name switch
    {
        "lstm" => new Lstm("lstm.", 5, 7),
        "gru" => new Gru("gru.", 5, 7),
        "attention" => new SelfAttention("", 32, 2, causal: false),
        "causal" => new SelfAttention("", 32, 2, causal: true),
        "encoder" => new EncoderBlock("", 16, 1, 20, Activation.Gelu),
        "post-norm" => new EncoderBlock("", 16, 1, 20, Activation.Tanh, normFirst: false, causal: true),
        "layer-norm" => new LayerNorm("norm", 9),
        _ => new SelfAttention("", 12, 3, causal: false),
    });

    [Fact]
    public void Forward_RowInAnyBatch_HasTheSameBits()
    {
        var network = Network.Perceptron("", [6, 20, 20, 2], Activation.Tanh);
        ParameterBlock.For(network);
        var random = new RandomStream(3);
        Initializer.Network(network, 1.4, 1, ref random);
        // More rows than a part of a batch has.
        const int Rows = 301;
        NetworkWorkspace workspace = network.CreateWorkspace(Rows);
        var x = new float[Rows * 6];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)random.NextNormal();
        }

        var all = new float[Rows * 2];
        network.Forward(workspace, x, all, Rows);
        var one = new float[2];
        for (int r = 0; r < Rows; r++)
        {
            network.Forward(workspace, x.AsSpan(r * 6, 6), one, 1);
            Assert.Equal(all.AsSpan(r * 2, 2).ToArray(), one);
        }
    }

    [Theory]
    [MemberData(nameof(SequenceLayers))]
    public void SequenceLayer_SequenceInAnyBatch_HasTheSameBits(string name)
    {
        const int Batch = 19, Steps = 21;
        Network network = Sequence(name);
        ParameterBlock.For(network);
        var random = new RandomStream(5);
        Initializer.Network(network, 1, 1, ref random);
        int inputs = Steps * network.Inputs, outputs = Steps * network.Outputs;
        float[] x = new float[Batch * inputs], all = new float[Batch * outputs], one = new float[outputs];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)random.NextNormal();
        }

        network.Forward(network.CreateWorkspace(Batch, Steps), x, all, Batch, Steps);
        NetworkWorkspace single = network.CreateWorkspace(1, Steps), step = network.CreateWorkspace(1);
        var state = new float[network.StateSize];
        for (int b = 0; b < Batch; b++)
        {
            network.Forward(single, x.AsSpan(b * inputs, inputs), one, 1, Steps);
            Assert.Equal(all.AsSpan(b * outputs, outputs).ToArray(), one);
            if (state.Length > 0)
            {
                // Step by step, as live, with the state carried along.
                step.SetInitialState(default);
                for (int t = 0; t < Steps; t++)
                {
                    network.Forward(step, x.AsSpan((b * inputs) + (t * network.Inputs), network.Inputs), one.AsSpan(0, network.Outputs), 1);
                    Assert.Equal(all.AsSpan((b * outputs) + (t * network.Outputs), network.Outputs).ToArray(), one.AsSpan(0, network.Outputs).ToArray());
                    step.CopyFinalState(state);
                    step.SetInitialState(state);
                }
            }
        }
    }

    [Fact]
    public void ParallelNetwork_AnyNumberOfThreads_GivesTheSameBitsAndThoseOfOneWorkspace()
    {
        const int Batch = 50, Steps = 7;
        var network = new Network(new Lstm("lstm.", 5, 9), new Linear("head", 9, 3));
        ParameterBlock parameters = ParameterBlock.For(network);
        var random = new RandomStream(8);
        Initializer.Network(network, 1, 1, ref random);
        float[] x = new float[Batch * Steps * 5], dy = new float[Batch * Steps * 3], y = new float[dy.Length];
        foreach (float[] values in new[] { x, dy })
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)random.NextNormal();
            }
        }

        NetworkWorkspace workspace = network.CreateWorkspace(Batch, Steps);
        var expected = new float[y.Length];
        network.Forward(workspace, x, expected, Batch, Steps);
        network.Backward(workspace, dy);
        float[] whole = parameters.GradientSpan.ToArray();
        float[]? first = null;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using var parallel = new ParallelNetwork(network, Batch + 10, Steps, threads, shardSequences: 8);
            for (int pass = 0; pass < 3; pass++)
            {
                parallel.Forward(x, y, Batch, Steps);
                parallel.Backward(dy);
                Assert.Equal(expected, y);
                float[] gradients = parameters.GradientSpan.ToArray();
                Assert.Equal(first ??= gradients, gradients);
            }

            if (threads == 1)
            {
                AllocationGuard.ShouldNotAllocate(() =>
                {
                    parallel.Forward(x, y, Batch, Steps);
                    parallel.Backward(dy);
                });
            }

            Assert.Throws<ArgumentException>(() => parallel.Forward(x, y, Batch - 1, Steps));
        }

        for (int i = 0; i < whole.Length; i++)
        {
            Assert.InRange(first![i] - whole[i], -1e-3f, 1e-3f);
        }
    }

    [Fact]
    public void LearningRateSchedule_EveryShape_RisesAndFallsAsStated()
    {
        LearningRateSchedule linear = LearningRateSchedule.Linear(2, totalSteps: 110, last: 0.5, warmUpSteps: 10);
        Assert.Equal(2.0 / 11, linear.At(0), 12);
        Assert.Equal(20.0 / 11, linear.At(9), 12);
        Assert.Equal(2, linear.At(10), 12);
        Assert.Equal(1.5, linear.At(60), 12);
        Assert.Equal(1, linear.At(110), 12);
        Assert.Equal(1, linear.At(10_000), 12);
        LearningRateSchedule cosine = LearningRateSchedule.Cosine(1, 100);
        Assert.Equal([1.0, 0.5, 0.0], new[] { cosine.At(0), cosine.At(50), cosine.At(100) }.Select(v => Math.Round(v, 12)));
        LearningRateSchedule exponential = LearningRateSchedule.Exponential(1, 100, 0.01);
        Assert.Equal(0.1, exponential.At(50), 12);
        Assert.Equal(3, LearningRateSchedule.Constant(3).At(77));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Linear(double.NaN, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Linear(1, 10, warmUpSteps: 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Exponential(1, 10, 0));
    }

    [Fact]
    public void Network_MisfittingLayers_ThrowsAtConstruction() =>
        Assert.Throws<ArgumentException>(() => new Network(new Linear("a", 3, 4), new Linear("b", 5, 2)));

    [Fact]
    public void ParameterBlock_TwoParametersOfOneName_Throws() =>
        Assert.Throws<ArgumentException>(() => ParameterBlock.For(new Network(new Linear("a", 3, 4), new Linear("a", 4, 2))));

    [Fact]
    public void StepClipped_NonFiniteGradient_NamesTheTensorAndChangesNothing()
    {
        ParameterBlock block = ParameterBlock.Create(("w", [3]), ("v", [2]));
        block.SetValue("v", [1, 2]);
        block.SetGradient("w", [1, 1, 1]);
        block.SetGradient("v", [3e38f, 3e38f]);
        var adam = new Adam(block);
        Assert.Equal(float.PositiveInfinity, block.GradientNorm());
        Assert.Throws<NonFiniteTensorException>(() => block.SetGradient("v", [float.NaN, 0]));
        Assert.Equal(0, adam.StepCount);
    }
}
