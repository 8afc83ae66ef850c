using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation.Tests;

public class ShadowOrdersTests
{
    private const MarketEventFlags End = MarketEventFlags.EndOfMessage;

    [Theory]
    [InlineData(FillModel.TradeThrough, 0)]
    [InlineData(FillModel.QueueConservative, 2)]
    [InlineData(FillModel.QueueProportional, 5)]
    [InlineData(FillModel.Touch, 5)]
    public void Trades_AtTheOrdersPrice_FillByTheModel(FillModel model, long expected)
    {
        var fills = new List<ShadowFill>();
        var orders = new ShadowOrders(model, null, fills.Add);
        orders.OnEvents([MarketEvent.Level(1, Side.Bid, 100, 40, 1, 1, End)]);
        orders.Place(Side.Bid, 100, 5, 1);
        // 10 more queue behind, then 6 of the 50 are cancelled, then 42 trade.
        orders.OnEvents([MarketEvent.Level(1, Side.Bid, 100, 50, 2, 2, End), MarketEvent.Level(1, Side.Bid, 100, 44, 3, 3, End)]);
        Assert.Equal(model == FillModel.QueueProportional ? 40 - (6 * 40.0 / 50) : 40, orders.LotsAhead(1), 1e-12);
        orders.OnEvents([MarketEvent.Trade(1, Side.Ask, 100, 42, 4)]);
        Assert.Equal(expected, fills.Sum(f => f.QuantityLots));
        Assert.All(fills, f => Assert.Equal((100L, 4L), (f.PriceTicks, f.Time)));
    }

    [Theory]
    [InlineData(FillModel.TradeThrough)]
    [InlineData(FillModel.QueueConservative)]
    [InlineData(FillModel.QueueProportional)]
    public void Trade_ThroughThePrice_FillsWhole(FillModel model)
    {
        var fills = new List<ShadowFill>();
        var orders = new ShadowOrders(model, null, fills.Add);
        orders.OnEvents([MarketEvent.Level(1, Side.Ask, 105, 40, 1, 1, End)]);
        orders.Place(Side.Ask, 105, 7, 1);
        orders.OnEvents([MarketEvent.Trade(1, Side.Bid, 106, 1, 2)]);
        Assert.Equal((7L, 0L), (fills[0].QuantityLots, fills[0].RemainingLots));
        Assert.Equal(0, orders.OpenOrders);
    }

    [Fact]
    public void Latency_OrderAndCancelOnTheirWay_TakeEffectOnArrival()
    {
        var fills = new List<ShadowFill>();
        var orders = new ShadowOrders(FillModel.Touch, LatencyModel.Constant(TimeSpan.FromMicroseconds(1)), fills.Add);
        long id = orders.Place(Side.Bid, 100, 5, 0);
        orders.OnEvents([MarketEvent.Trade(1, Side.Ask, 100, 1, 1000)]);
        Assert.Empty(fills);
        orders.OnEvents([MarketEvent.Trade(1, Side.Ask, 100, 1, 1001)]);
        Assert.Single(fills);
        Assert.True(orders.Cancel(id, 1500));
        orders.OnEvents([MarketEvent.Trade(1, Side.Ask, 100, 1, 2400)]);
        Assert.Equal(2, fills.Count);
        orders.OnEvents([MarketEvent.Trade(1, Side.Ask, 100, 1, 2600)]);
        Assert.Equal(2, fills.Count);
        Assert.False(orders.Cancel(id, 3000));
    }

    [Fact]
    public void Models_OnASimulatedSession_AreOrderedFromPessimisticToOptimistic()
    {
        long[] filled = new long[4];
        foreach (FillModel model in Enum.GetValues<FillModel>())
        {
            var orders = new ShadowOrders(model, null, f => filled[(int)model] += f.QuantityLots);
            var exchange = new SimulatedExchange(new SimulationOptions { Seed = 30 }, orders);
            for (int i = 0; i < 300; i++)
            {
                if (exchange.Book.TryGetBest(Side.Bid, out DepthLevel bid) && exchange.Book.TryGetBest(Side.Ask, out DepthLevel ask))
                {
                    long b = orders.Place(Side.Bid, bid.Price, 50, exchange.Now), a = orders.Place(Side.Ask, ask.Price, 50, exchange.Now);
                    exchange.RunFor(TimeSpan.FromSeconds(2));
                    orders.Cancel(b, exchange.Now);
                    orders.Cancel(a, exchange.Now);
                }
            }
        }

        Assert.True(filled[0] <= filled[1] && filled[1] <= filled[2] && filled[2] <= filled[3] && filled[0] > 0 && filled[3] > filled[0], string.Join(" ", filled));
    }
}
