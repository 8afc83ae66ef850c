using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.MarketData;
using Trading.Sdk.Tests;

namespace Trading.Sdk.OrderBook.Tests;

/// <summary>The book equals the naive one after every message, in every structure and over every shape of price path.</summary>
public class LimitOrderBookModelTests
{
    [Theory]
    [InlineData(LevelStructure.Automatic, 5_000)]
    [InlineData(LevelStructure.Ladder, 5_000)]
    [InlineData(LevelStructure.Sparse, 5_000)]
    [InlineData(LevelStructure.Automatic, 2_000_000)]
    [InlineData(LevelStructure.Automatic, 1_000_000_000)]
    public void Apply_RandomMessages_EqualsTheNaiveBookAfterEveryMessage(LevelStructure structure, int far)
    {
        int messages = TestEffort.Count(10_000, 100_000);
        var generator = new RandomMessages(far + (int)structure, far: far);
        var book = new LimitOrderBook(RandomMessages.Instrument, new LimitOrderBookOptions { Structure = structure, Crossed = CrossedPolicy.Ignore });
        var naive = new NaiveBook();
        var probe = new Random(3);
        long updates = 0;
        for (int m = 0; m < messages; m++)
        {
            MarketEvent[] message = generator.Next();
            foreach (ref readonly MarketEvent e in message.AsSpan())
            {
                naive.Apply(in e);
                updates += e.Kind == MarketEventKind.Level ? 1 : 0;
            }

            BookChanges changes = book.Apply(message);
            Assert.True(changes.HasFlag(BookChanges.Message));
            Assert.Equal(message[^1].Sequence, book.Sequence);
            Assert.Equal(message[^1].ExchangeTime, book.ExchangeTime);
            Assert.Equal(message[^1].ReceiveTime, book.ReceiveTime);
            BookAssert.Equal(naive, book, probe);
        }

        Assert.Equal(messages, book.Counters.Messages);
        Assert.Equal(updates, book.Counters.LevelUpdates);
    }

    [Fact]
    public void Apply_AnyMessagesInAnyStructure_EqualsTheNaiveBook()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(TestEffort.Count(40, 1000)), Prop.ForAll<int, byte, bool>((seed, width, negative) =>
        {
            var generator = new RandomMessages(seed, negative ? -width : 3_000_000, far: 100 << (width % 20), crossing: true);
            LimitOrderBook[] books = [.. Enum.GetValues<LevelStructure>().Select(s => new LimitOrderBook(RandomMessages.Instrument, new LimitOrderBookOptions { Structure = s, Crossed = CrossedPolicy.Ignore }))];
            var naive = new NaiveBook();
            var probe = new Random(seed);
            for (int m = 0; m < 40; m++)
            {
                MarketEvent[] message = generator.Next();
                foreach (ref readonly MarketEvent e in message.AsSpan())
                {
                    naive.Apply(in e);
                }

                foreach (LimitOrderBook book in books)
                {
                    book.Apply(message);
                    BookAssert.Equal(naive, book, probe);
                }
            }
        }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(-6_000_000)]
    [InlineData(1_234_567_891_234)]
    public void Apply_AllPricesShifted_GivesTheShiftedBook(long shift)
    {
        var plain = new LimitOrderBook(RandomMessages.Instrument);
        var shifted = new LimitOrderBook(RandomMessages.Instrument);
        var generator = new RandomMessages(11);
        var top = new DepthLevel[50];
        var moved = new DepthLevel[50];
        for (int m = 0; m < 1_000; m++)
        {
            MarketEvent[] message = generator.Next();
            BookChanges changes = plain.Apply(message);
            Assert.Equal(changes, shifted.Apply([.. message.Select(e => e.Kind == MarketEventKind.Level ? e with { Price = e.Price + shift } : e)]));
            foreach (Side side in new[] { Side.Bid, Side.Ask })
            {
                int count = plain.CopyTop(side, top);
                Assert.Equal(count, shifted.CopyTop(side, moved));
                Assert.Equal(top[..count].Select(l => l with { Price = l.Price + shift }), moved[..count]);
            }
        }

        Assert.Equal(plain.Counters, shifted.Counters);
    }

    [Fact]
    public void Apply_PricesNegatedAndSidesSwapped_GivesTheMirroredBook()
    {
        var plain = new LimitOrderBook(RandomMessages.Instrument);
        var mirrored = new LimitOrderBook(RandomMessages.Instrument);
        var generator = new RandomMessages(12);
        var top = new DepthLevel[50];
        var other = new DepthLevel[50];
        for (int m = 0; m < 1_000; m++)
        {
            MarketEvent[] message = generator.Next();
            plain.Apply(message);
            mirrored.Apply([.. message.Select(e => e with { Price = -e.Price, Side = e.Side.Opposite() })]);
            foreach (Side side in new[] { Side.Bid, Side.Ask })
            {
                int count = plain.CopyTop(side, top);
                Assert.Equal(count, mirrored.CopyTop(side.Opposite(), other));
                Assert.Equal(top[..count].Select(l => l with { Price = -l.Price }), other[..count]);
            }

            if (plain.TryGetTouch(out _, out _))
            {
                DepthSum bids = plain.DepthWithinTicks(Side.Bid, 100), mirror = mirrored.DepthWithinTicks(Side.Ask, 100);
                Assert.Equal((bids.Quantity, bids.IsComplete), (mirror.Quantity, mirror.IsComplete));
                Assert.Equal(plain.Mid(), -mirrored.Mid());
            }
        }
    }

    [Fact]
    public void Apply_EventsOfAMessageShuffled_ChangesNothing()
    {
        var inOrder = new LimitOrderBook(RandomMessages.Instrument);
        var shuffled = new LimitOrderBook(RandomMessages.Instrument);
        var generator = new RandomMessages(13, clears: false);
        var random = new Random(4);
        for (int m = 0; m < 2_000; m++)
        {
            MarketEvent[] message = generator.Next();
            inOrder.Apply(message);
            MarketEvent[] events = [.. message.Select(e => e with { Flags = MarketEventFlags.None })];
            random.Shuffle(events);
            events[^1] = events[^1] with { Flags = MarketEventFlags.EndOfMessage };
            shuffled.Apply(events);
            Assert.Equal(inOrder.ComputeHash(), shuffled.ComputeHash());
        }
    }

    [Fact]
    public void Apply_MessagesSplitOverCalls_GivesTheSameBookAndTheSameJoinedChanges()
    {
        var whole = new LimitOrderBook(RandomMessages.Instrument);
        var split = new LimitOrderBook(RandomMessages.Instrument);
        var generator = new RandomMessages(14, crossing: true);
        for (int m = 0; m < 2_000; m++)
        {
            MarketEvent[] message = generator.Next();
            BookChanges expected = whole.Apply(message), joined = BookChanges.None;
            foreach (ref readonly MarketEvent e in message.AsSpan())
            {
                joined |= split.Apply(in e);
            }

            Assert.Equal(expected & ~BookChanges.AwaitingSnapshot, joined & ~BookChanges.AwaitingSnapshot);
            Assert.Equal(whole.ComputeHash(), split.ComputeHash());
            Assert.Equal(whole.State, split.State);
        }

        Assert.Equal(whole.Counters, split.Counters);
    }

    [Fact]
    public void Apply_SnapshotAtAnyCutAndTheRest_EqualsTheFullHistory()
    {
        const int Length = 300;
        var generator = new RandomMessages(15, clears: false);
        MarketEvent[][] messages = [.. Enumerable.Range(0, Length).Select(_ => generator.Next())];
        var full = new LimitOrderBook(RandomMessages.Instrument);
        var snapshots = new List<MarketEvent[]>();
        foreach (MarketEvent[] message in messages)
        {
            full.Apply(message);
            snapshots.Add(SnapshotOf(full));
        }

        for (int cut = 0; cut < Length; cut++)
        {
            var late = new LimitOrderBook(RandomMessages.Instrument);
            late.Apply(snapshots[cut]);
            // Starting too early is harmless: what the snapshot already holds is below its sequence.
            foreach (MarketEvent[] message in messages[Math.Max(0, cut - 20)..])
            {
                late.Apply(message);
            }

            Assert.Equal(full.ComputeHash(), late.ComputeHash());
            Assert.Equal(full.Sequence, late.Sequence);
        }
    }

    [Fact]
    public void Apply_StaleAndDuplicateMessagesInBetween_ChangeNothing()
    {
        var plain = new LimitOrderBook(RandomMessages.Instrument);
        var disturbed = new LimitOrderBook(RandomMessages.Instrument);
        var generator = new RandomMessages(16, clears: false);
        var random = new Random(5);
        var past = new List<MarketEvent[]>();
        for (int m = 0; m < 2_000; m++)
        {
            MarketEvent[] message = generator.Next();
            past.Add(message);
            plain.Apply(message);
            disturbed.Apply(message);
            disturbed.Apply(past[random.Next(past.Count)]);
            disturbed.Apply(message);
            Assert.Equal(plain.ComputeHash(), disturbed.ComputeHash());
            Assert.Equal((plain.Sequence, plain.ExchangeTime, plain.State), (disturbed.Sequence, disturbed.ExchangeTime, disturbed.State));
        }

        Assert.True(disturbed.Counters.StaleMessages > 1_900);
    }

    internal static MarketEvent[] SnapshotOf(LimitOrderBook book)
    {
        var events = new List<MarketEvent> { MarketEvent.Clear(book.Instrument.Id, book.ExchangeTime, MarketEventFlags.Snapshot, book.Sequence) };
        foreach (Side side in new[] { Side.Bid, Side.Ask })
        {
            foreach (DepthLevel level in book.Walk(side))
            {
                events.Add(MarketEvent.Level(book.Instrument.Id, side, level.Price, level.Quantity, book.ExchangeTime, book.Sequence, MarketEventFlags.Snapshot) with { Count = level.OrderCount });
            }
        }

        events[^1] = events[^1] with { Flags = events[^1].Flags | MarketEventFlags.EndOfMessage };
        return [.. events];
    }
}
