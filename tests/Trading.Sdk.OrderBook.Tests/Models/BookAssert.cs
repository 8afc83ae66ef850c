using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook.Tests;

/// <summary>Compares a book with the naive one in every reading.</summary>
internal static class BookAssert
{
    public static void Equal(NaiveBook expected, LimitOrderBook actual, Random probe)
    {
        foreach (Side side in new[] { Side.Bid, Side.Ask })
        {
            SortedDictionary<long, (long Quantity, int Orders)> levels = expected.Of(side);
            Assert.Equal(levels.Count, actual.LevelCount(side));
            Assert.Equal(levels.Values.Sum(l => l.Quantity), actual.TotalQuantity(side));
            DepthLevel[] all = expected.Top(side, int.MaxValue);
            Assert.Equal(all.Length > 0, actual.TryGetBest(side, out DepthLevel best));
            if (all.Length > 0)
            {
                Assert.Equal(all[0], best);
            }

            var copied = new DepthLevel[all.Length + 12];
            Assert.Equal(all.Length, actual.CopyTop(side, copied));
            Assert.Equal(all, copied[..all.Length]);
            int n = probe.Next(12);
            Assert.Equal(Math.Min(n, all.Length), actual.CopyTop(side, copied.AsSpan(0, n)));
            Assert.Equal(all[..Math.Min(n, all.Length)], copied[..Math.Min(n, all.Length)]);

            int walked = 0;
            foreach (DepthLevel level in actual.Walk(side))
            {
                Assert.Equal(all[walked++], level);
            }

            Assert.Equal(all.Length, walked);
            long price = all.Length == 0 ? probe.Next(1000) : all[probe.Next(all.Length)].Price + probe.Next(-700, 700);
            Assert.Equal(levels.TryGetValue(price, out (long Quantity, int Orders) at) ? at.Quantity : 0, actual.QuantityAt(side, price));
            Assert.Equal(expected.SumTo(side, price), actual.DepthTo(side, price).Quantity);
            DepthLevel[] after = [.. all.Where(l => side == Side.Bid ? l.Price < price : l.Price > price)];
            Assert.Equal(after.Length > 0, actual.TryGetNext(side, price, out DepthLevel next));
            if (after.Length > 0)
            {
                Assert.Equal(after[0], next);
            }

            CompareSweep(all, actual, side, 1 + probe.NextInt64(all.Sum(l => l.Quantity) + 5));
        }

        DepthLevel[] bids = expected.Top(Side.Bid, 1), asks = expected.Top(Side.Ask, 1);
        Assert.Equal(bids.Length + asks.Length == 2, actual.TryGetTouch(out DepthLevel bid, out DepthLevel ask));
        Assert.Equal((bids.FirstOrDefault(), asks.FirstOrDefault()), (bid, ask));
        Assert.Equal(expected.UnknownDeletes, actual.Counters.UnknownDeletes);
        Assert.Equal(expected.Hash(), actual.ComputeHash());
    }

    private static void CompareSweep(DepthLevel[] all, LimitOrderBook actual, Side side, long quantity)
    {
        long rest = quantity, worst = 0;
        Int128 notional = 0;
        int touched = 0;
        foreach (DepthLevel level in all)
        {
            if (rest == 0)
            {
                break;
            }

            long taken = Math.Min(rest, level.Quantity);
            rest -= taken;
            notional += (Int128)taken * level.Price;
            worst = level.Price;
            touched++;
        }

        Assert.Equal(new SweepCost(quantity, quantity - rest, notional, worst, touched), actual.CostToTake(side, quantity));
    }
}
