using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class PortableMathTests
{
    [Fact]
    public void PortableLog_OverAllMagnitudes_StaysWithinTwoUnitsOfThePlatform()
    {
        var random = new RandomStream(1);
        for (int i = 0; i < 200_000; i++)
        {
            double x = i % 2 == 0 ? random.NextUniform(0.5, 2) : BitConverter.Int64BitsToDouble(random.NextInt64(0x7FF0_0000_0000_0000 - 1) + 1);
            AssertClose(Math.Log(x), PortableMath.Log(x), 2);
        }
    }

    [Fact]
    public void PortableExp_OverItsRange_StaysWithinTwoUnitsOfThePlatform()
    {
        var random = new RandomStream(2);
        for (int i = 0; i < 200_000; i++)
        {
            double x = i % 2 == 0 ? random.NextUniform(-1, 1) : random.NextUniform(-744, 709.7);
            AssertClose(Math.Exp(x), PortableMath.Exp(x), 2);
        }
    }

    [Fact]
    public void PortableTanh_OverItsRange_StaysWithinFourUnitsOfThePlatform()
    {
        var random = new RandomStream(3);
        for (int i = 0; i < 200_000; i++)
        {
            double x = i % 2 == 0 ? random.NextUniform(-0.6, 0.6) : random.NextUniform(-23, 23);
            AssertClose(Math.Tanh(x), PortableMath.Tanh(x), 4);
        }
    }

    [Fact]
    public void PortableMath_SpecialArguments_FollowTheirLimits()
    {
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(0));
        Assert.True(double.IsNaN(PortableMath.Log(-1)) && double.IsNaN(PortableMath.Log(double.NaN)) && double.IsNaN(PortableMath.Exp(double.NaN)) && double.IsNaN(PortableMath.Tanh(double.NaN)));
        Assert.Equal(double.PositiveInfinity, PortableMath.Log(double.PositiveInfinity));
        Assert.Equal(0, PortableMath.Log(1));
        Assert.Equal(1, PortableMath.Exp(0));
        Assert.Equal(0, PortableMath.Exp(-1000));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(1000));
        Assert.Equal(double.Epsilon, PortableMath.Exp(-744.9));
        Assert.Equal(-1, PortableMath.Tanh(double.NegativeInfinity));
        Assert.Equal(0, PortableMath.Tanh(0));
    }

    private static void AssertClose(double expected, double actual, int units)
    {
        double unit = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
        Assert.True(Math.Abs(expected - actual) <= units * unit, $"expected {expected:R}, got {actual:R}");
    }
}
