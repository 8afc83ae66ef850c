using Trading.Sdk.Neural;
using Trading.Sdk.ReinforcementLearning;

namespace Trading.Sdk.Tests;

public class SimulatedExchangeMarketTests
{
    [Fact]
    public void ReactiveMarket_OnTheSimulatedExchange_PassesTheChecker() =>
        Assert.Empty(EnvironmentChecker.Check(() => new ReactiveMarket(new SimulatedExchangeMarket(), maximumPosition: 2, orderSize: 50, episodeSteps: 40), steps: 150));

    [Fact]
    public void Execute_LargeOrder_MovesTheMarketThatASmallOneLeavesAlone()
    {
        var touched = new SimulatedExchangeMarket();
        var untouched = new SimulatedExchangeMarket();
        Assert.Equal(untouched.Ask, touched.Ask);
        double ask = touched.Ask;
        (double filled, double price) = touched.Execute(20_000);
        Assert.InRange(filled, 1, 20_000);
        Assert.True(price > ask, $"price {price}, ask {ask}");
        Assert.True(touched.Ask > untouched.Ask || touched.Bid != untouched.Bid);
        Assert.Equal((0.0, 0.5 * (untouched.Bid + untouched.Ask)), untouched.Execute(0.4));
    }

    [Fact]
    public void Load_DamagedState_ThrowsATypedError()
    {
        var market = new SimulatedExchangeMarket();
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(1UL);
        writer.Write(3);
        writer.Write(-1);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        Assert.Throws<InvalidDataException>(() => market.Load(reader));
    }

    [Fact]
    public void Reset_SameSeed_GivesTheSameMarket()
    {
        var random = new RandomStream(4);
        SimulatedExchangeMarket first = new(), second = new();
        first.Reset(9);
        second.Reset(9);
        for (int t = 0; t < 50; t++)
        {
            double quantity = (random.NextInt32(3) - 1) * 30;
            first.Advance();
            second.Advance();
            Assert.Equal(first.Execute(quantity), second.Execute(quantity));
            Assert.Equal((first.Bid, first.Ask), (second.Bid, second.Ask));
        }
    }
}
