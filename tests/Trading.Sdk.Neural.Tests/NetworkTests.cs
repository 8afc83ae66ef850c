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
