namespace Trading.Sdk.Neural.Tests;

public class EmbeddingTests
{
    [Fact]
    public void ForwardAndBackward_Categories_PickRowsAndSumTheirGradients()
    {
        var network = new Network(new Embedding("table", 4, 3));
        ParameterBlock block = ParameterBlock.For(network);
        block.SetValue("table.weight", [0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32]);
        NetworkWorkspace workspace = network.CreateWorkspace(2, 2);
        var y = new float[12];
        network.Forward(workspace, [3, 1, 1, 0], y, 2, 2);
        Assert.Equal([30, 31, 32, 10, 11, 12, 10, 11, 12, 0, 1, 2], y);
        var dx = new float[4];
        network.Backward(workspace, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], dx);
        var gradient = new float[12];
        block.CopyGradient("table.weight", gradient);
        Assert.Equal([10, 11, 12, 11, 13, 15, 0, 0, 0, 1, 2, 3], gradient);
        Assert.Equal([0, 0, 0, 0], dx);
    }

    [Theory]
    [InlineData(4f)]
    [InlineData(-1f)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void Forward_NoCategory_ThrowsNamingTheRow(float value)
    {
        var network = new Network(new Embedding("table", 4, 3));
        ParameterBlock.For(network);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => network.Forward(network.CreateWorkspace(2), [0, value], new float[6], 2));
        Assert.Contains("Row 1", error.Message, StringComparison.Ordinal);
    }
}
