using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook.Tests;

public class PositionalBookTests
{
    private static readonly Instrument Stock = new(1, "AAPL", 0.01m, 1);

    [Fact]
    public void Flush_AfterAnyOperations_KeepsAPriceKeyedBookEqualToTheRows()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll<int, byte>((seed, limit) =>
        {
            int rows = 1 + (limit % 12);
            var random = new Random(seed);
            var positional = new PositionalBook(Stock, rows);
            var book = new LimitOrderBook(Stock, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore });
            var model = new Dictionary<Side, List<(long Price, long Quantity)>> { [Side.Bid] = [], [Side.Ask] = [] };
            for (int step = 0; step < 200; step++)
            {
                for (int i = random.Next(4); i >= 0; i--)
                {
                    Operate(random, positional, model, rows);
                }

                book.Apply(positional.Flush(step + 1));
                foreach (Side side in new[] { Side.Bid, Side.Ask })
                {
                    Assert.Equal(model[side].Count, positional.RowCount(side));
                    for (int r = 0; r < model[side].Count; r++)
                    {
                        Assert.Equal(model[side][r], (positional.Row(side, r).Price, positional.Row(side, r).Quantity));
                    }

                    DepthLevel[] expected = [.. model[side].Where(r => r.Quantity > 0).GroupBy(r => r.Price).OrderBy(g => -side.Sign() * g.Key).Select(g => new DepthLevel(g.Key, g.Sum(r => r.Quantity), g.Count()))];
                    var top = new DepthLevel[expected.Length + 1];
                    Assert.Equal(expected.Length, book.CopyTop(side, top));
                    Assert.Equal(expected, top[..^1]);
                }

                Assert.Equal(0, book.Counters.UnknownDeletes);
                Assert.True(positional.Flush(step + 1).IsEmpty);
            }
        }));
    }

    [Fact]
    public void Update_BeyondTheEnd_IsIgnoredAndSuspect()
    {
        var book = new PositionalBook(Stock, 5);
        book.Update(Side.Bid, 0, 100, 1);
        Assert.Equal((1, false), (book.RowCount(Side.Bid), book.IsSuspect));
        book.Update(Side.Bid, 2, 98, 1);
        Assert.Equal((1, true, 1L), (book.RowCount(Side.Bid), book.IsSuspect, book.IgnoredOperations));
        book.Delete(Side.Ask, 0);
        Assert.Equal(2, book.IgnoredOperations);
        book.Reset();
        Assert.False(book.IsSuspect);
        ReadOnlySpan<MarketEvent> events = book.Flush(7);
        Assert.Equal(1, events.Length);
        Assert.Equal((MarketEventKind.Clear, true), (events[0].Kind, events[0].IsEndOfMessage));
    }

    [Fact]
    public void Rows_UnsortedOrCrossed_AreReported()
    {
        var book = new PositionalBook(Stock, 5);
        book.Insert(Side.Bid, 0, 100, 1);
        book.Insert(Side.Bid, 1, 101, 1);
        Assert.False(book.IsSorted(Side.Bid));
        book.Insert(Side.Ask, 0, 99, 1);
        Assert.True(book.IsCrossed);
        Assert.True(book.IsSorted(Side.Ask));
        Assert.Throws<ArgumentOutOfRangeException>(() => book.Insert(Side.Bid, -1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => book.Insert(Side.None, 0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PositionalBook(Stock, 0));
    }

    private static void Operate(Random random, PositionalBook positional, Dictionary<Side, List<(long Price, long Quantity)>> model, int rows)
    {
        Side side = random.Next(2) == 0 ? Side.Bid : Side.Ask;
        List<(long Price, long Quantity)> list = model[side];
        int position = random.Next(rows + 2);
        long price = 100 + random.Next(6), quantity = random.Next(4);
        switch (random.Next(10))
        {
            case < 4:
                positional.Insert(side, position, price, quantity);
                list.Insert(Math.Min(position, list.Count), (price, quantity));
                if (list.Count > rows)
                {
                    list.RemoveAt(rows);
                }

                break;
            case < 7:
                positional.Update(side, position, price, quantity);
                if (position < list.Count)
                {
                    list[position] = (price, quantity);
                }
                else if (position == list.Count && position < rows)
                {
                    list.Add((price, quantity));
                }

                break;
            case < 9:
                positional.Delete(side, position);
                if (position < list.Count)
                {
                    list.RemoveAt(position);
                }

                break;
            default:
                if (random.Next(10) == 0)
                {
                    positional.Reset();
                    model[Side.Bid].Clear();
                    model[Side.Ask].Clear();
                }

                break;
        }
    }
}
