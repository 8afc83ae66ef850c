using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <content>The feed's own thread: what it takes in, and what it tells.</content>
public sealed partial class BinanceDepthFeed
{
    private Task RunThreadAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Loop();
                done.SetResult();
            }
#pragma warning disable CA1031 // Whatever ends the thread is the result of the run.
            catch (Exception e)
#pragma warning restore CA1031
            {
                done.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = options.Name,
        };
        thread.Start();
        return done.Task;
    }

    private void Loop()
    {
        FeedInbox box = inbox!;
        long ageMax = options.BacklogAgeMax.Ticks * 100;
        connectionsOfEarlierRuns = connectionsStarted;
        foreach (BinanceBook book in books.Values)
        {
            book.Downstream = downstream;
            book.SilenceAllowed = options.StaleAfter.Ticks * 100;
        }

        foreach (BinanceConnectionGroup group in groups)
        {
            group.Active = Start(group, TimeSpan.Zero);
        }

        using ITimer timer = clock.CreateTimer(_ => PostTick(), null, TickInterval, TickInterval);
        try
        {
            while (!stopping)
            {
                box.Wait();
                while (!stopping && box.TryTakeCall(out Action? call))
                {
                    call!();
                }

                if (box.TakeOverflow())
                {
                    OnSlowConsumer();
                }

                for (int taken = 0; taken < 64 && box.TryPeek(out int connection, out long receiveTime, out ReadOnlySpan<byte> message); taken++)
                {
                    if (taken == 0 && Now() - receiveTime > ageMax)
                    {
                        box.Discard();
                        OnSlowConsumer();
                        break;
                    }

                    OnMessage(connection, receiveTime, message);
                    box.Advance(message.Length);
                }
            }
        }
        finally
        {
            OnStopped();
        }
    }

    private void OnStopped()
    {
        long now = Now();
        foreach (BinanceBook book in books.Values)
        {
            NewEpoch(book);
            book.Source = null;
            if (book.Synchronizer.State != FeedState.Failed)
            {
                Publish(book, new FeedStatus(FeedState.Disconnected, FeedStateReason.Stopped, now));
            }
        }

        foreach (BinanceConnectionGroup group in groups)
        {
            group.Active = group.Standby = null;
        }

        foreach (BinanceConnection connection in connections.Values)
        {
            connection.Stop();
        }
    }

    private void PostTick()
    {
        if (Interlocked.Exchange(ref tickPending, 1) == 0)
        {
            inbox?.Post(tick);
        }
    }

    /// <summary>Makes the status of an instrument what its synchroniser says, and tells whoever listens.</summary>
    private void Publish(BinanceBook book) =>
        Publish(book, new FeedStatus(book.Synchronizer.State, book.Synchronizer.Reason, book.Synchronizer.StateSince));

    private void Publish(BinanceBook book, FeedStatus current)
    {
        FeedStatus previous = book.Status;
        if (previous == current)
        {
            return;
        }

        book.Status = current;
        if (previous.State == current.State && previous.Reason == current.Reason)
        {
            return;
        }

        metrics.State(current.State, current.Reason);
        if (previous.State is FeedState.Live or FeedState.Stale && current.State is not (FeedState.Live or FeedState.Stale))
        {
            metrics.Resync();
            if (current.Reason == FeedStateReason.SequenceGap)
            {
                metrics.Gap();
            }
        }

        BinanceFeedLog.StateChanged(log, options.Name, book.Instrument.Symbol, current.State, current.Reason, book.Synchronizer.LastUpdateId);
        StatusChanged?.Invoke(this, new FeedStatusChangedEventArgs(book.Instrument.Id, previous, current));
        FeedStatus whole = Status;
        if (whole.State != wholeStatus.State || whole.Reason != wholeStatus.Reason)
        {
            FeedStatus before = wholeStatus;
            wholeStatus = whole;
            StatusChanged?.Invoke(this, new FeedStatusChangedEventArgs(FeedStatusChangedEventArgs.WholeFeed, before, whole));
        }
    }
}
