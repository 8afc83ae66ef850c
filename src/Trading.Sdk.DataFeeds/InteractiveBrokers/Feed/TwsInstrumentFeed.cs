using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// The state machine of one instrument of a <see cref="TwsDepthFeed"/>: its rows, its subscriptions on the present connection and
/// what to do when the venue resets, halts, refuses or falls silent. Driven by the read loop; the lock is for readers of other threads.
/// </summary>
internal sealed class TwsInstrumentFeed
{
    private readonly TwsDepthFeed feed;
    private readonly TwsFeedOptions options;
    private readonly TwsDepthLadder? ladder;
    private readonly TwsTickLine[] lines;
    private readonly Lock gate = new();
    private readonly TwsTickEvents events;
    private readonly TwsBookOrder order;
    private FeedStatus status;
    private TwsDepthCounters counters;
    private TwsContract contract;
    private TwsDepthRequest? depth;
    private int depthId;
    private bool awaitsFirstRow;
    private bool dirty;
    private bool published;
    private bool halted;
    private bool queued;
    private long retryAt;
    private long lastData;

    public TwsInstrumentFeed(TwsDepthFeed feed, TwsFeedOptions options, TwsSubscription subscription)
    {
        this.feed = feed;
        this.options = options;
        Subscription = subscription;
        contract = subscription.Contract;
        events = new TwsTickEvents(subscription.Instrument);
        order = new TwsBookOrder(options);
        ladder = subscription.DepthRows > 0 ? new TwsDepthLadder(subscription.Instrument, subscription.DepthRows) : null;
        lines = [.. subscription.TickByTick.Distinct().Select(kind => new TwsTickLine { Kind = kind }), .. subscription.RealTimeBars is null ? (TwsTickLine[])[] : [new TwsTickLine()]];
    }

    public TwsSubscription Subscription { get; }

    public Instrument Instrument => Subscription.Instrument;

    public FeedStatus Status
    {
        get
        {
            lock (gate)
            {
                return status;
            }
        }
    }

    public bool IsQueued => queued;

    private bool HasDepth => ladder is not null;

    public TwsDepthSnapshot Snapshot()
    {
        lock (gate)
        {
            return new TwsDepthSnapshot
            {
                Instrument = Instrument,
                Status = status,
                RequestId = depthId,
                Bids = ladder?.Copy(Side.Bid) ?? [],
                Asks = ladder?.Copy(Side.Ask) ?? [],
                IsSuspect = ladder?.IsSuspect ?? false,
                Counters = counters with { Ignored = ladder?.Ignored ?? 0, Cut = ladder?.Cut ?? 0 },
            };
        }
    }

    /// <summary>A connection is there: subscribe to everything under new ids.</summary>
    public void OnConnected()
    {
        SetStatus(FeedState.Buffering, FeedStateReason.Connected);
        contract = Subscription.Contract;
        queued = false;
        retryAt = 0;
        order.ForgetAttempts();
        lastData = feed.Now;
        RequestDepth();
        foreach (TwsTickLine line in lines)
        {
            line.IsRefused = false;
            RequestTicks(line);
        }
    }

    /// <summary>The connection is gone, and with it every subscription. The rows stay readable, the events say clear.</summary>
    public void OnDisconnected(FeedStateReason reason)
    {
        Flush();
        depth = null;
        retryAt = 0;
        queued = false;
        halted = false;
        foreach (TwsTickLine line in lines)
        {
            line.Request = null;
            line.RetryAt = 0;
            line.IsQueued = false;
        }

        if (reason != FeedStateReason.Stopped)
        {
            ClearDownstream();
        }

        SetStatus(reason is FeedStateReason.AttemptsExhausted or FeedStateReason.Refused ? FeedState.Failed : FeedState.Disconnected, reason);
    }

    public bool OnDepth(TwsDepthRequest from, in TwsDepthUpdate update)
    {
        if (from != depth)
        {
            return false;
        }

        long now = feed.Now;
        lastData = now;
        try
        {
            lock (gate)
            {
                counters = counters with { Rows = counters.Rows + 1 };
                if (awaitsFirstRow)
                {
                    awaitsFirstRow = false;
                    ladder!.Clear();
                }

                dirty = true;
                ladder!.Apply(update);
            }
        }
        catch (MarketDataFormatException)
        {
            dirty = false;
            OnDepthMalformed(from);
            return false;
        }

        return true;
    }

    public bool OnDepthError(TwsDepthRequest from, TwsError error)
    {
        if (from != depth)
        {
            return false;
        }

        switch (error.Code)
        {
            case TwsErrorCode.DepthReset:
                Flush();
                lock (gate)
                {
                    counters = counters with { Resets = counters.Resets + 1 };
                    ladder!.Clear();
                    awaitsFirstRow = false;
                }

                lastData = feed.Now;
                dirty = true;
                feed.Metrics.Resync();
                SetStatus(FeedState.Resyncing, FeedStateReason.VenueReset);
                return true;
            case TwsErrorCode.DepthHalted:
                Flush();
                counters = counters with { Halts = counters.Halts + 1 };
                halted = true;
                depth = null;
                EmitStatus(TradingStatus.Halted);
                RetryLater();
                SetStatus(FeedState.Stale, FeedStateReason.VenueHalted);
                return false;
            case TwsErrorCode.CompetingSession:
                SetStatus(FeedState.Stale, FeedStateReason.UpstreamLost);
                return true;
        }

        if (error.Class < TwsErrorClass.Request)
        {
            return true;
        }

        Flush();
        depth = null;
        if (TwsErrorCode.IsLimit(error.Code))
        {
            queued = true;
            retryAt = feed.Now + Timestamp.FromTimeSpan(options.LimitRetryAfter);
            SetStatus(FeedState.Buffering, FeedStateReason.Refused);
        }
        else
        {
            ClearDownstream();
            SetStatus(FeedState.Failed, FeedStateReason.Refused);
            feed.OnDepthLineFree();
        }

        return false;
    }

    /// <summary>The changes of the book cannot be known any more: ask for it again, but not in a tight loop.</summary>
    public void OnDepthMalformed(TwsDepthRequest from)
    {
        if (from != depth)
        {
            return;
        }

        counters = counters with { Malformed = counters.Malformed + 1 };
        feed.Metrics.Malformed();
        CancelDepth();
        ClearDownstream();
        RetryLater();
        SetStatus(FeedState.Resyncing, FeedStateReason.MalformedMessage);
    }

    /// <summary>The server knows the book under another contract (CFDs).</summary>
    public void OnReroute(TwsDepthRequest from, int contractId, string exchange)
    {
        if (from == depth)
        {
            depth = null;
            contract = contract with { ContractId = contractId, Exchange = exchange };
            RequestDepth();
        }
    }

    public void OnTick(in TwsTickByTick tick)
    {
        feed.CountTick();
        OnDataOfTicks();
        try
        {
            ReadOnlySpan<MarketEvent> told = events.Tick(tick, feed.Now);
            if (!told.IsEmpty)
            {
                feed.Emit(told);
            }
        }
        catch (MarketDataFormatException)
        {
            CountMalformed();
        }
    }

    public void OnBar(TwsBar received)
    {
        OnDataOfTicks();
        try
        {
            feed.EmitBars(events.FiveSeconds(received));
        }
        catch (MarketDataFormatException)
        {
            CountMalformed();
        }
    }

    public bool OnTickError(TwsTickRequest from, TwsError error)
    {
        if (error.Code == TwsErrorCode.CompetingSession && !HasDepth && Status.State != FeedState.Failed)
        {
            SetStatus(FeedState.Stale, FeedStateReason.UpstreamLost);
        }

        if (error.Class < TwsErrorClass.Request)
        {
            return true;
        }

        TwsTickLine line = from.Line;
        line.Request = null;
        if (TwsErrorCode.IsLimit(error.Code) || error.Code == TwsErrorCode.BarsDeactivated)
        {
            line.IsQueued = TwsErrorCode.IsLimit(error.Code);
            line.RetryAt = feed.Now + Timestamp.FromTimeSpan(line.IsQueued ? options.LimitRetryAfter : options.ResubscribeDelay);
        }
        else
        {
            line.IsRefused = true;
            if (!HasDepth && lines.All(l => l.IsRefused))
            {
                SetStatus(FeedState.Failed, FeedStateReason.Refused);
            }
        }

        return false;
    }

    public void OnTickMalformed(TwsTickRequest from)
    {
        CountMalformed();
        from.Line.Request = null;
        from.Line.RetryAt = feed.Now + Timestamp.FromTimeSpan(options.ResubscribeDelay);
    }

    /// <summary>The server's own link, or a farm of market data, broke: what is here may be old.</summary>
    public void OnUpstreamLost()
    {
        Flush();
        if (Status.State is FeedState.Live or FeedState.Snapshotting or FeedState.Resyncing)
        {
            SetStatus(FeedState.Stale, FeedStateReason.UpstreamLost);
        }
    }

    /// <summary>The link is back and nothing was lost.</summary>
    public void OnUpstreamRestored()
    {
        if (Status is { State: FeedState.Stale, Reason: FeedStateReason.UpstreamLost })
        {
            lastData = feed.Now;
            bool waiting = HasDepth && (awaitsFirstRow || ladder!.IsEmpty);
            SetStatus(waiting ? FeedState.Snapshotting : FeedState.Live, FeedStateReason.UpstreamRestored);
        }
        else if (Status.State is FeedState.Snapshotting && HasDepth && !awaitsFirstRow && !ladder!.IsEmpty)
        {
            // The rows came while the link was down.
            SetStatus(FeedState.Live, FeedStateReason.UpstreamRestored);
        }
    }

    /// <summary>The link is back but the subscriptions are lost: ask for everything again under new ids.</summary>
    public void OnUpstreamDataLost()
    {
        Flush();
        if (HasDepth && Status.State != FeedState.Failed && !queued)
        {
            CancelDepth();
            ClearDownstream();
            RequestDepth();
        }

        foreach (TwsTickLine line in lines.Where(l => !l.IsRefused))
        {
            if (line.Request is { } running)
            {
                feed.Cancel(running);
            }

            RequestTicks(line);
        }
    }

    /// <summary>All messages that arrived together are applied: the book is as consistent as it gets.</summary>
    public void OnBatchEnd()
    {
        if (!dirty)
        {
            return;
        }

        Flush();
        CheckOrder(feed.Now);
        if (!awaitsFirstRow && depth is not null && !ladder!.IsEmpty && !feed.IsLinkLost)
        {
            FeedStatus now = Status;
            if (now.State is FeedState.Snapshotting or FeedState.Resyncing)
            {
                if (halted)
                {
                    halted = false;
                    EmitStatus(TradingStatus.Trading);
                }

                SetStatus(FeedState.Live, FeedStateReason.SnapshotApplied);
            }
            else if (now.State == FeedState.Stale && now.Reason is FeedStateReason.Silence or FeedStateReason.UpstreamLost)
            {
                SetStatus(FeedState.Live, FeedStateReason.DataResumed);
            }
        }
    }

    /// <summary>Looks at the clock.</summary>
    public void OnWake()
    {
        long now = feed.Now;
        if (depth is not null && !feed.IsLinkLost && order.IsIntolerable(now))
        {
            ResubscribeInvalid();
        }

        if (depth is not null && !awaitsFirstRow)
        {
            order.Forgive(now);
        }

        if (depth is null && retryAt != 0 && now >= retryAt)
        {
            RequestDepth();
        }

        foreach (TwsTickLine line in lines)
        {
            if (line.Request is null && line.RetryAt != 0 && now >= line.RetryAt)
            {
                RequestTicks(line);
            }
        }

        if (Status.State is FeedState.Live or FeedState.Snapshotting && now - lastData > Timestamp.FromTimeSpan(options.StaleAfter))
        {
            SetStatus(FeedState.Stale, FeedStateReason.Silence);
        }
    }

    /// <summary>A line of depth is free: ask again if the limit had refused us.</summary>
    public void OnDepthLineFree()
    {
        if (queued)
        {
            RequestDepth();
        }
    }

    private void RequestDepth()
    {
        retryAt = 0;
        queued = false;
        if (!HasDepth)
        {
            return;
        }

        depth = feed.RequestDepth(this, contract);
        awaitsFirstRow = true;
        dirty = false;
        lastData = feed.Now;
        order.Restart(lastData);
        lock (gate)
        {
            counters = depthId == 0 ? counters : counters with { Resubscriptions = counters.Resubscriptions + 1 };
            depthId = depth.Id;
        }

        SetStatus(FeedState.Snapshotting, FeedStateReason.SnapshotRequested);
    }

    private void RequestTicks(TwsTickLine line)
    {
        line.RetryAt = 0;
        line.IsQueued = false;
        line.Request = feed.RequestTicks(this, line);
        if (!HasDepth && Status.State == FeedState.Buffering)
        {
            SetStatus(FeedState.Snapshotting, FeedStateReason.SnapshotRequested);
        }
    }

    private void CancelDepth()
    {
        if (depth is { } running)
        {
            depth = null;
            feed.Cancel(running);
        }
    }

    private void RetryLater() => retryAt = feed.Now + order.NextDelay();

    private void ResubscribeInvalid()
    {
        feed.Metrics.Resync();
        CancelDepth();
        ClearDownstream();
        SetStatus(FeedState.Resyncing, FeedStateReason.CrossedBook);
        RequestDepth();
    }

    private void CheckOrder(long now)
    {
        (bool unsorted, bool crossed) = order.Note(ladder!, now);
        lock (gate)
        {
            counters = counters with { Unsorted = counters.Unsorted + (unsorted ? 1 : 0), Crossed = counters.Crossed + (crossed ? 1 : 0) };
        }
    }

    private void Flush()
    {
        if (!dirty)
        {
            return;
        }

        dirty = false;
        ReadOnlySpan<MarketEvent> changes = ladder!.Flush(feed.Now);
        if (!changes.IsEmpty)
        {
            published = true;
            feed.Emit(changes);
        }
    }

    // Downstream forgets the book; ours begins again with the first row of the next subscription.
    private void ClearDownstream()
    {
        dirty = false;
        awaitsFirstRow = true;
        if (published)
        {
            published = false;
            feed.Emit(events.Clear(feed.Now));
        }
    }

    private void EmitStatus(TradingStatus trading) => feed.Emit(events.Status(trading, feed.Now));

    // Where there is depth, its rows tell whether the instrument lives; ticks do only without.
    private void OnDataOfTicks()
    {
        if (HasDepth)
        {
            return;
        }

        lastData = feed.Now;
        if (Status.State is FeedState.Snapshotting or FeedState.Stale && !feed.IsLinkLost)
        {
            SetStatus(FeedState.Live, FeedStateReason.DataResumed);
        }
    }

    private void CountMalformed()
    {
        lock (gate)
        {
            counters = counters with { Malformed = counters.Malformed + 1 };
        }

        feed.Metrics.Malformed();
    }

    private void SetStatus(FeedState state, FeedStateReason reason)
    {
        FeedStatus previous, current;
        lock (gate)
        {
            previous = status;
            if (previous.State == state && previous.Reason == reason)
            {
                return;
            }

            status = current = new FeedStatus(state, reason, feed.Now);
        }

        feed.OnStatusChanged(Instrument.Id, previous, current);
    }
}
