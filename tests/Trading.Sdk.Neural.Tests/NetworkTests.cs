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
        NetworkWorkspace workspace = network.CreateWorkspace(37);
        var x = new float[37 * 6];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)random.NextNormal();
        }

        var all = new float[37 * 2];
        network.Forward(workspace, x, all, 37);
        var one = new float[2];
        for (int r = 0; r < 37; r++)
        {
            network.Forward(workspace, x.AsSpan(r * 6, 6), one, 1);
            Assert.Equal(all.AsSpan(r * 2, 2).ToArray(), one);
        }
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
