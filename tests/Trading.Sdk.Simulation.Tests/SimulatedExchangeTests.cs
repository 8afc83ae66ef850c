using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Simulation.Tests;

public class SimulatedExchangeTests
{
    [Theory]
    [InlineData(1UL)]
    [InlineData(42UL)]
    public void Session_SameSeed_IsTheSameBytes(ulong seed)
    {
        Assert.Equal(Hash(seed, TimeSpan.FromMinutes(2)), Hash(seed, TimeSpan.FromMinutes(2)));
        Assert.NotEqual(Hash(seed, TimeSpan.FromMinutes(2)), Hash(seed + 1, TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void Session_Seed42_IsTheSameBytesOnEveryMachine() =>
        Assert.Equal("bfd0e18b332b91e7 59aa45e7a3e98b75", Hash(42, TimeSpan.FromMinutes(10)));

    [Fact]
    public void Session_RunInOneOrManyStrides_IsTheSameBytes()
    {
        var whole = new HashSink();
        new SimulatedExchange(new SimulationOptions { Seed = 9 }, whole).RunFor(TimeSpan.FromSeconds(30));
        var strides = new HashSink();
        var exchange = new SimulatedExchange(new SimulationOptions { Seed = 9 }, strides);
        for (int i = 0; i < 3000; i++)
        {
            exchange.RunFor(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(whole.Hash, strides.Hash);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Streams_Replayed_GiveTheBookOfTheExchange(int levelIntervalMs)
    {
        var levels = new ReplaySink();
        var orders = new ReplaySink();
        var exchange = new SimulatedExchange(new SimulationOptions { Seed = 5, LevelInterval = TimeSpan.FromMilliseconds(levelIntervalMs) }, levels, orders);
        for (int i = 0; i < 200; i++)
        {
            // Conflated levels are published at the end of the interval; the command of the same instant comes after it.
            exchange.RunFor(TimeSpan.FromMilliseconds(500));
            foreach (Side side in (Side[])[Side.Bid, Side.Ask])
            {
                List<(long, long)> expected = Book(exchange, side);
                Assert.Equal(expected, orders.Levels(side));
                if (levelIntervalMs == 0)
                {
                    Assert.Equal(expected, levels.Levels(side));
                }
            }
        }

        Assert.True(levels.Trades > 100 && levels.Trades == orders.Trades);
        Assert.Equal(exchange.Book.TradeCount, orders.Trades);
        Assert.Equal(exchange.LevelEvents, levels.Events);
        Assert.Equal(exchange.OrderEvents, orders.Events);
    }

    [Fact]
    public void Streams_Always_CarryOrderedTimesSequencesAndWholeMessages()
    {
        var sink = new ReplaySink();
        var exchange = new SimulatedExchange(new SimulationOptions { Seed = 8, FeedLatency = LatencyModel.Exponential(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5)) }, sink);
        exchange.RunFor(TimeSpan.FromSeconds(60));
        exchange.PublishSnapshot();
        Assert.True(sink.IsOrdered);
        Assert.True(sink.LatencyMin >= 1_000_000);
        Assert.Equal(Book(exchange, Side.Bid), sink.Levels(Side.Bid));
        Assert.Equal(2, sink.Clears);
    }

    [Fact]
    public void Session_DefaultOptions_StaysAliveAndTwoSided()
    {
        var sink = new ReplaySink();
        var exchange = new SimulatedExchange(new SimulationOptions { Seed = 3 }, sink);
        double spread = 0;
        int orders = 0;
        var regimes = new HashSet<SimulatedRegime>();
        for (int i = 0; i < 3600; i++)
        {
            exchange.RunFor(TimeSpan.FromSeconds(1));
            Assert.True(exchange.Book.TryGetBest(Side.Bid, out DepthLevel bid));
            Assert.True(exchange.Book.TryGetBest(Side.Ask, out DepthLevel ask));
            Assert.True(bid.Price < ask.Price);
            spread += ask.Price - bid.Price;
            orders = Math.Max(orders, exchange.Book.OpenOrders);
            regimes.Add(exchange.Regime);
        }

        Assert.InRange(spread / 3600, 1.0, 6.0);
        Assert.InRange(orders, 100, 5000);
        Assert.True(regimes.Count >= 3);
        Assert.True(Math.Abs(exchange.MidTicks - exchange.HiddenValueTicks) < 150, $"mid {exchange.MidTicks}, value {exchange.HiddenValueTicks}");
    }

    [Fact]
    public void Session_AfterWarmUp_AllocatesNothing()
    {
        var exchange = new SimulatedExchange(new SimulationOptions { Seed = 2 }, new CountingSink(), new CountingSink());
        exchange.RunFor(TimeSpan.FromMinutes(20));
        AllocationGuard.ShouldNotAllocate(() => exchange.RunFor(TimeSpan.FromSeconds(5)), runs: 20, warmUp: 20);
    }

    [Fact]
    public void MarketOrders_Excited_ClusterMoreThanPoisson()
    {
        static double Dispersion(double self, double cross)
        {
            var sink = new CountingSink();
            var options = new SimulationOptions
            {
                Seed = 11,
                MarketMaker = null,
                TrendFollower = null,
                Regimes = new RegimeOptions { CalmVolatility = 0, HighVolatility = 0, TrendTicksPerSecond = 0, VolatileActivity = 1 },
                MarketOrders = new HawkesFlowOptions { SelfExcitation = self, CrossExcitation = cross, MeanLots = 1 },
                Background = new BackgroundFlowOptions { MeanLots = 1000, LeanSensitivity = 0 },
            };
            var exchange = new SimulatedExchange(options, sink);
            var counts = new List<double>();
            for (int i = 0; i < 2000; i++)
            {
                long before = sink.Trades;
                exchange.RunFor(TimeSpan.FromSeconds(2));
                counts.Add(sink.Trades - before);
            }

            double mean = counts.Average();
            return counts.Sum(c => (c - mean) * (c - mean)) / (counts.Count - 1) / mean;
        }

        Assert.InRange(Dispersion(0, 0), 0.85, 1.15);
        Assert.True(Dispersion(0.6, 0.2) > 2.0);
    }

    [Fact]
    public void Participant_WithLatency_HearsBackAfterIt()
    {
        var exchange = new SimulatedExchange(new SimulationOptions { Seed = 1 });
        var probe = new Probe();
        MarketAccess access = exchange.Join(probe, LatencyModel.Constant(TimeSpan.FromMilliseconds(3)));
        long sent = exchange.Now;
        access.Submit(OrderRequest.Limit(Side.Bid, 9_000, 5));
        access.Submit(OrderRequest.Market(Side.Bid, 1));
        exchange.RunFor(TimeSpan.FromSeconds(1));

        Assert.All(probe.Heard, r => Assert.Equal(sent + 6_000_000, r.Time));
        Assert.Equal([ExecutionKind.Accepted, ExecutionKind.Accepted, ExecutionKind.Traded], probe.Heard.Select(r => r.Report.Kind));
        Assert.False(probe.Heard[2].Report.IsMaker);
        access.Cancel(probe.Heard[0].Report.OrderId);
        exchange.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(ExecutionKind.Cancelled, probe.Heard[^1].Report.Kind);
    }

    [Fact]
    public void Options_OutOfRange_ThrowWithTheirName()
    {
        static void Throws(string name, SimulationOptions options) =>
            Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(() => new SimulatedExchange(options)).ParamName);

        Throws("InitialMidTicks", new SimulationOptions { InitialMidTicks = 10 });
        Throws("SelfExcitation", new SimulationOptions { MarketOrders = new HawkesFlowOptions { SelfExcitation = 0.9, CrossExcitation = 0.2 } });
        Throws("LimitOrdersPerSecond", new SimulationOptions { Background = new BackgroundFlowOptions { LimitOrdersPerSecond = double.NaN } });
        Throws("CancelRates", new SimulationOptions { Background = new BackgroundFlowOptions { CancelRates = [] } });
        Throws("MeanDwell", new SimulationOptions { Regimes = new RegimeOptions { MeanDwell = TimeSpan.Zero } });
        Throws("Levels", new SimulationOptions { MarketMaker = new MarketMakerOptions { Levels = 0 } });
        Throws("SlowSpan", new SimulationOptions { TrendFollower = new TrendFollowerOptions { SlowSpan = 3 } });
        Throws("Instrument", new SimulationOptions { Instrument = null! });
    }

    [Fact]
    public async Task SimulatedFeed_RunTwice_PushesTheSameSession()
    {
        var feed = new SimulatedFeed(new SimulationOptions { Seed = 6 }, TimeSpan.FromSeconds(20));
        var first = new HashSink();
        var second = new HashSink();
        await feed.RunAsync(first, CancellationToken.None);
        await feed.RunAsync(second, CancellationToken.None);
        Assert.Equal(first.Hash, second.Hash);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => feed.RunAsync(first, new CancellationToken(canceled: true)));
    }

    private static string Hash(ulong seed, TimeSpan duration)
    {
        var levels = new HashSink();
        var orders = new HashSink();
        new SimulatedExchange(new SimulationOptions { Seed = seed }, levels, orders).RunFor(duration);
        return $"{levels.Hash:x16} {orders.Hash:x16}";
    }

    private static List<(long Price, long Quantity)> Book(SimulatedExchange exchange, Side side)
    {
        var levels = new List<(long, long)>();
        for (bool more = exchange.Book.TryGetBest(side, out DepthLevel level); more; more = exchange.Book.TryGetNext(side, level.Price, out level))
        {
            levels.Add((level.Price, level.Quantity));
        }

        return levels;
    }

    private sealed class Probe : ExchangeParticipant
    {
        public List<(long Time, ExecutionReport Report)> Heard { get; } = [];

        protected internal override void OnReport(MarketAccess market, in ExecutionReport report) => Heard.Add((market.Now, report));
    }

    private sealed class HashSink : IMarketEventSink
    {
        public ulong Hash { get; private set; } = 14695981039346656037;

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            foreach (byte b in MemoryMarshal.AsBytes(events))
            {
                Hash = (Hash ^ b) * 1099511628211;
            }
        }
    }

    private sealed class CountingSink : IMarketEventSink
    {
        public long Trades { get; private set; }

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            foreach (ref readonly MarketEvent e in events)
            {
                Trades += e.Kind == MarketEventKind.Trade ? 1 : 0;
            }
        }
    }

    private sealed class ReplaySink : IMarketEventSink
    {
        private readonly Dictionary<(Side, long), long> _levels = [];
        private readonly Dictionary<long, (Side Side, long Price, long Quantity)> _orders = [];
        private long _lastExchange, _lastReceive, _lastSequence;
        private bool _inMessage;

        public long Events { get; private set; }

        public long Trades { get; private set; }

        public int Clears { get; private set; }

        public bool IsOrdered { get; private set; } = true;

        public long LatencyMin { get; private set; } = long.MaxValue;

        public List<(long Price, long Quantity)> Levels(Side side) =>
            [.. _levels.Where(l => l.Key.Item1 == side).OrderBy(l => -side.Sign() * l.Key.Item2).Select(l => (l.Key.Item2, l.Value))];

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            Assert.True(events[^1].IsEndOfMessage);
            foreach (ref readonly MarketEvent e in events)
            {
                Events++;
                IsOrdered &= e.ExchangeTime >= _lastExchange && e.ReceiveTime >= _lastReceive && e.Sequence == _lastSequence + (_inMessage ? 0 : 1);
                (_lastExchange, _lastReceive, _lastSequence, _inMessage) = (e.ExchangeTime, e.ReceiveTime, e.Sequence, !e.IsEndOfMessage);
                LatencyMin = Math.Min(LatencyMin, e.ReceiveTime - e.ExchangeTime);
                Apply(e);
            }
        }

        private void Apply(in MarketEvent e)
        {
            switch (e.Kind)
            {
                case MarketEventKind.Clear:
                    Clears++;
                    _levels.Clear();
                    _orders.Clear();
                    break;
                case MarketEventKind.Level when e.Quantity == 0:
                    Assert.True(_levels.Remove((e.Side, e.Price)) || !e.IsSnapshot);
                    break;
                case MarketEventKind.Level:
                    _levels[(e.Side, e.Price)] = e.Quantity;
                    break;
                case MarketEventKind.Trade:
                    Trades++;
                    break;
                case MarketEventKind.OrderAdd:
                    _orders.Add(e.Id, (e.Side, e.Price, e.Quantity));
                    Change(e.Side, e.Price, e.Quantity);
                    break;
                case MarketEventKind.OrderModify:
                    (_, long price, long old) = _orders[e.Id];
                    Assert.Equal(price, e.Price);
                    _orders[e.Id] = (e.Side, price, e.Quantity);
                    Change(e.Side, price, e.Quantity - old);
                    break;
                case MarketEventKind.OrderDelete:
                    Assert.True(_orders.Remove(e.Id, out var gone));
                    Change(gone.Side, gone.Price, -gone.Quantity);
                    break;
                case MarketEventKind.OrderExecute:
                    (Side side, long at, long quantity) = _orders[e.Id];
                    Assert.True(e.Quantity <= quantity);
                    _orders[e.Id] = (side, at, quantity - e.Quantity);
                    if (quantity == e.Quantity)
                    {
                        _orders.Remove(e.Id);
                    }

                    Change(side, at, -e.Quantity);
                    break;
                default:
                    Assert.Fail($"unexpected {e.Kind}");
                    break;
            }
        }

        private void Change(Side side, long price, long by)
        {
            long total = _levels.GetValueOrDefault((side, price)) + by;
            Assert.True(total >= 0);
            if (total == 0)
            {
                _levels.Remove((side, price));
            }
            else
            {
                _levels[(side, price)] = total;
            }
        }
    }
}
