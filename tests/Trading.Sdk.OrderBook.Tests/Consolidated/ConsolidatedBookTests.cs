using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.OrderBook.Tests;

public class ConsolidatedBookTests
{
    private const long Second = Timestamp.NanosPerSecond;

    [Fact]
    public void Readings_OfRandomVenues_EqualTheNaiveMerge()
    {
        // Increments differ by venue: 0.01, 0.05 and 0.01 of price, 1, 10 and 1 of quantity.
        Instrument[] instruments = [new(0, "X", 0.01m, 1, "A"), new(1, "X", 0.05m, 10, "B"), new(2, "X", 0.01m, 1, "C")];
        long[] priceRatio = [1, 5, 1], quantityRatio = [1, 10, 1];
        LimitOrderBook[] books = [.. instruments.Select(i => new LimitOrderBook(i, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore, IsWholeBook = true }))];
        var consolidated = new ConsolidatedBook(new Instrument(9, "X", 0.01m, 1), TimeSpan.FromSeconds(1));
        Assert.Equal([0, 1, 2], books.Select(consolidated.AddVenue));
        var random = new Random(6);
        for (long step = 1; step < 3_000; step++)
        {
            long now = step * Second / 4;
            int v = random.Next(10) < 8 ? random.Next(2) : 2;
            Side side = random.Next(2) == 0 ? Side.Bid : Side.Ask;
            long price = (side == Side.Bid ? 1_000 - random.Next(40) : 990 + random.Next(40)) / priceRatio[v];
            books[v].Apply([MarketEvent.Level(v, side, price, random.Next(3) == 0 ? 0 : random.Next(1, 50), now, flags: MarketEventFlags.EndOfMessage)]);
            consolidated.AdvanceTo(now);

            int[] live = [.. Enumerable.Range(0, 3).Where(i => books[i].ReceiveTime != 0 && now - books[i].ReceiveTime <= Second)];
            Assert.Equal(live, Enumerable.Range(0, 3).Where(consolidated.IsLive));
            foreach (Side s in new[] { Side.Bid, Side.Ask })
            {
                var rows = new List<VenueLevel>();
                foreach (int i in live)
                {
                    foreach (DepthLevel l in books[i].Walk(s))
                    {
                        rows.Add(new VenueLevel(l.Price * priceRatio[i], l.Quantity * quantityRatio[i], 0, i, now - books[i].ReceiveTime));
                    }
                }

                VenueLevel[] expected = [.. rows.OrderBy(r => -s.Sign() * r.Price).ThenBy(r => r.Venue)];
                var venueLevels = new VenueLevel[expected.Length + 1];
                Assert.Equal(expected.Length, consolidated.CopyVenueLevels(s, venueLevels));
                Assert.Equal(expected, venueLevels[..^1]);

                DepthLevel[] joined = [.. expected.GroupBy(r => r.Price).Select(g => new DepthLevel(g.Key, g.Sum(r => r.Quantity)))];
                var levels = new DepthLevel[joined.Length + 1];
                Assert.Equal(joined.Length, consolidated.CopyTop(s, levels));
                Assert.Equal(joined, levels[..^1]);
                Assert.Equal(joined.Length, consolidated.LevelCount(s));
                long limit = 985 + random.Next(30);
                DepthSum sum = consolidated.DepthTo(s, limit);
                Assert.Equal(joined.Where(l => s == Side.Bid ? l.Price >= limit : l.Price <= limit).Sum(l => l.Quantity), sum.Quantity);
                Assert.Equal(live.Length > 0, sum.IsComplete);
                Assert.Equal(joined.Where(l => l.Price == limit).Sum(l => l.Quantity), consolidated.QuantityAt(s, limit));
                SweepCost cost = consolidated.CostToTake(s, 60);
                Assert.Equal(Math.Min(60, joined.Sum(l => l.Quantity)), cost.Filled);
            }
        }
    }

    [Fact]
    public void IsCrossed_VenuesDisagree_IsReportedAndLegal()
    {
        var a = new LimitOrderBook(new Instrument(0, "X", 0.01m, 1));
        var b = new LimitOrderBook(new Instrument(1, "X", 0.01m, 1));
        var consolidated = new ConsolidatedBook(new Instrument(9, "X", 0.01m, 1));
        consolidated.AddVenue(a);
        consolidated.AddVenue(b);
        a.Apply([MarketEvent.Level(0, Side.Bid, 100, 1, Second), MarketEvent.Level(0, Side.Ask, 101, 1, Second, flags: MarketEventFlags.EndOfMessage)]);
        b.Apply([MarketEvent.Level(1, Side.Bid, 98, 1, Second), MarketEvent.Level(1, Side.Ask, 99, 1, Second, flags: MarketEventFlags.EndOfMessage)]);
        consolidated.AdvanceTo(2 * Second);
        Assert.True(consolidated.IsCrossed);
        Assert.Equal((Second, Second), (consolidated.ExchangeTime, consolidated.ReceiveTime));
        consolidated.AdvanceTo(60 * Second);
        Assert.False(consolidated.IsCrossed);
        Assert.False(consolidated.TryGetBest(Side.Bid, out _));
        Assert.Equal(0, consolidated.ExchangeTime);
        Assert.False(consolidated.DepthTo(Side.Bid, 0).IsComplete);
    }

    [Fact]
    public void AddVenue_IncrementThatDoesNotFit_Throws()
    {
        var consolidated = new ConsolidatedBook(new Instrument(9, "X", 0.02m, 1));
        Assert.Throws<ArgumentException>(() => consolidated.AddVenue(new LimitOrderBook(new Instrument(0, "X", 0.05m, 1))));
        Assert.Throws<ArgumentException>(() => consolidated.AddVenue(new LimitOrderBook(new Instrument(0, "X", 0.02m, 0.5m))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConsolidatedBook(new Instrument(9, "X", 1, 1), TimeSpan.Zero));
    }

    [Fact]
    public void Readings_AllocateNothing()
    {
        var a = new LimitOrderBook(new Instrument(0, "X", 0.01m, 1));
        var consolidated = new ConsolidatedBook(new Instrument(9, "X", 0.01m, 1));
        consolidated.AddVenue(a);
        a.Apply([MarketEvent.Level(0, Side.Bid, 100, 1, Second), MarketEvent.Level(0, Side.Ask, 101, 1, Second, flags: MarketEventFlags.EndOfMessage)]);
        consolidated.AdvanceTo(Second);
        var levels = new VenueLevel[4];
        long sink = 0;
        AllocationGuard.ShouldNotAllocate(() => sink += consolidated.CopyVenueLevels(Side.Bid, levels) + consolidated.ExchangeTime + consolidated.CostToTake(Side.Ask, 1).Filled);
    }
}
