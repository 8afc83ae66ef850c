using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.MarketData;
using Trading.Sdk.Tests;

namespace Trading.Sdk.Simulation.Tests;

public class MatchingEngineProperties
{
    [Fact]
    public void RandomCommands_Always_MatchTheNaiveEngineAndKeepTheInvariants() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(TestEffort.Count(60, 1000)), Prop.ForAll(
            ArbMap.Default.GeneratorFor<int>().ToArbitrary(), seed => Compare((ulong)seed, 300, width: 12)));

    [Fact]
    public void RandomCommands_WidePrices_MatchTheNaiveEngine() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(TestEffort.Count(20, 300)), Prop.ForAll(
            ArbMap.Default.GeneratorFor<int>().ToArbitrary(), seed => Compare((ulong)seed, 300, width: 2000)));

    private static void Compare(ulong seed, int commands, long width)
    {
        var random = new SimulationRandom(seed);
        var heard = new RecordingListener();
        var book = new MatchingEngine(heard);
        var naive = new NaiveMatchingEngine();
        long submitted = 0;
        long lastId = 0;
        for (int i = 0; i < commands; i++)
        {
            int owner = random.NextInt32(2);
            long price = 1000 + random.NextInt64(-width, width);
            long lots = random.NextInt64(1, 40);
            long id = lastId == 0 ? 1 : random.NextInt64(Math.Max(1, lastId - 40), lastId);
            switch (random.NextInt32(10))
            {
                case 0 or 1:
                    Assert.Equal(book.TryGetOrder(id, out _, out _, out _, out _) && naive.Side(Side.Bid).Concat(naive.Side(Side.Ask)).Any(o => o.Id == id), book.TryGetOrder(id, out _, out _, out _, out _));
                    book.Cancel(owner, id);
                    naive.Cancel(owner, id);
                    break;
                case 2:
                    bool postOnly = random.NextBoolean(0.3);
                    book.Replace(owner, id, price, lots, postOnly);
                    naive.Replace(owner, id, price, lots, postOnly);
                    break;
                default:
                    Side side = random.NextBoolean(0.5) ? Side.Bid : Side.Ask;
                    OrderRequest request = random.NextInt32(8) switch
                    {
                        0 => OrderRequest.Market(side, lots),
                        1 => OrderRequest.Iceberg(side, price, lots * 3, 1 + (lots / 3)),
                        _ => OrderRequest.Limit(side, price, lots, (TimeInForce)random.NextInt32(4)),
                    };
                    lastId = book.Submit(owner, request);
                    submitted += request.QuantityLots;
                    Assert.Equal(lastId, naive.Submit(owner, request));
                    break;
            }

            AssertSame(book, naive);
            AssertNotCrossed(book);
        }

        Assert.Equal(naive.Trades, heard.Trades.Select(t => (t.MakerOrderId, t.TakerOrderId, t.PriceTicks, t.QuantityLots)));
        AssertConserved(heard, naive.Open, submitted);
    }

    private static void AssertSame(MatchingEngine book, NaiveMatchingEngine naive)
    {
        foreach (Side side in (Side[])[Side.Bid, Side.Ask])
        {
            var actual = new List<(long, long, long, long)>();
            var ids = new long[512];
            int levels = 0;
            for (bool more = book.TryGetBest(side, out DepthLevel level); more; more = book.TryGetNext(side, level.Price, out level))
            {
                levels++;
                Assert.Equal(level.OrderCount, book.CopyQueue(side, level.Price, ids));
                long displayedAtLevel = 0;
                foreach (long id in ids.AsSpan(0, level.OrderCount))
                {
                    Assert.True(book.TryGetOrder(id, out Side itsSide, out long price, out long displayed, out long hidden));
                    Assert.Equal(side, itsSide);
                    Assert.Equal(displayedAtLevel, book.LotsAhead(id));
                    displayedAtLevel += displayed;
                    actual.Add((id, price, displayed, hidden));
                }

                Assert.Equal(level.Quantity, displayedAtLevel);
            }

            Assert.Equal(naive.Side(side), actual);
            Assert.Equal(levels, book.LevelCount(side));
        }
    }

    private static void AssertNotCrossed(MatchingEngine book)
    {
        if (book.TryGetBest(Side.Bid, out DepthLevel bid) && book.TryGetBest(Side.Ask, out DepthLevel ask))
        {
            Assert.True(bid.Price < ask.Price);
        }
    }

    // Every lot that was sent traded, ended, or still rests; each trade uses a lot of both sides. Replacements add or remove lots.
    private static void AssertConserved(RecordingListener heard, long open, long submitted)
    {
        var state = new Dictionary<long, long>();
        long ended = 0, traded = 0, replacedDelta = 0;
        foreach (ExecutionReport report in heard.Reports)
        {
            switch (report.Kind)
            {
                case ExecutionKind.Accepted:
                    state[report.OrderId] = report.QuantityLots;
                    break;
                case ExecutionKind.Traded:
                    traded += report.QuantityLots;
                    state[report.OrderId] -= report.QuantityLots;
                    Assert.Equal(state[report.OrderId], report.RemainingLots);
                    break;
                case ExecutionKind.Cancelled or ExecutionKind.Expired:
                    ended += report.QuantityLots;
                    Assert.Equal(state[report.OrderId], report.QuantityLots);
                    state[report.OrderId] = 0;
                    break;
                case ExecutionKind.Replaced:
                    replacedDelta += report.RemainingLots - state[report.OrderId];
                    state[report.OrderId] = report.RemainingLots;
                    break;
                case ExecutionKind.Rejected when report.Reason is RejectReason.PostOnlyWouldTrade or RejectReason.FillOrKillUnfillable && !state.ContainsKey(report.OrderId):
                    ended += report.QuantityLots;
                    break;
            }
        }

        Assert.Equal(2 * heard.Trades.Sum(t => t.QuantityLots), traded);
        Assert.Equal(submitted + replacedDelta, traded + ended + open);
    }
}
