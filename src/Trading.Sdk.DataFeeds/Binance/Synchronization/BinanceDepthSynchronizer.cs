using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Turns Binance's depth messages and snapshots of one instrument into a gapless run of events: buffers until a snapshot fits,
/// checks that every message follows on from the one before, and clears the book downstream whenever it does not.
/// </summary>
/// <remarks>
/// Binance, "How to manage a local order book correctly" (spot, as corrected in 2025) and its futures counterpart. Spot: the
/// first message applied satisfies U ≤ L + 1 ≤ u, and then U ≤ id + 1. Futures: U ≤ L ≤ u, and then pu = id.
/// Not thread-safe; it starts no thread and no timer.
/// </remarks>
public sealed class BinanceDepthSynchronizer
{
    private readonly bool chainsByPrevious;
    private readonly int bufferEventsMax;
    private readonly List<Pending> pending = [];
    private MarketEvent[] pendingEvents = [];
    private int pendingEventCount;
    private long firstBufferedId = -1;
    private bool awaitsBridge;
    private bool isHandover;
    private bool snapshotIsUnproven;
    private bool wasLive;

    private long appliedMessages, levelUpdates, droppedMessages, gaps, resyncs, snapshotsApplied, snapshotsTooOld, bufferOverflows, malformed;

    /// <summary>Creates a synchroniser that waits for a connection.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="venue">Decides the rule of the sequence.</param>
    /// <param name="bufferEventsMax">Most level changes buffered while a snapshot is awaited; more of them start over. Default 262,144.</param>
    public BinanceDepthSynchronizer(Instrument instrument, BinanceVenue venue, int bufferEventsMax = 262_144)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferEventsMax, 1);
        Instrument = instrument;
        chainsByPrevious = venue != BinanceVenue.Spot;
        this.bufferEventsMax = bufferEventsMax;
    }

    /// <summary>The instrument.</summary>
    public Instrument Instrument { get; }

    /// <summary>Where the book stands.</summary>
    public FeedState State { get; private set; }

    /// <summary>Why the state changed last.</summary>
    public FeedStateReason Reason { get; private set; }

    /// <summary>Receive time of the message that changed the state last; 0 before the first.</summary>
    public long StateSince { get; private set; }

    /// <summary>Final update id of the last message or snapshot passed on; 0 unless <see cref="State"/> is Live or Stale.</summary>
    public long LastUpdateId { get; private set; }

    /// <summary>True when a snapshot should be fetched now (and none is on its way).</summary>
    public bool NeedsSnapshot => State is FeedState.Buffering or FeedState.Resyncing && pending.Count > 0;

    /// <summary>True when a message waits for a snapshot: only then is it known how old the snapshot may be.</summary>
    public bool HasBuffered => pending.Count > 0;

    /// <summary>Counters since construction.</summary>
    public BinanceSyncCounters Counters => new(appliedMessages, levelUpdates, droppedMessages, gaps, resyncs, snapshotsApplied, snapshotsTooOld, bufferOverflows, malformed);

    /// <summary>The connection is open: depth messages will come.</summary>
    public void OnConnected(long time)
    {
        ForgetPending();
        Enter(FeedState.Buffering, FeedStateReason.Connected, time);
    }

    /// <summary>The connection is gone: downstream is told to forget the book.</summary>
    public void OnDisconnected(long time, IMarketEventSink sink) => OnDisconnected(time, sink, FeedStateReason.ConnectionLost);

    /// <summary>The connection is gone, or what it delivers is not to be used any more: downstream is told to forget the book.</summary>
    public void OnDisconnected(long time, IMarketEventSink sink, FeedStateReason reason)
    {
        LoseBook(time, sink);
        ForgetPending();
        Enter(FeedState.Disconnected, reason, time);
    }

    /// <summary>A snapshot has been asked for.</summary>
    public void OnSnapshotRequested(long time) => Enter(FeedState.Snapshotting, FeedStateReason.SnapshotRequested, time);

    /// <summary>The snapshot asked for could not be had: another one is needed.</summary>
    public void OnSnapshotFailed(long time) => Enter(FeedState.Buffering, FeedStateReason.SnapshotFailed, time);

    /// <summary>A message that may have belonged to the instrument could not be read: what it changed is unknown.</summary>
    public void OnMalformed(long time, IMarketEventSink sink)
    {
        malformed++;
        LoseBook(time, sink);
        ForgetPending();
        Enter(FeedState.Resyncing, FeedStateReason.MalformedMessage, time);
    }

    /// <summary>The book downstream turned out crossed: it is cleared and synchronised anew.</summary>
    public void OnCrossed(long time, IMarketEventSink sink) => Restart(time, sink, FeedStateReason.CrossedBook);

    /// <summary>The book is given up and synchronised anew, for a reason that the host knows (a slow consumer, lost coverage).</summary>
    public void Restart(long time, IMarketEventSink sink, FeedStateReason reason)
    {
        LoseBook(time, sink);
        ForgetPending();
        Enter(FeedState.Resyncing, reason, time);
    }

    /// <summary>The host gives up: nothing is passed on any more.</summary>
    public void OnFailed(long time, IMarketEventSink sink, FeedStateReason reason)
    {
        LoseBook(time, sink);
        ForgetPending();
        Enter(FeedState.Failed, reason, time);
    }

    /// <summary>The venue confirmed that nothing was missed in the silence.</summary>
    public void OnConfirmed(long time)
    {
        if (State == FeedState.Stale)
        {
            Enter(FeedState.Live, FeedStateReason.Confirmed, time);
        }
    }

    /// <summary>
    /// True when a message of another connection goes on from here: the book can change over to that connection with it
    /// (<see cref="ExpectBridge"/>, then <see cref="OnDepthUpdate"/>).
    /// </summary>
    public bool CanJoin(BinanceMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return State is FeedState.Live or FeedState.Stale && message.FinalUpdateId > LastUpdateId
            && (chainsByPrevious ? message.PreviousFinalUpdateId <= LastUpdateId : message.FirstUpdateId <= LastUpdateId + 1);
    }

    /// <summary>
    /// The next message comes from another connection, whose messages may be cut at other ids: it need only cover the id after
    /// the last one, as after a snapshot.
    /// </summary>
    public void ExpectBridge() => awaitsBridge = isHandover = true;

    /// <summary>Nothing has come for longer than the limit; the book is kept but may be old.</summary>
    public void OnSilence(long time)
    {
        if (State == FeedState.Live)
        {
            Enter(FeedState.Stale, FeedStateReason.Silence, time);
        }
    }

    /// <summary>Takes a depth message: passes it on, buffers it, drops it, or meets a gap.</summary>
    public void OnDepthUpdate(BinanceMessage message, IMarketEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(sink);
        if (State is FeedState.Live or FeedState.Stale)
        {
            var next = new Pending(message.FirstUpdateId, message.FinalUpdateId, message.PreviousFinalUpdateId, message.Events.Length);
            switch (Judge(next))
            {
                case Verdict.Apply:
                    Apply(next, message.Events, sink);
                    if (State == FeedState.Stale)
                    {
                        Enter(FeedState.Live, FeedStateReason.DataResumed, message.ReceiveTime);
                    }

                    return;
                case Verdict.Drop:
                    droppedMessages++;
                    return;
                default:
                    // A snapshot that nothing had been buffered for is judged by the first message after it.
                    bool tooOld = awaitsBridge && snapshotIsUnproven;
                    snapshotsTooOld += tooOld ? 1 : 0;
                    gaps += tooOld ? 0 : 1;
                    LoseBook(message.ReceiveTime, sink);
                    Enter(FeedState.Resyncing, tooOld ? FeedStateReason.SnapshotTooOld : FeedStateReason.SequenceGap, message.ReceiveTime);
                    break;
            }
        }
        else if (State == FeedState.Failed)
        {
            return;
        }
        else if (State == FeedState.Disconnected)
        {
            OnConnected(message.ReceiveTime);
        }

        Buffer(message);
    }

    /// <summary>Takes a snapshot.</summary>
    /// <returns>True when the book is live now; false when the snapshot is too old or does not join: fetch another.</returns>
    public bool OnSnapshot(BinanceMessage snapshot, IMarketEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(sink);
        if (State is FeedState.Live or FeedState.Stale)
        {
            // A late answer: what is live needs no snapshot, and an older one would undo messages already applied.
            return true;
        }

        long id = snapshot.FinalUpdateId;
        if (firstBufferedId > id && !(chainsByPrevious && pending[0].Previous <= id))
        {
            snapshotsTooOld++;
            Enter(FeedState.Buffering, FeedStateReason.SnapshotTooOld, snapshot.ReceiveTime);
            return false;
        }

        int first = 0;
        // Spot drops what the snapshot contains (u ≤ L); futures keep the message that ends exactly at it.
        while (first < pending.Count && (chainsByPrevious ? pending[first].Final < id : pending[first].Final <= id))
        {
            first++;
        }

        LastUpdateId = id;
        awaitsBridge = true;
        isHandover = false;
        // A message from before the snapshot's id proves that the stream was there: what does not follow on then is a gap.
        snapshotIsUnproven = pending.Count == 0;
        if (first < pending.Count && Judge(pending[first]) != Verdict.Apply)
        {
            LastUpdateId = 0;
            gaps++;
            ForgetPending();
            Enter(FeedState.Resyncing, FeedStateReason.SequenceGap, snapshot.ReceiveTime);
            return false;
        }

        droppedMessages += first;
        snapshotsApplied++;
        wasLive = true;
        sink.OnEvents(snapshot.Events);
        int offset = 0;
        for (int i = 0; i < first; i++)
        {
            offset += pending[i].EventCount;
        }

        for (int i = first; i < pending.Count; i++)
        {
            Pending next = pending[i];
            switch (Judge(next))
            {
                case Verdict.Apply:
                    Apply(next, pendingEvents.AsSpan(offset, next.EventCount), sink);
                    break;
                case Verdict.Drop:
                    droppedMessages++;
                    break;
                default:
                    gaps += next.AfterHole ? 0 : 1;
                    LoseBook(snapshot.ReceiveTime, sink);
                    ForgetPending();
                    Enter(FeedState.Resyncing, FeedStateReason.SequenceGap, snapshot.ReceiveTime);
                    return false;
            }

            offset += next.EventCount;
        }

        ForgetPending();
        Enter(FeedState.Live, FeedStateReason.SnapshotApplied, snapshot.ReceiveTime);
        return true;
    }

    private Verdict Judge(in Pending next)
    {
        if (awaitsBridge)
        {
            if (chainsByPrevious)
            {
                // Documented: U ≤ L ≤ u. A message covers everything after its pu, so pu ≤ L ≤ u proves the same where ids are not
                // contiguous and L lies between two messages.
                return next.Final < LastUpdateId || (next.Final == LastUpdateId && isHandover) ? Verdict.Drop : next.First <= LastUpdateId || next.Previous <= LastUpdateId ? Verdict.Apply : Verdict.Gap;
            }
        }
        else if (chainsByPrevious)
        {
            return next.Final <= LastUpdateId ? Verdict.Drop : next.Previous == LastUpdateId ? Verdict.Apply : Verdict.Gap;
        }

        return next.Final <= LastUpdateId ? Verdict.Drop : next.First <= LastUpdateId + 1 ? Verdict.Apply : Verdict.Gap;
    }

    private void Apply(in Pending next, ReadOnlySpan<MarketEvent> events, IMarketEventSink sink)
    {
        LastUpdateId = next.Final;
        awaitsBridge = isHandover = snapshotIsUnproven = false;
        appliedMessages++;
        levelUpdates += events.Length > 0 && events[0].Kind == MarketEventKind.Heartbeat ? 0 : events.Length;
        sink.OnEvents(events);
    }

    private void Buffer(BinanceMessage message)
    {
        ReadOnlySpan<MarketEvent> events = message.Events;
        if (pendingEventCount + events.Length > bufferEventsMax)
        {
            bufferOverflows++;
            ForgetPending();
            Enter(FeedState.Resyncing, FeedStateReason.BufferFull, message.ReceiveTime);
            if (events.Length > bufferEventsMax)
            {
                return;
            }
        }

        if (pendingEventCount + events.Length > pendingEvents.Length)
        {
            Array.Resize(ref pendingEvents, Math.Min(bufferEventsMax, Math.Max(1024, Math.Max(pendingEvents.Length * 2, pendingEventCount + events.Length))));
        }

        if (firstBufferedId < 0)
        {
            firstBufferedId = message.FirstUpdateId;
        }

        events.CopyTo(pendingEvents.AsSpan(pendingEventCount));
        pendingEventCount += events.Length;
        var next = new Pending(message.FirstUpdateId, message.FinalUpdateId, message.PreviousFinalUpdateId, events.Length);
        if (pending.Count > 0 && !FollowsOn(pending[^1].Final, next))
        {
            // Counted where it is seen, not where a snapshot is joined: every lost message is noticed by the next one.
            gaps++;
            next = next with { AfterHole = true };
        }

        pending.Add(next);
    }

    private bool FollowsOn(long final, in Pending next) => next.Final <= final || (chainsByPrevious ? next.Previous == final : next.First <= final + 1);

    private void LoseBook(long time, IMarketEventSink sink)
    {
        LastUpdateId = 0;
        awaitsBridge = isHandover = snapshotIsUnproven = false;
        if (wasLive)
        {
            wasLive = false;
            resyncs++;
            MarketEvent clear = MarketEvent.Clear(Instrument.Id, time, MarketEventFlags.EndOfMessage | MarketEventFlags.ExchangeTimeUnknown);
            sink.OnEvents(new ReadOnlySpan<MarketEvent>(in clear));
        }
    }

    private void ForgetPending()
    {
        pending.Clear();
        pendingEventCount = 0;
        firstBufferedId = -1;
    }

    private void Enter(FeedState state, FeedStateReason reason, long time)
    {
        State = state;
        Reason = reason;
        StateSince = time;
    }

    private enum Verdict
    {
        Apply,
        Drop,
        Gap,
    }

    private readonly record struct Pending(long First, long Final, long Previous, int EventCount, bool AfterHole = false);
}
