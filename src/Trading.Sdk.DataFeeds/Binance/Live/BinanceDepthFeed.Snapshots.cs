using System.Text;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds;

/// <content>Snapshots of the books: asked for, judged, refused, verified.</content>
public sealed partial class BinanceDepthFeed
{
    private const int EmptySnapshotsUntilBelieved = 5;
    private static readonly TimeSpan SnapshotDelayMax = TimeSpan.FromSeconds(5);

    private enum Purpose
    {
        Synchronize,
        Verify,
        Refresh,
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
        Fail(book, FeedStateReason.Refused);
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
            AskForSymbolsSoon(time);
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
}
