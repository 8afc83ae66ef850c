using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// A level-2 book of one instrument: price → quantity on two sides. A venue message is a transaction: its level events are
/// applied one by one, and only its last event (<see cref="MarketEventFlags.EndOfMessage"/>) moves the book to its new
/// state, where crossing is judged, times and sequence are taken over and concurrent readers see the result.
/// </summary>
/// <remarks>
/// One writer; its thread may read everything between two messages. Other threads read <see cref="Published"/>. Nothing is
/// allocated per message once the pages that the levels need exist. Prices lie within ±2^62 steps; the quantities of a
/// side together fit into 64 bits, else <see cref="MarketDataFormatException"/>.
/// </remarks>
public sealed partial class LimitOrderBook : IDepthBook
{
    private const MarketEventFlags Special = MarketEventFlags.Snapshot | MarketEventFlags.AfterGap;

    private readonly int instrumentId;
    private readonly LimitOrderBookOptions options;
    private readonly BookSides sides;
    private readonly SideLevels bids;
    private readonly SideLevels asks;

    private Phase phase;
    private bool messageClears;
    private bool messageIsSnapshot;
    private long pendingExchangeTime;
    private long pendingReceiveTime;
    private long pendingSequence;
    private Touch lastTouch;
    private SnapshotCoverage bidCoverage;
    private SnapshotCoverage askCoverage;

    private long messages;
    private long levelUpdates;
    private long snapshotLevels;
    private long clears;
    private long unknownDeletes;
    private long locked;
    private long crossed;
    private long prunedLevels;
    private long staleMessages;
    private long ignoredUpdates;
    private long gaps;

    /// <summary>Creates an empty book.</summary>
    /// <param name="instrument">Events of other instruments are passed over.</param>
    /// <param name="options">Default: <see cref="LimitOrderBookOptions"/> as it stands.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public LimitOrderBook(Instrument instrument, LimitOrderBookOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        this.options = options ?? new LimitOrderBookOptions();
        LimitOrderBookOptions.Validate(this.options);
        Instrument = instrument;
        instrumentId = instrument.Id;
        bool stamped = this.options.Crossed == CrossedPolicy.PruneOlder;
        sides = new BookSides(this.options.Structure, stamped);
        bids = sides.Bids;
        asks = sides.Asks;
        bidCoverage.Forget(this.options);
        askCoverage.Forget(this.options);
        if (this.options.PublishedDepth > 0)
        {
            Published = new PublishedDepth(instrument, this.options.PublishedDepth);
        }
    }

    [InlineArray(2)]
    private struct LadderPair
    {
        private LadderLevels first;
    }

    private enum Phase : byte
    {
        Between,
        Applying,
        Skipping,
    }

    /// <inheritdoc/>
    public Instrument Instrument { get; }

    /// <inheritdoc/>
    public long ExchangeTime { get; private set; }

    /// <inheritdoc/>
    public long ReceiveTime { get; private set; }

    /// <inheritdoc/>
    public long Sequence { get; private set; }

    /// <summary>What the content is worth.</summary>
    public BookState State { get; private set; }

    /// <summary>The copy for other threads; null unless <see cref="LimitOrderBookOptions.PublishedDepth"/> is above 0.</summary>
    public PublishedDepth? Published { get; }

    /// <summary>What the book has seen.</summary>
    public BookCounters Counters => new(messages, levelUpdates, snapshotLevels, clears, unknownDeletes, locked, crossed, prunedLevels, staleMessages, ignoredUpdates, gaps);

    /// <summary>Pages of 4 KiB in use by both sides (0 for a side in sparse form).</summary>
    public int PagesInUse => sides.PagesInUse;

    /// <summary>Pages kept for reuse.</summary>
    public int PagesPooled => sides.PagesPooled;

    /// <summary>True when a side is kept in sparse form.</summary>
    public bool IsSparse(Side side) => sides.Of(side).IsSparse;

    /// <summary>Applies events in their order. A message may be split over calls; other instruments' events and kinds that do not change a level-2 book are passed over.</summary>
    /// <param name="events">Events as a feed delivers them.</param>
    /// <returns>What the messages completed by this call have done, joined.</returns>
    /// <exception cref="MarketDataFormatException">
    /// A level event has no side, a negative quantity, a price outside ±2^62, or makes a side's quantity exceed 64 bits; or the
    /// event is of level 3 (<see cref="OrderByOrderBook"/>). The book is then empty and awaits a snapshot.
    /// </exception>
    public BookChanges Apply(ReadOnlySpan<MarketEvent> events)
    {
        var changes = BookChanges.None;
        int i = 0;
        while (i < events.Length)
        {
            ref readonly MarketEvent e = ref events[i];
            if (phase == Phase.Between && e.Kind == MarketEventKind.Level && e.InstrumentId == instrumentId && (e.Flags & Special) == 0 && State != BookState.AwaitingSnapshot && !IsStale(in e))
            {
                Begin(in e);
                phase = Phase.Applying;
            }

            int run = phase == Phase.Applying ? ApplyRun(in e, events.Length - i) : 0;
            if (run > 0)
            {
                i += run;
            }
            else
            {
                changes |= ApplyOther(in e);
                i++;
            }

            ref readonly MarketEvent last = ref events[i - 1];
            if (last.IsEndOfMessage && phase != Phase.Between)
            {
                changes |= EndMessage(in last);
            }
        }

        return State == BookState.AwaitingSnapshot ? changes | BookChanges.AwaitingSnapshot : changes;
    }

    /// <summary>Applies one event; the same as <see cref="Apply(ReadOnlySpan{MarketEvent})"/> with a span of it.</summary>
    public BookChanges Apply(in MarketEvent marketEvent) => Apply(new ReadOnlySpan<MarketEvent>(in marketEvent));

    /// <summary>Forgets everything but the counters: the book is empty and waits for nothing.</summary>
    public void Reset()
    {
        ClearSides(Side.None);
        phase = Phase.Between;
        State = BookState.Empty;
        ExchangeTime = ReceiveTime = Sequence = 0;
        lastTouch = default;
        Published?.Write(this);
    }

    private long KnownKey(Side side) => side == Side.Bid ? bidCoverage.KnownKey : askCoverage.KnownKey;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsStale(in MarketEvent e) => e.Sequence < Sequence && e.Sequence != 0 && options.IgnoreStaleMessages;

    /// <summary>
    /// The usual case, alone with the processor: level changes without order counts on plain ladders, up to the end of the
    /// message. Sides alternate at random, hence arithmetic and an indexed load instead of a branch.
    /// </summary>
    /// <returns>Events applied; what comes after them is for <see cref="ApplyOther"/>, which does all this too, and more slowly.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ApplyRun(ref readonly MarketEvent first, int length)
    {
        LadderPair ladders = default;
        ladders[0] = bids.PlainLadder;
        ladders[1] = asks.PlainLadder;
        ref LadderLevels ladder = ref Unsafe.As<LadderPair, LadderLevels>(ref ladders);
        int id = instrumentId, applied = 0, known = 0;
        MarketEventFlags flags;
        do
        {
            ref readonly MarketEvent e = ref Unsafe.Add(ref Unsafe.AsRef(in first), applied);
            ReadAhead.From(in e);
            flags = e.Flags;
            uint side = (uint)e.Side - 1;
            if ((((int)e.Kind ^ (int)MarketEventKind.Level) | (int)(flags & Special) | (e.InstrumentId ^ id) | e.Count | (int)(side >> 1)) != 0)
            {
                break;
            }

            long mask = (long)side - 1;
            if (!Unsafe.Add(ref ladder, (nint)side).TrySet((e.Price ^ mask) - mask, e.Quantity, out int isKnown))
            {
                break;
            }

            known += isKnown;
            applied++;
        }
        while (applied < length && (flags & MarketEventFlags.EndOfMessage) == 0);

        levelUpdates += applied;
        unknownDeletes += applied - known;
        return applied;
    }

    /// <summary>One level change of any form, with every check.</summary>
    private void SetLevel(in MarketEvent e)
    {
        uint side = (uint)e.Side - 1;
        long price = e.Price, quantity = e.Quantity;
        if (side > 1 || quantity < 0 || !BookSides.IsPrice(price))
        {
            ThrowBadLevel(in e);
        }

        // Bids (0) count their keys downward; arithmetic, because sides alternate at random.
        long mask = (long)side - 1, key = (price ^ mask) - mask;
        SideLevels levels = side == 0 ? bids : asks;
        levelUpdates++;
        LadderLevels.Outcome outcome = levels.Set(key, quantity, e.Count, messages);
        if (outcome != LadderLevels.Outcome.Applied)
        {
            Count(outcome, in e);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Count(LadderLevels.Outcome outcome, in MarketEvent e)
    {
        if (outcome == LadderLevels.Outcome.UnknownDelete)
        {
            unknownDeletes++;
            return;
        }

        Distrust();
        throw new MarketDataFormatException($"{Instrument}: the quantities of the {e.Side} side no longer fit into 64 bits at price {Instrument.FormatPrice(e.Price)}, sequence {e.Sequence}; a snapshot is needed");
    }

    [DoesNotReturn]
    private void ThrowBadLevel(in MarketEvent e)
    {
        Distrust();
        throw new MarketDataFormatException($"{Instrument}: level event of sequence {e.Sequence} has side {e.Side}, price {e.Price}, quantity {e.Quantity}; expected Bid or Ask, a price within ±2^62 and a quantity of at least 0; a snapshot is needed");
    }

    /// <summary>Everything but a plain level change inside a message: starts of messages, clears, snapshots, gaps, foreign events.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private BookChanges ApplyOther(in MarketEvent e)
    {
        var changes = BookChanges.None;
        if ((e.Flags & MarketEventFlags.AfterGap) != 0)
        {
            // What was lost may have been this book's, whatever instrument the event after it is of.
            gaps++;
            Distrust();
            changes |= BookChanges.Cleared;
        }

        if (e.InstrumentId != instrumentId)
        {
            return changes;
        }

        switch (e.Kind)
        {
            case MarketEventKind.Clear:
                phase = phase == Phase.Skipping ? Phase.Between : phase;
                Begin(in e);
                phase = Phase.Applying;
                clears++;
                ClearSides(e.Side);
                State = BookState.Live;
                messageClears = true;
                messageIsSnapshot |= e.IsSnapshot;
                changes |= BookChanges.Cleared;
                break;
            case MarketEventKind.Heartbeat when phase == Phase.Between && State == BookState.Live && !IsStale(in e):
                Begin(in e);
                phase = Phase.Applying;
                break;
            case MarketEventKind.Level:
                if (phase == Phase.Between)
                {
                    Begin(in e);
                    if (State == BookState.AwaitingSnapshot)
                    {
                        phase = Phase.Skipping;
                    }
                    else if (IsStale(in e))
                    {
                        phase = Phase.Skipping;
                        staleMessages++;
                    }
                    else
                    {
                        phase = Phase.Applying;
                    }
                }

                if (phase == Phase.Skipping)
                {
                    ignoredUpdates++;
                    break;
                }

                SetLevel(in e);
                if (e.IsSnapshot)
                {
                    NoteSnapshotLevel(in e);
                }

                break;
            case MarketEventKind.OrderAdd or MarketEventKind.OrderModify or MarketEventKind.OrderDelete or MarketEventKind.OrderExecute:
                throw new MarketDataFormatException($"{Instrument}: {e.Kind} of sequence {e.Sequence} is a level-3 event; a LimitOrderBook takes level 2, an OrderByOrderBook takes level 3");
        }

        return changes;
    }
}
