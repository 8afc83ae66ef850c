using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.MarketData;
using Trading.Sdk.Tests;

namespace Trading.Sdk.OrderBook.Tests;

public class QueueEstimatorTests
{
    private static readonly Instrument Btc = new(1, "BTC", 0.1m, 0.001m);

    public static TheoryData<string> Models => ["risk_averse", "log", "log2", "power_n1", "power_n3", "power2_n2", "power3_n3"];

    [Fact]
    public void Front_EveryGoldenCase_EqualsTheReference()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("golden/decision/backtest/queue_models.json")));
        int passed = 0;
        foreach (JsonElement c in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            JsonElement parameters = c.GetProperty("params"), inputs = c.GetProperty("inputs"), outputs = c.GetProperty("outputs");
            QueueModel model = QueueModel.Parse(parameters.GetProperty("model").GetString()!);
            var estimator = new QueueEstimator(model, inputs.GetProperty("initial_front").GetDouble());
            var fronts = new List<double>();
            int? filled = null;
            foreach (JsonElement e in inputs.GetProperty("events").EnumerateArray())
            {
                bool trade = e.GetProperty("type").GetString() == "trade";
                if (trade)
                {
                    estimator.OnTrade(e.GetProperty("qty").GetDouble());
                }
                else
                {
                    estimator.OnDepth(e.GetProperty("prev").GetDouble(), e.GetProperty("new").GetDouble());
                }

                fronts.Add(estimator.Front);
                if (trade && estimator.IsReached(parameters.GetProperty("lot").GetDouble()))
                {
                    filled = fronts.Count - 1;
                    break;
                }
            }

            double[] expected = [.. outputs.GetProperty("front_after_each").EnumerateArray().Select(x => x.GetDouble())];
            Assert.Equal(expected.Length, fronts.Count);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], fronts[i], 1e-10);
            }

            JsonElement first = outputs.GetProperty("first_fill_event");
            Assert.Equal(first.ValueKind == JsonValueKind.Null ? null : first.GetInt32(), filled);
            passed++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"backtest.queue_position: {passed} cases");
        Assert.True(passed > 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void QuantityAhead_AnyHistory_IsNeverNegativeAndNeverGrows(string name)
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll<int, byte>((seed, start) =>
        {
            var random = new Random(seed);
            double level = start;
            var estimator = new QueueEstimator(QueueModel.Parse(name), level);
            double ahead = estimator.QuantityAhead;
            for (int i = 0; i < 100; i++)
            {
                if (random.Next(3) == 0)
                {
                    estimator.OnTrade(random.Next(5));
                    estimator.TakeFill(double.MaxValue);
                }
                else
                {
                    double next = Math.Max(0, level + random.Next(-8, 9));
                    estimator.OnDepth(level, next);
                    level = next;
                }

                Assert.True(estimator.QuantityAhead >= 0 && estimator.QuantityAhead <= ahead + 1e-9, $"{ahead} -> {estimator.QuantityAhead}");
                ahead = estimator.QuantityAhead;
            }
        }));
    }

    [Fact]
    public void QueuedOrder_TradesReachIt_FillsInParts()
    {
        LimitOrderBook book = Book();
        var order = new QueuedOrder(book, Side.Bid, 100, 6, QueueModel.RiskAverse);
        Assert.Equal(10, order.QuantityAhead);
        Assert.True(order.Apply([MarketEvent.Trade(1, Side.Ask, 100, 8, 1_000)]));
        Assert.Equal((2, 0), (order.QuantityAhead, order.Filled));
        order.Apply([MarketEvent.Trade(1, Side.Ask, 100, 4, 2_000)]);
        Assert.Equal((0, 2, 2_000L, null), (order.QuantityAhead, order.Filled, order.FirstFillTime, order.FilledTime));
        order.Apply([MarketEvent.Trade(1, Side.Ask, 100, 40, 3_000)]);
        Assert.Equal((6, 3_000L), (order.Filled, order.FilledTime));
    }

    [Fact]
    public void QueuedOrder_TradeThenDepthDrop_IsCountedOnce()
    {
        LimitOrderBook book = Book();
        var order = new QueuedOrder(book, Side.Bid, 100, 6, QueueModel.Power(1));
        order.Apply([MarketEvent.Trade(1, Side.Ask, 100, 4, 1_000), MarketEvent.Level(1, Side.Bid, 100, 6, 1_001, flags: MarketEventFlags.EndOfMessage)]);
        Assert.Equal(6, order.QuantityAhead);
    }

    [Fact]
    public void QueuedOrder_TradeThroughItsPriceOrOppositeLevel_FillsWhole()
    {
        var through = new QueuedOrder(Book(), Side.Bid, 100, 6, QueueModel.RiskAverse);
        through.Apply([MarketEvent.Trade(1, Side.Ask, 99, 1, 1_000)]);
        Assert.Equal((6, 1_000L), (through.Filled, through.FilledTime));

        var opposite = new QueuedOrder(Book(), Side.Bid, 100, 6, QueueModel.RiskAverse);
        opposite.Apply([MarketEvent.Level(1, Side.Bid, 100, 0, 5), MarketEvent.Level(1, Side.Ask, 100, 3, 5, flags: MarketEventFlags.EndOfMessage)]);
        Assert.Equal((6, 5L), (opposite.Filled, opposite.FilledTime));
    }

    [Fact]
    public void QueuedOrder_Snapshot_KeepsThePlace()
    {
        var order = new QueuedOrder(Book(), Side.Bid, 100, 6, QueueModel.RiskAverse);
        order.Apply([MarketEvent.Clear(1, 1, MarketEventFlags.Snapshot), MarketEvent.Level(1, Side.Bid, 100, 7, 1, flags: MarketEventFlags.Snapshot | MarketEventFlags.EndOfMessage)]);
        Assert.Equal(7, order.QuantityAhead);
        order.Apply([MarketEvent.Clear(1, 1, MarketEventFlags.Snapshot), MarketEvent.Level(1, Side.Bid, 99, 7, 1, flags: MarketEventFlags.Snapshot | MarketEventFlags.EndOfMessage)]);
        Assert.Equal((0, 0), (order.QuantityAhead, order.Filled));
    }

    [Fact]
    public void QueueModel_BadNamesAndExponents_Throw()
    {
        Assert.Throws<ArgumentException>(() => QueueModel.Parse("power"));
        Assert.Throws<ArgumentException>(() => QueueModel.Parse("best"));
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueModel.Power(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueModel.Power(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QueueEstimator(QueueModel.Logarithm, double.NaN));
        Assert.Equal("power_n3", QueueModel.Power(3).Name);
    }

    private static LimitOrderBook Book()
    {
        var book = new LimitOrderBook(Btc);
        book.Apply([MarketEvent.Level(1, Side.Bid, 100, 10, 0), MarketEvent.Level(1, Side.Ask, 101, 10, 0, flags: MarketEventFlags.EndOfMessage)]);
        return book;
    }
}
