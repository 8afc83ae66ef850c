using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation.Tests;

public class MatchingEngineTests
{
    private readonly RecordingListener _heard = new();
    private readonly MatchingEngine _book;

    public MatchingEngineTests() => _book = new MatchingEngine(_heard);

    private long Limit(Side side, long price, long lots, TimeInForce tif = TimeInForce.GoodTillCancel) => _book.Submit(1, OrderRequest.Limit(side, price, lots, tif));

    private long[] Makers() => [.. _heard.Trades.Select(t => t.MakerOrderId)];

    [Fact]
    public void Submit_SeveralPrices_BestPriceTradesFirstAtTheMakersPrice()
    {
        Limit(Side.Ask, 103, 5);
        long best = Limit(Side.Ask, 101, 5);
        Limit(Side.Ask, 102, 5);
        Limit(Side.Bid, 102, 7);

        Assert.Equal([(best, 101L, 5L), (3L, 102L, 2L)], _heard.Trades.Select(t => (t.MakerOrderId, t.PriceTicks, t.QuantityLots)));
        Assert.Equal(3, _book.DisplayedAt(Side.Ask, 102));
    }

    [Fact]
    public void Submit_SamePrice_OldestTradesFirst()
    {
        long first = Limit(Side.Bid, 100, 5), second = Limit(Side.Bid, 100, 5), third = Limit(Side.Bid, 100, 5);
        Assert.Equal([first, second, third], Queue(Side.Bid, 100));
        _book.Submit(2, OrderRequest.Market(Side.Ask, 12));
        Assert.Equal([first, second, third], Makers());
        Assert.Equal(3, _book.DisplayedAt(Side.Bid, 100));
    }

    [Fact]
    public void Submit_MarketLargerThanTheBook_RestExpires()
    {
        Limit(Side.Ask, 101, 5);
        _book.Submit(2, OrderRequest.Market(Side.Bid, 8));
        ExecutionReport last = _heard.Reports[^1];
        Assert.Equal((ExecutionKind.Expired, 3L, 0L), (last.Kind, last.QuantityLots, last.RemainingLots));
        Assert.Equal(0, _book.OpenOrders);
    }

    [Fact]
    public void Submit_ImmediateOrCancel_NeverRests()
    {
        Limit(Side.Ask, 101, 5);
        Limit(Side.Bid, 101, 8, TimeInForce.ImmediateOrCancel);
        Assert.False(_book.TryGetBest(Side.Bid, out _));
        Assert.Equal(5, _heard.Trades.Sum(t => t.QuantityLots));
    }

    [Theory]
    [InlineData(10, 102, true)]
    [InlineData(11, 102, false)]
    [InlineData(6, 101, false)]
    [InlineData(5, 101, true)]
    public void Submit_FillOrKill_TradesWholeOrNotAtAll(long lots, long price, bool fills)
    {
        Limit(Side.Ask, 101, 5);
        Limit(Side.Ask, 102, 5);
        Limit(Side.Bid, price, lots, TimeInForce.FillOrKill);
        Assert.Equal(fills ? lots : 0, _heard.Trades.Sum(t => t.QuantityLots));
        Assert.Equal(fills ? RejectReason.None : RejectReason.FillOrKillUnfillable, _heard.Reports[^1].Reason);
    }

    [Fact]
    public void Submit_FillOrKillAgainstIceberg_CountsTheHiddenPart()
    {
        _book.Submit(1, OrderRequest.Iceberg(Side.Ask, 101, 50, 5));
        Limit(Side.Bid, 101, 48, TimeInForce.FillOrKill);
        Assert.Equal(48, _heard.Trades.Sum(t => t.QuantityLots));
        Assert.Equal(2, _book.DisplayedAt(Side.Ask, 101));
    }

    [Fact]
    public void Submit_PostOnlyThatWouldTrade_IsRejectedAndChangesNothing()
    {
        Limit(Side.Ask, 101, 5);
        Limit(Side.Bid, 101, 5, TimeInForce.PostOnly);
        Assert.Equal(RejectReason.PostOnlyWouldTrade, _heard.Reports[^1].Reason);
        Assert.Empty(_heard.Trades);
        Limit(Side.Bid, 100, 5, TimeInForce.PostOnly);
        Assert.Equal(5, _book.DisplayedAt(Side.Bid, 100));
    }

    [Fact]
    public void Iceberg_SliceTraded_RefillsAtTheEndOfTheQueue()
    {
        long iceberg = _book.Submit(1, OrderRequest.Iceberg(Side.Ask, 101, 25, 10));
        long plain = Limit(Side.Ask, 101, 10);
        Assert.Equal(20, _book.DisplayedAt(Side.Ask, 101));

        _book.Submit(2, OrderRequest.Market(Side.Bid, 12));
        Assert.Equal([iceberg, plain], Makers());
        Assert.Equal([plain, iceberg], Queue(Side.Ask, 101));
        Assert.True(_book.TryGetOrder(iceberg, out _, out _, out long displayed, out long hidden));
        Assert.Equal((10, 5), (displayed, hidden));

        _book.Submit(2, OrderRequest.Market(Side.Bid, 23));
        Assert.Equal([iceberg, plain, plain, iceberg, iceberg], Makers());
        Assert.Equal(0, _book.OpenOrders);
    }

    [Fact]
    public void Replace_LessAtTheSamePrice_KeepsThePlace()
    {
        long first = Limit(Side.Bid, 100, 5), second = Limit(Side.Bid, 100, 5);
        Assert.True(_book.Replace(1, first, 100, 3));
        Assert.Equal([first, second], Queue(Side.Bid, 100));
        Assert.Equal("reduce 1 Bid 3@100", _heard.Public[^1]);
    }

    [Fact]
    public void Replace_MoreOrAnotherPrice_LosesThePlaceAndMayTrade()
    {
        long first = Limit(Side.Bid, 100, 5), second = Limit(Side.Bid, 100, 5);
        Assert.True(_book.Replace(1, first, 100, 6));
        Assert.Equal([second, first], Queue(Side.Bid, 100));

        long ask = Limit(Side.Ask, 102, 4);
        Assert.True(_book.Replace(1, second, 102, 10));
        Assert.Equal([ask], Makers());
        Assert.Equal(6, _book.DisplayedAt(Side.Bid, 102));
        Assert.Equal([second], Queue(Side.Bid, 102));
    }

    [Fact]
    public void Replace_PostOnlyThatWouldTrade_LeavesTheOrder()
    {
        long bid = Limit(Side.Bid, 100, 5);
        Limit(Side.Ask, 102, 4);
        Assert.False(_book.Replace(1, bid, 102, 5, postOnly: true));
        Assert.Equal([bid], Queue(Side.Bid, 100));
    }

    [Fact]
    public void Cancel_UnknownOrForeignOrder_IsRejected()
    {
        long bid = Limit(Side.Bid, 100, 5);
        Assert.False(_book.Cancel(2, bid));
        Assert.Equal(RejectReason.NotOwner, _heard.Reports[^1].Reason);
        Assert.True(_book.Cancel(1, bid));
        Assert.False(_book.Cancel(1, bid));
        Assert.Equal(RejectReason.UnknownOrder, _heard.Reports[^1].Reason);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-5L)]
    [InlineData(MatchingEngine.QuantityMax + 1)]
    public void Submit_QuantityOutOfRange_Throws(long lots) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _book.Submit(1, OrderRequest.Market(Side.Bid, lots)));

    [Fact]
    public void Submit_NoSide_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => _book.Submit(1, OrderRequest.Market(Side.None, 1)));

    [Fact]
    public void Submit_PricesFarApart_AreKeptInOrder()
    {
        long[] prices = [5, 1_000_000_000_000, 70, -3, 64, 63, MatchingEngine.PriceMax, 6400];
        foreach (long price in prices)
        {
            Limit(Side.Ask, price, 1);
        }

        _book.Submit(2, OrderRequest.Market(Side.Bid, prices.Length));
        Assert.Equal(prices.Order(), _heard.Trades.Select(t => t.PriceTicks));
        Assert.Equal(0, _book.LevelCount(Side.Ask));
    }

    private long[] Queue(Side side, long price)
    {
        var ids = new long[16];
        return ids[.._book.CopyQueue(side, price, ids)];
    }
}
