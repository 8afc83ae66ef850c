using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.OrderBook.Tests;

public class OrderByOrderBookTests
{
    private static readonly Instrument Stock = new(3, "STOCK", 0.01m, 1);

    [Theory]
    [InlineData(LevelStructure.Automatic)]
    [InlineData(LevelStructure.Sparse)]
    public void Apply_RandomOrders_EqualsTheNaiveQueuesAfterEveryMessage(LevelStructure structure) =>
        Follow(new Random(40 + (int)structure), structure, TestEffort.Count(10_000, 100_000));

    [Fact]
    public void Apply_AnyOrders_EqualsTheNaiveQueues() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(TestEffort.Count(40, 2000)), Prop.ForAll<int, bool>((seed, sparse) =>
            Follow(new Random(seed), sparse ? LevelStructure.Sparse : LevelStructure.Automatic, 100)));

    private static void Follow(Random random, LevelStructure structure, int messages)
    {
        var naive = new NaiveOrders();
        var book = new OrderByOrderBook(Stock, new OrderByOrderBookOptions { Crossed = CrossedPolicy.Ignore, Capacity = 1, Structure = structure });
        var aggregated = new LimitOrderBook(Stock, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore });
        (DepthLevel, DepthLevel) touch = default;
        for (int m = 0; m < messages; m++)
        {
            MarketEvent[] message = naive.RandomMessage(random, m);
            foreach (ref readonly MarketEvent e in message.AsSpan())
            {
                naive.Apply(in e);
            }

            BookChanges changes = book.Apply(message);
            naive.AssertEqual(book, random);

            // The derived level-2 view, fed as events to a level-2 book, has the same hash.
            aggregated.Apply(naive.AsLevels(m + 1));
            Assert.Equal(aggregated.ComputeHash(), book.ComputeHash());
            book.TryGetTouch(out DepthLevel bid, out DepthLevel ask);
            Assert.Equal(naive.Best(Side.Bid), bid);
            Assert.Equal(naive.Best(Side.Ask), ask);
            (DepthLevel, DepthLevel) now = (bid with { OrderCount = 0 }, ask with { OrderCount = 0 });
            Assert.Equal(now != touch, changes.HasFlag(BookChanges.Touch));
            touch = now;
            Assert.Equal(bid.Quantity > 0 && ask.Quantity > 0 && bid.Price > ask.Price, changes.HasFlag(BookChanges.Crossed));
            Assert.Equal(bid.Quantity > 0 && bid.Price == ask.Price, changes.HasFlag(BookChanges.Locked));
        }
    }

    /// <summary>The table of orders grows, and its overflow area is used, whatever the ids look like: counted up, with a stride, all over the range, made to share a home.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1 << 20)]
    [InlineData(0)]
    public void Add_MoreOrdersThanTheCapacity_KeepsThemAllInTheirQueues(int stride)
    {
        const int Orders = 5_000;
        var random = new Random(stride);
        var book = new OrderByOrderBook(Stock, new OrderByOrderBookOptions { Capacity = 1, Crossed = CrossedPolicy.Ignore });
        long[] ids = [.. Enumerable.Range(1, Orders).Select(i => stride == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : (long)i * stride)];
        var queues = new Dictionary<long, List<(long Id, long Quantity)>>();
        for (int i = 0; i < Orders; i++)
        {
            long price = 100 + (i % 7);
            book.Apply(Order(MarketEventKind.OrderAdd, ids[i], Side.Ask, price, i + 1, end: true));
            (queues.TryGetValue(price, out List<(long, long)>? queue) ? queue : queues[price] = []).Add((ids[i], i + 1));
        }

        foreach (int i in Enumerable.Range(0, Orders).Where(i => i % 3 == 0))
        {
            book.Apply(Order(MarketEventKind.OrderDelete, ids[i], Side.Ask, 0, 0, end: true));
            queues[100 + (i % 7)].Remove((ids[i], i + 1));
            Assert.False(book.TryGetOrder(ids[i], out _));
        }

        Assert.Equal(queues.Values.Sum(q => q.Count), book.OrderCount);
        foreach ((long price, List<(long Id, long Quantity)> queue) in queues)
        {
            var walked = new List<(long, long)>();
            foreach (RestingOrder order in book.OrdersAt(Side.Ask, price))
            {
                walked.Add((order.Id, order.Quantity));
            }

            Assert.Equal(queue, walked);
            Assert.Equal(queue.Sum(o => o.Quantity), book.QuantityAt(Side.Ask, price));
        }

        // A clear of many orders takes another way than that of a few.
        book.Apply(MarketEvent.Clear(3, 0, MarketEventFlags.EndOfMessage));
        Assert.Equal(0, book.OrderCount);
        Assert.False(book.TryGetOrder(ids[1], out _));
        book.Apply(Order(MarketEventKind.OrderAdd, ids[1], Side.Bid, 99, 5, end: true));
        Assert.Equal(1, book.OrderCount);
        Assert.Equal(5, book.QuantityAt(Side.Bid, 99));
        Assert.Equal(0, book.Counters.UnknownOrders);
        Assert.Equal(0, book.Counters.DuplicateAdds);
    }

    [Fact]
    public void Modify_LessQuantity_KeepsThePlaceAndMoreLosesIt()
    {
        var book = new OrderByOrderBook(Stock);
        book.Apply([Order(MarketEventKind.OrderAdd, 1, Side.Bid, 100, 10), Order(MarketEventKind.OrderAdd, 2, Side.Bid, 100, 20), Order(MarketEventKind.OrderAdd, 3, Side.Bid, 100, 30, end: true)]);
        Assert.True(book.TryGetQueuePlace(2, out QueuePlace place));
        Assert.Equal(new QueuePlace(1, 10, 1, 30), place);

        book.Apply([Order(MarketEventKind.OrderModify, 1, Side.Bid, 100, 5, end: true)]);
        book.TryGetQueuePlace(2, out place);
        Assert.Equal(new QueuePlace(1, 5, 1, 30), place);

        book.Apply([Order(MarketEventKind.OrderModify, 1, Side.Bid, 100, 6, end: true)]);
        book.TryGetQueuePlace(1, out place);
        Assert.Equal(new QueuePlace(2, 50, 0, 0), place);

        book.Apply([Order(MarketEventKind.OrderModify, 2, Side.Bid, 99, 20, end: true)]);
        Assert.Equal(36, book.QuantityAt(Side.Bid, 100));
        var ids = new List<long>();
        foreach (RestingOrder order in book.OrdersAt(Side.Bid, 100))
        {
            ids.Add(order.Id);
        }

        Assert.Equal([3, 1], ids);
        Assert.True(book.TryGetOrder(2, out RestingOrder moved));
        Assert.Equal(new RestingOrder(2, Side.Bid, 99, 20), moved);
    }

    [Fact]
    public void Execute_PartAndMoreThanLeft_ReducesThenRemoves()
    {
        var book = new OrderByOrderBook(Stock);
        book.Apply([Order(MarketEventKind.OrderAdd, 1, Side.Ask, 100, 10, end: true)]);
        book.Apply([Order(MarketEventKind.OrderExecute, 1, Side.Ask, 100, 4, end: true)]);
        Assert.Equal(6, book.QuantityAt(Side.Ask, 100));
        book.Apply([Order(MarketEventKind.OrderExecute, 1, Side.Ask, 100, 7, end: true)]);
        Assert.Equal((0, 1L, 2L), (book.OrderCount, book.Counters.OverExecutions, book.Counters.Executions));
    }

    [Fact]
    public void Apply_UnknownAndDuplicateIds_AreCounted()
    {
        var book = new OrderByOrderBook(Stock);
        book.Apply([Order(MarketEventKind.OrderDelete, 9, Side.Bid, 1, 1), Order(MarketEventKind.OrderModify, 9, Side.Bid, 1, 1), Order(MarketEventKind.OrderExecute, 9, Side.Bid, 1, 1, end: true)]);
        book.Apply([Order(MarketEventKind.OrderAdd, 1, Side.Bid, 100, 10), Order(MarketEventKind.OrderAdd, 1, Side.Bid, 90, 7, end: true)]);
        Assert.Equal((3, 1), (book.Counters.UnknownOrders, book.Counters.DuplicateAdds));
        Assert.Equal((1, 0, 7), (book.OrderCount, book.QuantityAt(Side.Bid, 100), book.QuantityAt(Side.Bid, 90)));
    }

    [Fact]
    public void Apply_CrossedBeforeTheOpen_IsLegal_AfterItAsksForASnapshot()
    {
        var book = new OrderByOrderBook(Stock);
        book.Apply([Status(TradingStatus.PreOpen)]);
        BookChanges changes = book.Apply([Order(MarketEventKind.OrderAdd, 1, Side.Bid, 105, 10), Order(MarketEventKind.OrderAdd, 2, Side.Ask, 100, 10, end: true)]);
        Assert.True(changes.HasFlag(BookChanges.Crossed));
        Assert.Equal((1, 0, 2), (book.Counters.CrossedOutsideTrading, book.Counters.Crossed, book.OrderCount));

        book.Apply([Status(TradingStatus.Trading)]);
        book.Apply([Order(MarketEventKind.OrderAdd, 3, Side.Bid, 90, 1, end: true)]);
        Assert.Equal((BookState.AwaitingSnapshot, 0), (book.State, book.OrderCount));
        book.Apply([MarketEvent.Clear(3, 0, MarketEventFlags.Snapshot), Order(MarketEventKind.OrderAdd, 3, Side.Bid, 90, 1, end: true)]);
        Assert.Equal((BookState.Live, 1), (book.State, book.OrderCount));
    }

    [Fact]
    public void Apply_ClearOfOneSide_RemovesItsOrdersOnly()
    {
        var book = new OrderByOrderBook(Stock);
        book.Apply([Order(MarketEventKind.OrderAdd, 1, Side.Bid, 100, 10), Order(MarketEventKind.OrderAdd, 2, Side.Bid, 100, 10), Order(MarketEventKind.OrderAdd, 3, Side.Ask, 101, 10, end: true)]);
        book.Apply([MarketEvent.Clear(3, 0, MarketEventFlags.EndOfMessage) with { Side = Side.Bid }]);
        Assert.Equal((1, 0, 1), (book.OrderCount, book.LevelCount(Side.Bid), book.LevelCount(Side.Ask)));
    }

    [Fact]
    public void Apply_HostileEvents_ThrowAndAskForASnapshot()
    {
        MarketEvent[] hostile =
        [
            Order(MarketEventKind.OrderAdd, 5, Side.None, 100, 1),
            Order(MarketEventKind.OrderAdd, 5, Side.Bid, 100, 0),
            Order(MarketEventKind.OrderAdd, 5, Side.Bid, long.MinValue, 1),
            Order(MarketEventKind.OrderAdd, 5, Side.Bid, 100, long.MaxValue),
            Order(MarketEventKind.OrderAdd, 5, Side.Bid, 101, long.MaxValue),
            Order(MarketEventKind.OrderModify, 1, Side.Bid, 100, -1),
            Order(MarketEventKind.OrderExecute, 1, Side.Bid, 100, -1),
        ];
        foreach (MarketEvent e in hostile)
        {
            var book = new OrderByOrderBook(Stock);
            book.Apply([Order(MarketEventKind.OrderAdd, 1, Side.Bid, 100, 10, end: true)]);
            Assert.Throws<MarketDataFormatException>(() => book.Apply([e]));
            Assert.Equal((BookState.AwaitingSnapshot, 0), (book.State, book.OrderCount));
        }

        Assert.Throws<MarketDataFormatException>(() => new OrderByOrderBook(Stock).Apply([MarketEvent.Level(3, Side.Bid, 1, 1, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrderByOrderBook(Stock, new OrderByOrderBookOptions { Crossed = CrossedPolicy.PruneOlder }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrderByOrderBook(Stock, new OrderByOrderBookOptions { Capacity = 0 }));
    }

    [Fact]
    public void Apply_AfterWarmUp_AllocatesNothing()
    {
        var naive = new NaiveOrders();
        var random = new Random(5);
        var stream = new List<MarketEvent> { MarketEvent.Clear(3, 0, MarketEventFlags.EndOfMessage) };
        for (int m = 0; m < 2_000; m++)
        {
            foreach (MarketEvent e in naive.RandomMessage(random, m))
            {
                naive.Apply(in e);
                stream.Add(e);
            }
        }

        MarketEvent[] events = [.. stream];
        var book = new OrderByOrderBook(Stock, new OrderByOrderBookOptions { Crossed = CrossedPolicy.Ignore });
        var top = new DepthLevel[10];
        long sink = 0;
        AllocationGuard.ShouldNotAllocate(() =>
        {
            book.Apply(events);
            sink += book.CopyTop(Side.Ask, top) + (long)book.ComputeHash();
        });
    }

    private static MarketEvent Status(TradingStatus status) => new() { Kind = MarketEventKind.Status, InstrumentId = 3, Id = (long)status, Flags = MarketEventFlags.EndOfMessage };

    private static MarketEvent Order(MarketEventKind kind, long id, Side side, long price, long quantity, bool end = false) => new()
    {
        Kind = kind,
        Id = id,
        Side = side,
        Price = price,
        Quantity = quantity,
        InstrumentId = 3,
        Flags = end ? MarketEventFlags.EndOfMessage : MarketEventFlags.None,
    };

    /// <summary>Orders in lists per price: the oracle.</summary>
    private sealed class NaiveOrders
    {
        private readonly Dictionary<(Side Side, long Price), List<(long Id, long Quantity)>> queues = [];
        private long nextId = 1;

        public MarketEvent[] RandomMessage(Random random, int time)
        {
            int n = random.Next(1, 6);
            var events = new MarketEvent[n];
            for (int i = 0; i < n; i++)
            {
                (Side, long Price, long Id, long Quantity)[] known = [.. queues.SelectMany(q => q.Value.Select(o => (q.Key.Side, q.Key.Price, o.Id, o.Quantity)))];
                Side side = random.Next(2) == 0 ? Side.Bid : Side.Ask;
                long price = (side == Side.Bid ? 5_000 - random.Next(15) : 4_995 + random.Next(15)) + (random.Next(40) == 0 ? random.Next(3_000) : 0);
                (Side oldSide, long oldPrice, long id, long quantity) = known.Length == 0 ? (side, price, 0, 1) : known[random.Next(known.Length)];
                int what = known.Length == 0 ? 0 : random.Next(i == 0 && random.Next(100) == 0 ? 8 : 7);
                MarketEvent e = what switch
                {
                    0 or 1 or 2 => Order(MarketEventKind.OrderAdd, random.Next(50) == 0 && id != 0 ? id : nextId++, side, price, random.Next(1, 100)),
                    3 => Order(MarketEventKind.OrderDelete, random.Next(10) == 0 ? -id : id, oldSide, oldPrice, 0),
                    4 => Order(MarketEventKind.OrderExecute, id, oldSide, oldPrice, random.Next(1, (int)quantity + 2)),
                    5 => Order(MarketEventKind.OrderModify, id, Side.None, oldPrice, random.Next(0, 100)),
                    6 => Order(MarketEventKind.OrderModify, id, side, price, random.Next(1, 100)),
                    _ => MarketEvent.Clear(3, 0),
                };
                events[i] = e with { ExchangeTime = time, ReceiveTime = time };
            }

            events[^1] = events[^1] with { Flags = MarketEventFlags.EndOfMessage };
            return events;
        }

        public void Apply(in MarketEvent e)
        {
            if (e.Kind == MarketEventKind.Clear)
            {
                queues.Clear();
                return;
            }

            long id = e.Id;
            (Side Side, long Price) at = queues.FirstOrDefault(q => q.Value.Exists(o => o.Id == id)).Key;
            bool known = at != default;
            int index = known ? queues[at].FindIndex(o => o.Id == id) : -1;
            switch (e.Kind)
            {
                case MarketEventKind.OrderAdd:
                    Remove(at, index);
                    Add((e.Side, e.Price), id, e.Quantity);
                    break;
                case var _ when !known:
                    break;
                case MarketEventKind.OrderDelete:
                    Remove(at, index);
                    break;
                case MarketEventKind.OrderExecute:
                    Set(at, index, queues[at][index].Quantity - e.Quantity);
                    break;
                default:
                    Side side = e.Side == Side.None ? at.Side : e.Side;
                    if (e.Quantity == 0 || (at == (side, e.Price) && e.Quantity <= queues[at][index].Quantity))
                    {
                        Set(at, index, e.Quantity);
                    }
                    else
                    {
                        Remove(at, index);
                        Add((side, e.Price), id, e.Quantity);
                    }

                    break;
            }
        }

        public DepthLevel Best(Side side) => queues.Where(q => q.Key.Side == side).OrderBy(q => -side.Sign() * q.Key.Price).Select(q => new DepthLevel(q.Key.Price, q.Value.Sum(o => o.Quantity), q.Value.Count)).FirstOrDefault();

        public MarketEvent[] AsLevels(long sequence)
        {
            MarketEvent[] events = [MarketEvent.Clear(3, 0, MarketEventFlags.Snapshot, sequence), .. queues.Select(q => MarketEvent.Level(3, q.Key.Side, q.Key.Price, q.Value.Sum(o => o.Quantity), 0, sequence, MarketEventFlags.Snapshot))];
            events[^1] = events[^1] with { Flags = events[^1].Flags | MarketEventFlags.EndOfMessage };
            return events;
        }

        public void AssertEqual(OrderByOrderBook book, Random random)
        {
            Assert.Equal(queues.Sum(q => q.Value.Count), book.OrderCount);
            foreach (Side side in new[] { Side.Bid, Side.Ask })
            {
                DepthLevel[] expected = [.. queues.Where(q => q.Key.Side == side).OrderBy(q => -side.Sign() * q.Key.Price).Select(q => new DepthLevel(q.Key.Price, q.Value.Sum(o => o.Quantity), q.Value.Count))];
                var top = new DepthLevel[expected.Length + 1];
                Assert.Equal(expected.Length, book.CopyTop(side, top));
                Assert.Equal(expected, top[..^1]);
                Assert.Equal(expected.Length, book.LevelCount(side));
                Assert.Equal(expected.Sum(l => l.Quantity), book.TotalQuantity(side));
                int walked = 0;
                foreach (DepthLevel level in book.Walk(side))
                {
                    Assert.Equal(expected[walked++], level);
                }
            }

            foreach (((Side side, long price), List<(long Id, long Quantity)> queue) in queues)
            {
                int i = 0;
                foreach (RestingOrder order in book.OrdersAt(side, price))
                {
                    Assert.Equal(new RestingOrder(queue[i].Id, side, price, queue[i].Quantity), order);
                    i++;
                }

                Assert.Equal(queue.Count, i);
                int at = random.Next(queue.Count);
                Assert.True(book.TryGetQueuePlace(queue[at].Id, out QueuePlace place));
                Assert.Equal(new QueuePlace(at, queue[..at].Sum(o => o.Quantity), queue.Count - at - 1, queue[(at + 1)..].Sum(o => o.Quantity)), place);
            }
        }

        private void Add((Side Side, long Price) at, long id, long quantity)
        {
            if (!queues.TryGetValue(at, out List<(long Id, long Quantity)>? queue))
            {
                queues.Add(at, queue = []);
            }

            queue.Add((id, quantity));
        }

        private void Set((Side Side, long Price) at, int index, long quantity)
        {
            if (quantity <= 0)
            {
                Remove(at, index);
            }
            else
            {
                queues[at][index] = (queues[at][index].Id, quantity);
            }
        }

        private void Remove((Side Side, long Price) at, int index)
        {
            if (index < 0)
            {
                return;
            }

            queues[at].RemoveAt(index);
            if (queues[at].Count == 0)
            {
                queues.Remove(at);
            }
        }
    }
}
