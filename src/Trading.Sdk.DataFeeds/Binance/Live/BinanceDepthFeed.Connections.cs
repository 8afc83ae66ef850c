using Polly;
using Polly.Retry;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <content>Opening, losing and replacing connections.</content>
public sealed partial class BinanceDepthFeed
{
    /// <summary>A connection that ends before it has lasted this long makes the next one wait.</summary>
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(5);

    /// <summary>Silence on both connections after which an instrument changes over without a message.</summary>
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);

    private BinanceConnection Start(BinanceConnectionGroup group, TimeSpan delay)
    {
        var connection = new BinanceConnection(++connectionsStarted, group, options, inbox!, Buffers, group.StreamNames(options));
        MadeConnections?.Add(new WeakReference(connection));
        connections.Add(connection.Id, connection);
        tasks.Add(RunConnectionAsync(connection, delay, inbox!, stopAll!.Token));
        return connection;
    }

    private async Task RunConnectionAsync(BinanceConnection connection, TimeSpan delay, FeedInbox box, CancellationToken stop)
    {
        string reason;
        try
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, clock, stop).ConfigureAwait(false);
            }

            await ConnectPipeline().ExecuteAsync(
                async token =>
                {
                    await attempts.AcquireAsync(token).ConfigureAwait(false);
                    await connection.OpenAsync(token).ConfigureAwait(false);
                },
                stop).ConfigureAwait(false);
            Interlocked.Increment(ref connectionsOpened);
            box.Post(() => OnOpened(connection));
            reason = await connection.ReceiveAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            reason = "closed by us";
        }
#pragma warning disable CA1031 // A setting of the host (a proxy, a certificate) can fail in its own way: the feed ends with it, on its own thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            box.Post(() => throw new InvalidOperationException($"The connection to {options.Name} cannot be made: {e.Message}", e));
            return;
        }

        box.Post(() => OnLost(connection, reason));
    }

    private void OnOpened(BinanceConnection connection)
    {
        BinanceConnectionGroup group = connection.Group;
        long now = Now();
        connection.IsOpen = true;
        connection.OpenedAt = connection.LastMessageAt = now;
        Record(connection, FrameDirection.Connected, now, default);
        BinanceFeedLog.Opened(log, options.Name, connection.Name, connection.Streams.Count);
        foreach (string[] names in connection.Streams.Skip(options.StreamsPerMessage).Chunk(options.StreamsPerMessage))
        {
            Ask(connection, "SUBSCRIBE", names);
        }

        // What was changed while it was being opened.
        string[] late = [.. group.StreamNames(options).Except(connection.Streams, StringComparer.Ordinal)];
        if (late.Length > 0)
        {
            Ask(connection, "SUBSCRIBE", late);
        }

        connection.ReadyAt = connection.Unanswered.Count == 0 ? now : 0;
        bool isFirst = connection.Id <= connectionsOfEarlierRuns + groups.Count;
        if (!isFirst)
        {
            metrics.Reconnect();
        }

        foreach (BinanceBook book in group.Books)
        {
            book.Reconnects += isFirst ? 0 : 1;
            if (connection == group.Active || book.Source is null)
            {
                Attach(book, connection);
            }
        }
    }

    private void OnLost(BinanceConnection connection, string reason)
    {
        BinanceConnectionGroup group = connection.Group;
        long now = Now();
        connection.IsLost = true;
        connections.Remove(connection.Id);
        Record(connection, FrameDirection.Disconnected, now, System.Text.Encoding.UTF8.GetBytes(reason));
        bool isWanted = connection == group.Active || connection == group.Standby;
        if (isWanted)
        {
            BinanceFeedLog.Lost(log, options.Name, connection.Name, reason);
        }

        if (connection == group.Standby)
        {
            // The next tick sees that the take-over is still needed.
            group.Standby = null;
            foreach (BinanceBook book in group.Books.Where(b => b.Source == connection))
            {
                if (group.Active is { IsOpen: true, IsLost: false } active)
                {
                    MoveTo(book, active);
                }
                else
                {
                    Detach(book, FeedStateReason.ConnectionLost);
                }
            }
        }
        else if (connection == group.Active)
        {
            bool lasted = connection.IsOpen && connection.Messages > 0 && now - connection.OpenedAt > StableAfter.Ticks * 100;
            group.ShortLives = lasted ? 0 : group.ShortLives + 1;
            BinanceConnection? heir = group.Standby;
            group.Standby = null;
            group.Active = heir ?? Start(group, Backoff(group.ShortLives, options.RetryDelayMax));
            foreach (BinanceBook book in group.Books.Where(b => b.Source == connection || b.Source is null))
            {
                if (heir is { IsOpen: true })
                {
                    MoveTo(book, heir);
                }
                else
                {
                    Detach(book, FeedStateReason.ConnectionLost);
                }
            }
        }

        connection.Dispose();
    }

    /// <summary>The book follows a connection from nothing: buffer, snapshot, live.</summary>
    private void Attach(BinanceBook book, BinanceConnection connection)
    {
        if (book.Synchronizer.State == FeedState.Failed)
        {
            return;
        }

        NewEpoch(book);
        book.Source = connection;
        book.LastDepthAt = Now();
        book.SilenceAllowed = options.StaleAfter.Ticks * 100;
        if (book.HasDepth)
        {
            book.Synchronizer.OnDisconnected(book.LastDepthAt, book);
            book.Synchronizer.OnConnected(book.LastDepthAt);
            AfterChange(book);
        }
        else
        {
            Publish(book, new FeedStatus(FeedState.Live, FeedStateReason.Connected, book.LastDepthAt));
        }
    }

    /// <summary>What the book's connection delivers is not to be used any more.</summary>
    private void Detach(BinanceBook book, FeedStateReason reason)
    {
        book.Source = null;
        if (book.Synchronizer.State == FeedState.Failed)
        {
            return;
        }

        NewEpoch(book);
        long now = Now();
        book.Synchronizer.OnDisconnected(now, book, reason);
        book.Changes = default;
        Publish(book);
    }

    /// <summary>
    /// The book goes on with another connection, without proof yet that nothing lies between: the next message of it is the proof,
    /// and if none comes, the venue is asked.
    /// </summary>
    private void MoveTo(BinanceBook book, BinanceConnection connection)
    {
        if (book.Synchronizer.State is FeedState.Live or FeedState.Stale)
        {
            book.Source = connection;
            book.Synchronizer.ExpectBridge();
        }
        else
        {
            Attach(book, connection);
        }
    }

    private void StartHandover(BinanceConnectionGroup group, FeedStateReason reason)
    {
        if (group.Standby is null && group.Active is { IsOpen: true, IsLost: false } active)
        {
            BinanceFeedLog.Handover(log, options.Name, active.Name, reason);
            active.MustBeReplaced = true;
            group.Standby = Start(group, TimeSpan.Zero);
        }
    }

    /// <summary>Moves what can be moved to the second connection, and lets the first one go when nothing depends on it.</summary>
    private void ContinueHandover(BinanceConnectionGroup group, long now)
    {
        if (group.Standby is not { ReadyAt: > 0 } standby)
        {
            return;
        }

        bool isOverdue = now - standby.ReadyAt > options.HandoverMax.Ticks * 100;
        bool isReady = true;
        foreach (BinanceBook book in group.Books)
        {
            if (book.Source == standby || book.Synchronizer.State == FeedState.Failed)
            {
                continue;
            }

            bool isQuiet = book.Status.State is FeedState.Live or FeedState.Stale && book.LastDepthAt < standby.ReadyAt && now - standby.ReadyAt > QuietAfter.Ticks * 100;
            if (isQuiet || isOverdue || !book.HasDepth)
            {
                if (book.HasDepth)
                {
                    MoveTo(book, standby);
                }
                else
                {
                    book.Source = standby;
                }
            }
            else
            {
                isReady = false;
            }
        }

        if (isReady)
        {
            BinanceConnection old = group.Active!;
            group.Active = standby;
            group.Standby = null;
            foreach (BinanceBook book in group.Books)
            {
                book.Handovers++;
            }

            old.Stop();
        }
    }

    private void Ask(BinanceConnection connection, string method, IReadOnlyList<string> streams)
    {
        long id = ++controlId;
        byte[] message = BinanceControlAnswer.Question(method, streams, id);
        connection.Unanswered.Add(id);
        connection.Send(message);
        Record(connection, FrameDirection.Sent, Now(), message);
    }

    private void OnAnswer(BinanceConnection connection, ReadOnlySpan<byte> message, long now)
    {
        BinanceControlAnswer answer = BinanceControlAnswer.Read(message);
        connection.Unanswered.Remove(answer.Id);
        if (answer.Error is not null)
        {
            BinanceFeedLog.ControlRefused(log, options.Name, answer.Id, answer.Error);
        }

        if (connection.Unanswered.Count == 0 && connection.ReadyAt == 0)
        {
            connection.ReadyAt = now;
        }
    }

    /// <summary>Age, silence and patience of a group's connections.</summary>
    private void Watch(BinanceConnectionGroup group, long now)
    {
        ContinueHandover(group, now);
        if (group.Active is { IsOpen: true, IsLost: false } active)
        {
            if (active.MustBeReplaced || now - active.OpenedAt > options.ConnectionAgeMax.Ticks * 100)
            {
                StartHandover(group, FeedStateReason.ShutdownAnnounced);
            }

            WatchSilence(active, now);
        }

        if (group.Standby is { IsOpen: true, IsLost: false } standby)
        {
            WatchSilence(standby, now);
            if (standby.ReadyAt == 0 && now - standby.OpenedAt > AnswerPatience.Ticks * 100)
            {
                standby.ReadyAt = now;
            }
        }
    }

    private void WatchSilence(BinanceConnection connection, long now)
    {
        long most = options.ConnectionSilenceMax.Ticks * 100, silence = now - connection.LastMessageAt;
        if (silence > most)
        {
            connection.Abort();
        }
        else if (silence > most / 2 && connection.ProbedAt < connection.LastMessageAt)
        {
            connection.ProbedAt = now;
            Ask(connection, "LIST_SUBSCRIPTIONS", []);
        }
    }

    private ResiliencePipeline ConnectPipeline() => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<System.Net.WebSockets.WebSocketException>().Handle<HttpRequestException>().Handle<IOException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.RetryDelayMax,
            OnRetry = args =>
            {
                BinanceFeedLog.ConnectFailed(log, options.Name, args.AttemptNumber + 1, args.RetryDelay, args.Outcome.Exception?.Message ?? string.Empty);
                return ValueTask.CompletedTask;
            },
        })
        .Build();
}
