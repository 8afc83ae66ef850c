using System.Text;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds;

/// <content>Messages, snapshots and clocks of the instruments.</content>
public sealed partial class BinanceDepthFeed
{
    private const int EmptySnapshotsUntilBelieved = 5;
    private static readonly TimeSpan FirstMessagePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SnapshotDelayMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RefreshPause = TimeSpan.FromSeconds(1);

    private enum Purpose
    {
        Synchronize,
        Verify,
        Refresh,
    }

    private void OnMessage(int connectionId, long receiveTime, ReadOnlySpan<byte> utf8)
    {
        if (!connections.TryGetValue(connectionId, out BinanceConnection? connection))
        {
            return;
        }

        connection.LastMessageAt = receiveTime;
        connection.Messages++;
        Interlocked.Increment(ref decodedMessages);
        unreportedMessages++;
        Record(connection, FrameDirection.Received, receiveTime, utf8);
        BinanceMessage message;
        try
        {
            message = decoder.Decode(utf8, receiveTime);
        }
        catch (MarketDataFormatException e)
        {
            OnMalformed(connection, utf8, receiveTime, e.Message);
            return;
        }

        BinanceBook? book = message.Instrument is { } instrument ? books[instrument.Id] : null;
        if (book is not null)
        {
            book.Messages++;
        }

        switch (message.Kind)
        {
            case BinanceMessageKind.DepthUpdate:
                OnDepth(book!, connection, message);
                break;
            case BinanceMessageKind.Trade:
            case BinanceMessageKind.AggregateTrade:
                OnTrade(book!, message);
                break;
            case BinanceMessageKind.BookTicker:
                if (message.FinalUpdateId > book!.LastTickerId)
                {
                    book.LastTickerId = message.FinalUpdateId;
                    downstream!.OnEvents(message.Events);
                }

                break;
            case BinanceMessageKind.PartialDepth:
                OnPartialDepth(book!, connection, message);
                break;
            case BinanceMessageKind.ServerShutdown:
                StartHandover(connection.Group, FeedStateReason.ShutdownAnnounced);
                break;
            case BinanceMessageKind.ControlAnswer:
                OnAnswer(connection, utf8, receiveTime);
                break;
            default:
                if (book is not null && connection == book.Source)
                {
                    PassOn(message);
                }

                break;
        }
    }

    private void PassOn(BinanceMessage message)
    {
        if (message.Bar is { } bar)
        {
            downstream!.OnBars(new ReadOnlySpan<Bar>(in bar));
        }
        else if (message.Events.Length > 0)
        {
            downstream!.OnEvents(message.Events);
        }
    }

    private void OnDepth(BinanceBook book, BinanceConnection connection, BinanceMessage message)
    {
        BinanceDepthSynchronizer sync = book.Synchronizer;
        if (connection != book.Source)
        {
            // Two connections bring the same changes. The second takes over with a message that leaves nothing between.
            if (connection != connection.Group.Standby || !connection.IsOpen || sync.State is not (FeedState.Live or FeedState.Stale))
            {
                return;
            }

            if (message.FinalUpdateId > sync.LastUpdateId && !sync.CanJoin(message))
            {
                return;
            }

            book.Source = connection;
            sync.ExpectBridge();
            if (message.FinalUpdateId <= sync.LastUpdateId)
            {
                return;
            }
        }

        if (!book.HasDepth)
        {
            return;
        }

        book.LastDepthAt = message.ReceiveTime;
        book.DepthMessages++;
        sync.OnDepthUpdate(message, book);
        if (sync.State == FeedState.Live && book.VerifyTarget != 0 && sync.LastUpdateId >= book.VerifyTarget)
        {
            book.VerifyTarget = 0;
        }

        if (book.Refresh is { } refresh)
        {
            refresh.Synchronizer.OnDepthUpdate(message, refresh);
            FinishRefresh(book);
        }

        AfterChange(book);
    }

    private void OnTrade(BinanceBook book, BinanceMessage message)
    {
        TradeWindow window = message.Kind == BinanceMessageKind.Trade ? book.Trades : book.AggregateTrades;
        MarketEvent trade = message.Events[0];
        if (!window.TryPass(trade.Id, out bool isLate))
        {
            book.DuplicateTrades++;
            return;
        }

        if (isLate)
        {
            trade = trade with { Flags = trade.Flags | MarketEventFlags.NotLast };
        }

        downstream!.OnEvents(new ReadOnlySpan<MarketEvent>(in trade));
    }

    private void OnPartialDepth(BinanceBook book, BinanceConnection connection, BinanceMessage message)
    {
        if (!book.Streams.HasFlag(BinanceStreams.PartialDepth) || message.FinalUpdateId <= book.LastPartialId || connection.IsLost)
        {
            return;
        }

        book.LastPartialId = message.FinalUpdateId;
        book.LastDepthAt = message.ReceiveTime;
        book.OnEvents(message.Events);
        book.Changes = default;
        Publish(book, new FeedStatus(FeedState.Live, FeedStateReason.SnapshotApplied, message.ReceiveTime));
    }

    private void OnMalformed(BinanceConnection connection, ReadOnlySpan<byte> utf8, long now, string problem)
    {
        LastMalformed = Head(utf8);
        metrics.Malformed();
        BinanceFeedLog.Malformed(log, options.Name, connection.Name, problem, LastMalformed);
        (BinanceBook? book, bool? isDepth) = Guess(utf8, connection.Group);
        foreach (BinanceBook affected in book is null ? connection.Group.Books : [book])
        {
            // What another connection delivers is not touched by it: if a message is missing there, the ids will say so.
            if (isDepth == false || affected.Source != connection || !affected.HasDepth || affected.Synchronizer.State is FeedState.Failed)
            {
                affected.MalformedElsewhere++;
                continue;
            }

            affected.Synchronizer.OnMalformed(now, affected);
            AfterChange(affected);
        }
    }

    /// <summary>The instrument and the kind of stream that a broken message belongs to, as far as its bytes tell.</summary>
    private static (BinanceBook? Book, bool? IsDepth) Guess(ReadOnlySpan<byte> utf8, BinanceConnectionGroup group)
    {
        ReadOnlySpan<byte> name = Quoted(utf8, "\"stream\":\""u8);
        int at = name.IndexOf((byte)'@');
        bool? isDepth = at > 0 ? name[at..].StartsWith("@depth"u8) : null;
        string symbol = Encoding.UTF8.GetString(at > 0 ? name[..at] : Quoted(utf8, "\"s\":\""u8));
        if (isDepth is null && Quoted(utf8, "\"e\":\""u8) is { Length: > 0 } type)
        {
            isDepth = type.SequenceEqual("depthUpdate"u8);
        }

        return (group.Books.FirstOrDefault(b => string.Equals(b.Instrument.Symbol, symbol, StringComparison.OrdinalIgnoreCase)), isDepth);
    }

    private static ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> before)
    {
        int start = utf8.IndexOf(before);
        if (start < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> text = utf8[(start + before.Length)..];
        int end = text.IndexOf((byte)'"');
        return end < 0 ? default : text[..end];
    }

    /// <summary>Whatever has happened to a book: judges the result, tells it, and asks for what is needed next.</summary>
    private void AfterChange(BinanceBook book)
    {
        BinanceDepthSynchronizer sync = book.Synchronizer;
        if (book.BookFailure is { } failure)
        {
            book.BookFailure = null;
            BinanceFeedLog.Malformed(log, options.Name, book.Instrument.Symbol, failure.Message, string.Empty);
            sync.OnMalformed(Now(), book);
        }
        else if ((book.Changes & BookChanges.Crossed) != 0 && sync.State is FeedState.Live or FeedState.Stale)
        {
            sync.OnCrossed(Now(), book);
        }

        if (sync.State == FeedState.Live && (book.Changes & (BookChanges.Touch | BookChanges.Message)) != 0)
        {
            WatchCoverage(book);
        }

        book.Changes = default;
        book.BookFailure = null;
        if (sync.State == FeedState.Resyncing && book.Status.State != FeedState.Resyncing)
        {
            NewEpoch(book);
        }

        if (sync.State == FeedState.Live)
        {
            book.SnapshotFailures = book.EmptySnapshots = 0;
        }

        Publish(book);
        if (sync.State is FeedState.Buffering or FeedState.Resyncing && sync.HasBuffered)
        {
            RequestSnapshot(book, Purpose.Synchronize);
        }
    }

    private void WatchCoverage(BinanceBook book)
    {
        int covered = book.CoveredNow();
        if (!book.WantsRefresh(covered))
        {
            return;
        }

        long now = Now();
        if (book.IsCoverageThin(covered))
        {
            book.Synchronizer.Restart(now, book, FeedStateReason.CoverageLost);
        }
        else if (book.Refresh is null && now - book.RefreshedAt > RefreshPause.Ticks * 100 && book.Request is null)
        {
            book.RefreshedAt = now;
            book.Refresh = new BookRefresh(book, now);
        }
    }

    private void FinishRefresh(BinanceBook book)
    {
        BookRefresh refresh = book.Refresh!;
        BinanceDepthSynchronizer fresh = refresh.Synchronizer, live = book.Synchronizer;
        if (refresh.HasFailed || live.State is not (FeedState.Live or FeedState.Stale))
        {
            book.Refresh = null;
        }
        else if (fresh.State == FeedState.Live && fresh.LastUpdateId == live.LastUpdateId)
        {
            book.Refresh = null;
            book.RefreshedAt = Now();
            book.Replace(refresh.Book, scratch);
        }
        else if (fresh.State is FeedState.Buffering or FeedState.Resyncing && fresh.HasBuffered)
        {
            RequestSnapshot(book, Purpose.Refresh);
        }
    }

    /// <summary>Whatever is under way for the book has become worthless.</summary>
    private static void NewEpoch(BinanceBook book)
    {
        book.Epoch++;
        book.Request?.Cancel();
        EndRequest(book);
        book.Refresh = null;
        book.IsVerifying = false;
        book.VerifyTarget = 0;
    }

    /// <summary>Requests are made and ended on the feed's thread alone: what runs them only looks at the token.</summary>
    private static void EndRequest(BinanceBook book)
    {
        book.Request?.Dispose();
        book.Request = null;
    }

    private void RequestSnapshot(BinanceBook book, Purpose purpose)
    {
        if (book.Request is not null)
        {
            return;
        }

        var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopAll!.Token);
        book.Request = cancel;
        TimeSpan delay = Backoff(purpose == Purpose.Refresh ? book.Refresh!.Attempts++ : book.SnapshotFailures, SnapshotDelayMax);
        if (purpose == Purpose.Synchronize)
        {
            book.Synchronizer.OnSnapshotRequested(Now());
            Publish(book);
        }
        else if (purpose == Purpose.Refresh)
        {
            book.Refresh!.Synchronizer.OnSnapshotRequested(Now());
        }

        tasks.Add(FetchAsync(book, purpose, book.Epoch, delay, inbox!, cancel.Token));
    }

    private async Task FetchAsync(BinanceBook book, Purpose purpose, int epoch, TimeSpan delay, FeedInbox box, CancellationToken token)
    {
        try
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, clock, token).ConfigureAwait(false);
            }

            await snapshotTurns!.WaitAsync(token).ConfigureAwait(false);
            byte[] body;
            try
            {
                body = await rest!.GetDepthAsync(book.Instrument.Symbol, options.SnapshotLevels, token).ConfigureAwait(false);
                if (Interlocked.Exchange(ref hasAnswered, 1) == 0 && options.SnapshotsInFlight > 1)
                {
                    snapshotTurns.Release(options.SnapshotsInFlight - 1);
                }
            }
            finally
            {
                snapshotTurns.Release();
            }

            long time = Now();
            box.Post(() => OnSnapshot(book, purpose, epoch, body, time));
        }
        catch (OperationCanceledException)
        {
            // The attempt has become worthless, or the feed stops.
        }
        catch (BinanceRestException e)
        {
            box.Post(() => OnRefused(book, epoch, e));
        }
#pragma warning disable CA1031 // A handler of the host's HttpClient can fail in its own way: the feed ends with it, on its own thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            box.Post(() => throw new InvalidOperationException($"The snapshot of {book.Instrument.Symbol} cannot be fetched: {e.Message}", e));
        }
    }

    private void OnRefused(BinanceBook book, int epoch, BinanceRestException e)
    {
        if (epoch != book.Epoch)
        {
            return;
        }

        BinanceFeedLog.Refused(log, options.Name, book.Instrument.Symbol, e.Message);
        NewEpoch(book);
        book.Source = null;
        book.Synchronizer.OnFailed(Now(), book, FeedStateReason.Refused);
        book.Changes = default;
        Publish(book);
    }

    private void OnSnapshot(BinanceBook book, Purpose purpose, int epoch, byte[] body, long time)
    {
        if (epoch != book.Epoch)
        {
            book.LateSnapshots++;
            return;
        }

        EndRequest(book);
        if (options.Recorder is { } recorder)
        {
            recorder.Record(recorder.Connect($"{options.Name}-rest-{book.Instrument.Symbol}"), FrameDirection.Response, time, body);
        }

        BinanceMessage? snapshot = ReadSnapshot(book, body, time, out string problem);
        if (snapshot is null)
        {
            book.BadSnapshots++;
            BinanceFeedLog.BadSnapshot(log, options.Name, book.Instrument.Symbol, problem);
        }

        switch (purpose)
        {
            case Purpose.Verify:
                book.IsVerifying = false;
                if (snapshot is not null)
                {
                    book.SnapshotFailures = 0;
                    OnVerified(book, snapshot.FinalUpdateId, time);
                }
                else
                {
                    book.SnapshotFailures++;
                }

                break;
            case Purpose.Refresh when book.Refresh is { } refresh:
                if (snapshot is null)
                {
                    book.Refresh = null;
                }
                else
                {
                    refresh.Synchronizer.OnSnapshot(snapshot, refresh);
                    FinishRefresh(book);
                }

                break;
            case Purpose.Synchronize:
                book.SnapshotFailures++;
                if (snapshot is null)
                {
                    book.Synchronizer.OnSnapshotFailed(time);
                }
                else if (book.Synchronizer.OnSnapshot(snapshot, book))
                {
                    book.LastDepthAt = Math.Max(book.LastDepthAt, time);
                }

                AfterChange(book);
                break;
        }
    }

    private BinanceMessage? ReadSnapshot(BinanceBook book, byte[] body, long time, out string problem)
    {
        try
        {
            BinanceMessage snapshot = decoder.Decode(body, time, book.Instrument);
            if (snapshot.Kind != BinanceMessageKind.DepthSnapshot || snapshot.Instrument != book.Instrument)
            {
                problem = "it is no depth answer: " + Head(body);
                return null;
            }

            bool hasBid = false, hasAsk = false;
            foreach (ref readonly MarketEvent e in snapshot.Events)
            {
                hasBid |= e.Side == Side.Bid;
                hasAsk |= e.Side == Side.Ask;
            }

            if (!(hasBid && hasAsk) && ++book.EmptySnapshots < EmptySnapshotsUntilBelieved)
            {
                problem = "a side is empty; believed when it is so five times in a row";
                return null;
            }

            problem = string.Empty;
            return snapshot;
        }
        catch (MarketDataFormatException e)
        {
            problem = $"{e.Message}: {Head(body)}";
            return null;
        }
    }

    private void OnVerified(BinanceBook book, long venueId, long now)
    {
        BinanceDepthSynchronizer sync = book.Synchronizer;
        if (sync.State != FeedState.Stale)
        {
            return;
        }

        if (venueId <= sync.LastUpdateId)
        {
            book.SilenceAllowed = Math.Min(book.SilenceAllowed * 2, SilenceMax.Ticks * 100);
            book.LastDepthAt = now;
            sync.OnConfirmed(now);
            Publish(book);
        }
        else
        {
            book.VerifyTarget = venueId;
            book.VerifyDeadline = now + (options.CatchUpTime.Ticks * 100);
        }
    }

    /// <summary>The venue has moved on and the stream has not: the book is wrong by now.</summary>
    private void OnDeadStream(BinanceBook book, long now)
    {
        BinanceConnection? connection = book.Source;
        Detach(book, FeedStateReason.Silence);
        if (book.DepthMessages == 0)
        {
            // A name that the venue does not know is accepted, and nothing ever comes: the other form of it is tried.
            int standard = BinanceEndpoints.StandardDepthMilliseconds(options.Venue);
            book.DepthMilliseconds = book.DepthMilliseconds == standard ? options.DepthMilliseconds : standard;
        }

        if (connection is null || connection.IsLost)
        {
            return;
        }

        BinanceConnectionGroup group = connection.Group;
        bool othersLive = group.Books.Any(b => b != book && b.HasDepth && b.Status.State == FeedState.Live && now - b.LastDepthAt < options.StaleAfter.Ticks * 100);
        if (othersLive && connection == group.Active)
        {
            StartHandover(group, FeedStateReason.Silence);
        }
        else
        {
            connection.Abort();
        }
    }

    private void OnSlowConsumer()
    {
        if (options.SlowConsumer == SlowConsumerPolicy.Fail)
        {
            throw new MarketDataOverflowException(options.BacklogBytesMax / MarketEvent.SizeInBytes);
        }

        long now = Now();
        BinanceFeedLog.SlowConsumer(log, options.Name, books.Count);
        foreach (BinanceBook book in books.Values)
        {
            if (book.HasDepth && book.Source is not null && book.Synchronizer.State is not (FeedState.Failed or FeedState.Disconnected))
            {
                book.Synchronizer.Restart(now, book, FeedStateReason.SlowConsumer);
                AfterChange(book);
            }
        }
    }

    private void Tick()
    {
        Volatile.Write(ref tickPending, 0);
        long now = Now();
        if (unreportedMessages > 0)
        {
            metrics.Messages(unreportedMessages);
            unreportedMessages = 0;
        }

        foreach (BinanceConnectionGroup group in groups)
        {
            Watch(group, now);
        }

        foreach (BinanceBook book in books.Values)
        {
            Watch(book, now);
        }

        tasks.RemoveAll(static t => t.IsCompleted);
    }

    private void Watch(BinanceBook book, long now)
    {
        if (book.Streams.HasFlag(BinanceStreams.OpenInterest) && book.Source is not null && now >= book.NextOpenInterestAt)
        {
            book.NextOpenInterestAt = now + (options.OpenInterestEvery.Ticks * 100);
            tasks.Add(FetchOpenInterestAsync(book, inbox!, stopAll!.Token));
        }

        if (!book.HasDepth)
        {
            return;
        }

        BinanceDepthSynchronizer sync = book.Synchronizer;
        switch (sync.State)
        {
            case FeedState.Buffering or FeedState.Resyncing when now - sync.StateSince > FirstMessagePatience.Ticks * 100:
                // A quiet instrument: nothing to buffer, but a book all the same.
                RequestSnapshot(book, Purpose.Synchronize);
                break;
            case FeedState.Live when now - book.LastDepthAt > book.SilenceAllowed:
                book.Silences++;
                sync.OnSilence(now);
                Publish(book);
                break;
            case FeedState.Stale when book.VerifyTarget == 0 && !book.IsVerifying && book.Request is null:
                book.IsVerifying = true;
                RequestSnapshot(book, Purpose.Verify);
                break;
            case FeedState.Stale when book.VerifyTarget != 0 && now > book.VerifyDeadline:
                OnDeadStream(book, now);
                break;
        }
    }

    private async Task FetchOpenInterestAsync(BinanceBook book, FeedInbox box, CancellationToken stop)
    {
        try
        {
            byte[] body = await rest!.GetAsync("openInterest?symbol=" + Uri.EscapeDataString(book.Instrument.Symbol), 1, 3, stop).ConfigureAwait(false);
            long time = Now();
            box.Post(() => OnOpenInterest(book, body, time));
        }
        catch (OperationCanceledException)
        {
            // The feed stops.
        }
        catch (BinanceRestException e)
        {
            BinanceFeedLog.BadSnapshot(log, options.Name, book.Instrument.Symbol, e.Message);
        }
    }

    private void OnOpenInterest(BinanceBook book, byte[] body, long time)
    {
        try
        {
            BinanceMessage answer = decoder.Decode(body, time);
            if (answer.Kind == BinanceMessageKind.OpenInterest && answer.Instrument == book.Instrument)
            {
                downstream!.OnEvents(answer.Events);
            }
            else
            {
                BinanceFeedLog.BadSnapshot(log, options.Name, book.Instrument.Symbol, "it is no open interest of this symbol: " + Head(body));
            }
        }
        catch (MarketDataFormatException e)
        {
            BinanceFeedLog.BadSnapshot(log, options.Name, book.Instrument.Symbol, $"open interest: {e.Message}: {Head(body)}");
        }
    }

    private void Record(BinanceConnection connection, FrameDirection direction, long time, ReadOnlySpan<byte> bytes)
    {
        if (options.Recorder is { } recorder)
        {
            if (connection.Recorded == 0)
            {
                connection.Recorded = recorder.Connect(connection.Name);
            }

            recorder.Record(connection.Recorded, direction, time, bytes);
        }
    }
}
