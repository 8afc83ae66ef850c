using System.Text;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds;

/// <content>The books over time: what a change asks for next, coverage, silence, slow consumers.</content>
public sealed partial class BinanceDepthFeed
{
    private static readonly TimeSpan FirstMessagePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RefreshPause = TimeSpan.FromSeconds(1);

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

        WatchSymbols(now);
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
}
