using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.OrderBook.Tests;

public class LimitOrderBookTests
{
    private static readonly Instrument Btc = new(1, "BTCUSDT", 0.01m, 0.00001m);

    [Fact]
    public void Apply_LockedMessage_IsLegalAndCounted()
    {
        var book = new LimitOrderBook(Btc);
        book.Apply([Level(Side.Bid, 100, 5), Level(Side.Ask, 101, 5, end: true)]);
        BookChanges changes = book.Apply([Level(Side.Bid, 101, 1, end: true)]);
        Assert.True(changes.HasFlag(BookChanges.Locked));
        Assert.Equal((1, 0), (book.Counters.Locked, book.Counters.Crossed));
        Assert.Equal(BookState.Live, book.State);
        Assert.Equal(2, book.LevelCount(Side.Bid));
    }

    [Fact]
    public void Apply_CrossedOnlyInsideTheMessage_IsNotCrossed()
    {
        var book = new LimitOrderBook(Btc);
        book.Apply([Level(Side.Bid, 100, 5), Level(Side.Ask, 101, 5, end: true)]);
        BookChanges changes = book.Apply([Level(Side.Bid, 102, 1), Level(Side.Ask, 101, 0), Level(Side.Ask, 103, 1, end: true)]);
        Assert.False(changes.HasFlag(BookChanges.Crossed));
        Assert.Equal(0, book.Counters.Crossed);
    }

    [Fact]
    public void Apply_CrossedUnderResync_ForgetsTheBookUntilASnapshot()
    {
        var book = new LimitOrderBook(Btc);
        book.Apply([Level(Side.Bid, 100, 5), Level(Side.Ask, 101, 5, end: true)]);
        BookChanges changes = book.Apply([Level(Side.Bid, 102, 1, end: true)]);
        Assert.True(changes.HasFlag(BookChanges.Crossed | BookChanges.Cleared | BookChanges.AwaitingSnapshot | BookChanges.Touch));
        Assert.Equal(BookState.AwaitingSnapshot, book.State);
        Assert.Equal(0, book.LevelCount(Side.Bid) + book.LevelCount(Side.Ask));

        Assert.Equal(BookChanges.AwaitingSnapshot, book.Apply([Level(Side.Bid, 90, 1), Level(Side.Bid, 91, 1, end: true)]));
        Assert.Equal(2, book.Counters.IgnoredUpdates);

        book.Apply([MarketEvent.Clear(1, 9, MarketEventFlags.Snapshot), Level(Side.Bid, 90, 1, end: true)]);
        Assert.Equal(BookState.Live, book.State);
        Assert.Equal(1, book.LevelCount(Side.Bid));
    }

    [Fact]
    public void Apply_CrossedUnderPruneOlder_RemovesTheStaleLevels()
    {
        var book = new LimitOrderBook(Btc, new LimitOrderBookOptions { Crossed = CrossedPolicy.PruneOlder });
        book.Apply([Level(Side.Bid, 100, 5), Level(Side.Ask, 101, 5), Level(Side.Ask, 102, 5), Level(Side.Ask, 104, 5, end: true)]);
        book.Apply([Level(Side.Ask, 102, 6, end: true)]);
        BookChanges changes = book.Apply([Level(Side.Bid, 103, 1, end: true)]);
        Assert.True(changes.HasFlag(BookChanges.Crossed));
        Assert.Equal(2, book.Counters.PrunedLevels);
        Assert.True(book.TryGetTouch(out DepthLevel bid, out DepthLevel ask));
        Assert.Equal((103, 104), (bid.Price, ask.Price));
    }

    [Fact]
    public void Apply_CrossedByOneMessageUnderPruneOlder_TrustsNeitherSide()
    {
        foreach (LevelStructure structure in Enum.GetValues<LevelStructure>())
        {
            var book = new LimitOrderBook(Btc, new LimitOrderBookOptions { Crossed = CrossedPolicy.PruneOlder, Structure = structure });
            book.Apply([Level(Side.Bid, 100, 5), Level(Side.Ask, 104, 5, end: true)]);
            book.Apply([Level(Side.Bid, 103, 1), Level(Side.Ask, 102, 1, end: true)]);
            Assert.True(book.TryGetTouch(out DepthLevel bid, out DepthLevel ask));
            Assert.Equal((100, 104), (bid.Price, ask.Price));
        }
    }

    [Fact]
    public void Apply_CrossedUnderIgnore_StaysAndIsCounted()
    {
        var book = new LimitOrderBook(Btc, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore });
        book.Apply([Level(Side.Bid, 103, 5), Level(Side.Ask, 101, 5, end: true)]);
        Assert.Equal(1, book.Counters.Crossed);
        Assert.True(book.TryGetTouch(out DepthLevel bid, out DepthLevel ask));
        Assert.Equal(-2, ask.Price - bid.Price);
    }

    [Fact]
    public void Apply_UnknownDelete_IsANoOpAndCounted()
    {
        var book = new LimitOrderBook(Btc);
        book.Apply([Level(Side.Bid, 100, 5), Level(Side.Ask, 101, 5, end: true)]);
        ulong hash = book.ComputeHash();
        book.Apply([Level(Side.Bid, 99, 0), Level(Side.Ask, 1_000_000, 0), Level(Side.Bid, -5_000_000_000, 0, end: true)]);
        Assert.Equal(3, book.Counters.UnknownDeletes);
        Assert.Equal(hash, book.ComputeHash());
    }

    [Fact]
    public void Apply_StaleMessage_ChangesNothing()
    {
        var book = new LimitOrderBook(Btc);
        book.Apply([Level(Side.Bid, 100, 5, sequence: 10, end: true)]);
        Assert.Equal(BookChanges.None, book.Apply([Level(Side.Bid, 100, 9, sequence: 9), Level(Side.Bid, 101, 9, sequence: 9, end: true)]));
        Assert.Equal(5, book.QuantityAt(Side.Bid, 100));
        Assert.Equal((1, 2, 10), (book.Counters.StaleMessages, book.Counters.IgnoredUpdates, book.Sequence));

        book.Apply([MarketEvent.Clear(1, 0, sequence: 3), Level(Side.Bid, 7, 1, sequence: 3, end: true)]);
        Assert.Equal(3, book.Sequence);
    }

    [Fact]
    public void Apply_Heartbeat_TakesOverTimesAndSequence()
    {
        var book = new LimitOrderBook(Btc);
        var heartbeat = new MarketEvent { Kind = MarketEventKind.Heartbeat, InstrumentId = 1, Flags = MarketEventFlags.EndOfMessage, Sequence = 11, ExchangeTime = 7, ReceiveTime = 8 };
        book.Apply(in heartbeat);
        Assert.Equal((BookState.Empty, 0L), (book.State, book.Sequence));
        book.Apply([Level(Side.Bid, 100, 5, sequence: 10, end: true)]);
        Assert.Equal(BookChanges.Message, book.Apply(in heartbeat));
        Assert.Equal((11, 7, 8, 1), (book.Sequence, book.ExchangeTime, book.ReceiveTime, book.LevelCount(Side.Bid)));
    }

    [Fact]
    public void Apply_AfterGap_TrustsNothingUntilASnapshot()
    {
        var book = new LimitOrderBook(Btc);
        book.Apply([Level(Side.Bid, 100, 5, end: true)]);
        BookChanges changes = book.Apply([MarketEvent.Trade(2, Side.Bid, 5, 5, 5) with { Flags = MarketEventFlags.AfterGap | MarketEventFlags.EndOfMessage }]);
        Assert.True(changes.HasFlag(BookChanges.Cleared | BookChanges.AwaitingSnapshot));
        Assert.Equal(1, book.Counters.Gaps);
        book.Apply([Level(Side.Bid, 100, 5, end: true)]);
        Assert.Equal(0, book.LevelCount(Side.Bid));
    }

    [Fact]
    public void Apply_ForeignInstrumentsAndTrades_ArePassedOver()
    {
        var book = new LimitOrderBook(Btc);
        book.Apply([Level(Side.Bid, 100, 5), MarketEvent.Level(2, Side.Bid, 500, 1, 0, flags: MarketEventFlags.EndOfMessage)]);
        Assert.Equal(1, book.Counters.Messages);
        Assert.Equal(BookChanges.None, book.Apply([MarketEvent.Trade(1, Side.Ask, 100, 2, 7)]));
        Assert.Equal((1, 0L), (book.LevelCount(Side.Bid), book.ExchangeTime));
    }

    [Fact]
    public void Apply_ClearOfOneSide_KeepsTheOther()
    {
        var book = new LimitOrderBook(Btc);
        book.Apply([Level(Side.Bid, 100, 5), Level(Side.Ask, 101, 5, end: true)]);
        book.Apply([MarketEvent.Clear(1, 0, MarketEventFlags.EndOfMessage) with { Side = Side.Bid }]);
        Assert.Equal((0, 1), (book.LevelCount(Side.Bid), book.LevelCount(Side.Ask)));
    }

    [Fact]
    public void Apply_HostileEvents_ThrowAndLeaveNoHalfBelievedBook()
    {
        MarketEvent[] hostile =
        [
            Level(Side.None, 100, 1, end: true),
            Level((Side)9, 100, 1, end: true),
            Level(Side.Bid, 100, -1, end: true),
            Level(Side.Bid, long.MinValue, 1, end: true),
            Level(Side.Ask, long.MaxValue, 1, end: true),
            Level(Side.Bid, 99, long.MaxValue, end: true),
            Level(Side.Bid, 100, 1) with { Kind = MarketEventKind.OrderAdd },
        ];
        foreach (MarketEvent e in hostile)
        {
            var book = new LimitOrderBook(Btc);
            book.Apply([Level(Side.Bid, 98, 5), Level(Side.Ask, 101, 5, end: true)]);
            Assert.Throws<MarketDataFormatException>(() => book.Apply([Level(Side.Bid, 97, 5), e]));
            if (e.Kind == MarketEventKind.Level)
            {
                Assert.Equal(BookState.AwaitingSnapshot, book.State);
                Assert.Equal(0, book.LevelCount(Side.Bid));
            }

            book.Apply([MarketEvent.Clear(1, 0, MarketEventFlags.Snapshot), Level(Side.Bid, 90, 1, end: true)]);
            Assert.Equal((BookState.Live, 1), (book.State, book.LevelCount(Side.Bid)));
        }
    }

    [Fact]
    public void DepthTo_BeyondTheSnapshot_SaysThatItIsALowerBound()
    {
        var book = new LimitOrderBook(Btc, new LimitOrderBookOptions { SnapshotDepth = 3 });
        book.Apply([Level(Side.Bid, 50, 1, end: true)]);
        Assert.False(book.TryGetKnownPrice(Side.Bid, out _));
        Assert.False(book.DepthTo(Side.Bid, 50).IsComplete);

        book.Apply([
            MarketEvent.Clear(1, 0, MarketEventFlags.Snapshot),
            Level(Side.Bid, 100, 1, snapshot: true), Level(Side.Bid, 99, 2, snapshot: true), Level(Side.Bid, 90, 3, snapshot: true),
            Level(Side.Ask, 101, 5, snapshot: true), Level(Side.Ask, 105, 5, snapshot: true, end: true)]);
        book.Apply([Level(Side.Bid, 80, 7, end: true)]);

        Assert.Equal(new DepthSum(6, 90, 90, true), book.DepthTo(Side.Bid, 90));
        Assert.Equal(new DepthSum(13, 70, 90, false), book.DepthTo(Side.Bid, 70));
        Assert.Equal(new DepthSum(0, 101, 90, true), book.DepthTo(Side.Bid, 101));
        // Two asks where the snapshot could have held three: there are no others.
        Assert.Equal(new DepthSum(10, 1_000, long.MaxValue, true), book.DepthTo(Side.Ask, 1_000));
        Assert.True(book.TryGetKnownPrice(Side.Bid, out long edge));
        Assert.Equal(90, edge);
    }

    [Fact]
    public void DepthTo_WholeBook_IsAlwaysComplete()
    {
        var book = new LimitOrderBook(Btc, new LimitOrderBookOptions { IsWholeBook = true });
        book.Apply([Level(Side.Bid, 100, 1), Level(Side.Ask, 101, 2, end: true)]);
        Assert.True(book.DepthTo(Side.Bid, long.MinValue).IsComplete);
        Assert.Equal(2, book.DepthTo(Side.Ask, long.MaxValue).Quantity);
    }

    [Fact]
    public void Pages_WhenThePriceTravelsTenPercent_StayBounded()
    {
        var book = new LimitOrderBook(Btc, new LimitOrderBookOptions { Structure = LevelStructure.Ladder });
        const int Levels = 1_000;
        long start = 6_723_450;
        int most = 0;
        for (long mid = start; mid < start + (start / 10); mid += 100)
        {
            for (long p = 0; p < 100; p++)
            {
                book.Apply([Level(Side.Bid, mid + p - Levels, 0), Level(Side.Ask, mid + p, 0), Level(Side.Bid, mid + p, 1), Level(Side.Ask, mid + p + Levels, 1, end: true)]);
            }

            most = Math.Max(most, book.PagesInUse + book.PagesPooled);
        }

        Assert.Equal(Levels, book.LevelCount(Side.Bid));
        Assert.InRange(most, 1, 10);
    }

    [Fact]
    public void Structure_LevelsFarApart_BecomesSparseAndTakesUpTheLadderAgainAfterAClear()
    {
        var book = new LimitOrderBook(Btc);
        for (int i = 1; i <= 200; i++)
        {
            book.Apply([Level(Side.Bid, -i * 10_000L, i), Level(Side.Ask, i, i, end: true)]);
        }

        Assert.True(book.IsSparse(Side.Bid));
        Assert.False(book.IsSparse(Side.Ask));
        Assert.Equal(200, book.LevelCount(Side.Bid));
        Assert.Equal(20_100, book.TotalQuantity(Side.Bid));
        book.Apply([MarketEvent.Clear(1, 0, MarketEventFlags.EndOfMessage)]);
        Assert.False(book.IsSparse(Side.Bid));
    }

    [Theory]
    [InlineData(LevelStructure.Ladder)]
    [InlineData(LevelStructure.Sparse)]
    public void Apply_AfterWarmUp_AllocatesNothing(LevelStructure structure)
    {
        var generator = new RandomMessages(21, far: 100_000);
        MarketEvent[] events = [.. Enumerable.Range(0, 400).SelectMany(_ => generator.Next())];
        // Replaying the same stretch: its first message is a snapshot, so that the sequence may begin again.
        events = [MarketEvent.Clear(RandomMessages.Instrument.Id, 0, MarketEventFlags.Snapshot | MarketEventFlags.EndOfMessage, 1), .. events];
        var book = new LimitOrderBook(RandomMessages.Instrument, new LimitOrderBookOptions { Structure = structure, PublishedDepth = 20 });
        var top = new DepthLevel[20];
        long sink = 0;
        AllocationGuard.ShouldNotAllocate(() =>
        {
            book.Apply(events);
            sink += book.CopyTop(Side.Bid, top) + book.DepthWithinBasisPoints(Side.Ask, 100).Quantity + book.CostToTake(Side.Bid, 5_000).Filled + (long)book.ComputeHash();
            sink += book.Published!.Read(top, default).Bids.Length;
        });
    }

    [Fact]
    public void Options_OutOfRange_ThrowAtConstruction()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LimitOrderBook(Btc, new LimitOrderBookOptions { SnapshotDepth = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LimitOrderBook(Btc, new LimitOrderBookOptions { PublishedDepth = 1_001 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LimitOrderBook(Btc, new LimitOrderBookOptions { Crossed = (CrossedPolicy)9 }));
        Assert.Throws<ArgumentNullException>(() => new LimitOrderBook(null!));
        var book = new LimitOrderBook(Btc);
        Assert.Throws<ArgumentOutOfRangeException>(() => book.LevelCount(Side.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => book.CostToTake(Side.Bid, 0));
    }

    private static MarketEvent Level(Side side, long price, long quantity, long sequence = 0, bool snapshot = false, bool end = false) =>
        MarketEvent.Level(1, side, price, quantity, 0, sequence, (snapshot ? MarketEventFlags.Snapshot : 0) | (end ? MarketEventFlags.EndOfMessage : 0));
}
